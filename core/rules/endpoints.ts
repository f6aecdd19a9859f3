import type { Mode } from '../hosting/mode.js';
import type { Template } from './rule.js';
import { attributeOf, isAbsent, isRecord, recordsOf, referredBy, resourcesOf, textOf, type Found } from './template.js';

export const CONFIG = 'AWS::SageMaker::EndpointConfig';
export const ENDPOINT = 'AWS::SageMaker::Endpoint';

/** A variant as a template declares it. */
export interface DeclaredVariant {
  readonly config: Found;
  /** Property path, `ProductionVariants.0`. */
  readonly property: string;
  readonly shadow: boolean;
  readonly variant: Readonly<Record<string, unknown>>;
  readonly name: string | undefined;
}

/** Every variant of every endpoint configuration. */
export function variantsOf(template: Template): DeclaredVariant[] {
  return resourcesOf(template, CONFIG).flatMap(variantsOfConfig);
}

export function variantsOfConfig(config: Found): DeclaredVariant[] {
  return (['ProductionVariants', 'ShadowProductionVariants'] as const).flatMap((list) =>
    recordsOf(config.properties[list]).map((variant, index) => ({
      config,
      property: `${list}.${index}`,
      shadow: list === 'ShadowProductionVariants',
      variant,
      name: textOf(variant['VariantName']),
    })),
  );
}

/** An endpoint of the template, with its configuration where that is in the template too. */
export interface DeclaredEndpoint {
  readonly endpoint: Found;
  readonly config: Found | undefined;
  readonly mode: Mode | undefined;
}

export function endpointsOf(template: Template): DeclaredEndpoint[] {
  const configs = resourcesOf(template, CONFIG);
  return resourcesOf(template, ENDPOINT).map((endpoint) => {
    const named = endpoint.properties['EndpointConfigName'];
    const config = configs.find(
      ({ logicalId, properties }) =>
        logicalId === referredBy(named) || (typeof named === 'string' && properties['EndpointConfigName'] === named),
    );
    return { endpoint, config, mode: config === undefined ? undefined : modeOf(config) };
  });
}

/** The endpoint that a name means: its literal name, or a reference to the resource. */
export function endpointNamed(template: Template, name: unknown): DeclaredEndpoint | undefined {
  return endpointsOf(template).find(
    ({ endpoint: { logicalId, properties } }) =>
      (typeof name === 'string' && properties['EndpointName'] === name) || attributeOf(name)?.logicalId === logicalId,
  );
}

/** Asynchronous and serverless say so in the configuration; all else is real-time. */
export function modeOf(config: Found): Mode {
  if (!isAbsent(config.properties['AsyncInferenceConfig'])) return 'async';
  return variantsOfConfig(config).some(({ variant }) => isRecord(variant['ServerlessConfig'])) ? 'serverless' : 'real-time';
}

/** What a scalable target scales: `endpoint/<name>/variant/<variant>`, also where the name is joined in. */
export interface ScaledVariant {
  readonly target: Found;
  readonly endpoint: DeclaredEndpoint;
  readonly variantName: string;
}

export function scaledVariantsOf(template: Template): ScaledVariant[] {
  return resourcesOf(template, 'AWS::ApplicationAutoScaling::ScalableTarget').flatMap((target) => {
    const parts = partsOf(target.properties['ResourceId']);
    const [name, variantName] = parts ?? [];
    const endpoint = parts === undefined ? undefined : endpointNamed(template, name);
    return endpoint === undefined || typeof variantName !== 'string' ? [] : [{ target, endpoint, variantName }];
  });
}

function partsOf(resourceId: unknown): readonly [unknown, string] | undefined {
  if (typeof resourceId === 'string') {
    const [kind, name, word, variant] = resourceId.split('/');
    return kind === 'endpoint' && word === 'variant' && variant !== undefined ? [name, variant] : undefined;
  }
  const join = isRecord(resourceId) ? resourceId['Fn::Join'] : undefined;
  const pieces: unknown = Array.isArray(join) ? join[1] : undefined;
  if (!Array.isArray(pieces) || pieces.length !== 3 || pieces[0] !== 'endpoint/') return undefined;
  const variant = /^\/variant\/(.+)$/.exec(String(pieces[2]))?.[1];
  return variant === undefined ? undefined : [pieces[1], variant];
}
