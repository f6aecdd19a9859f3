import type { Mode } from '../hosting/mode.js';
import { instanceFacts, type InstanceFacts } from '../limits/index.js';
import type { Template } from './rule.js';
import {
  attributeOf,
  isAbsent,
  isWrittenOut,
  itemsOf,
  joinedOf,
  objectOf,
  oncePerTemplate,
  resourceMeant,
  resourcesOf,
  textOf,
  isRecord,
  type Found,
} from './template.js';

export const CONFIG = 'AWS::SageMaker::EndpointConfig';
export const ENDPOINT = 'AWS::SageMaker::Endpoint';
export const MODEL = 'AWS::SageMaker::Model';
export const SCALABLE_TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';

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

/** The variants of a configuration, shadows last. */
export function variantsOfConfig(config: Found): DeclaredVariant[] {
  return (['ProductionVariants', 'ShadowProductionVariants'] as const).flatMap((list) =>
    itemsOf(config.properties[list]).map(({ index, item }) => ({
      config,
      property: `${list}.${index}`,
      shadow: list === 'ShadowProductionVariants',
      variant: item,
      name: textOf(item['VariantName']),
    })),
  );
}

/** The machine of a variant, where it is written out and known. */
export function machineOf({ variant }: DeclaredVariant): InstanceFacts | undefined {
  const type = textOf(variant['InstanceType']);
  return type === undefined ? undefined : instanceFacts(type);
}

/** The model that a variant serves, where the template declares it. */
export function modelOf(template: Template, { variant }: DeclaredVariant): Found | undefined {
  return resourceMeant(template, MODEL, 'ModelName', variant['ModelName']);
}

/** An endpoint of the template, with its configuration where that is in the template too. */
export interface DeclaredEndpoint {
  readonly endpoint: Found;
  readonly config: Found | undefined;
  /** Undefined where only the deployment knows it. */
  readonly mode: Mode | undefined;
}

/** Rules ask for them for every metric of every alarm. */
const readEndpoints = oncePerTemplate(
  (template): ReadonlyMap<string, DeclaredEndpoint> =>
    new Map(
      resourcesOf(template, ENDPOINT).map((endpoint) => {
        const config = resourceMeant(template, CONFIG, 'EndpointConfigName', endpoint.properties['EndpointConfigName']);
        return [endpoint.logicalId, { endpoint, config, mode: config === undefined ? undefined : modeOf(config) }];
      }),
    ),
);

export function endpointsOf(template: Template): readonly DeclaredEndpoint[] {
  return [...readEndpoints(template).values()];
}

/** The endpoint that a name means: the name that it is given, or an attribute of the resource, whose Ref is no name. */
export function endpointNamed(template: Template, name: unknown): DeclaredEndpoint | undefined {
  const meant = resourceMeant(template, ENDPOINT, 'EndpointName', name, attributeOf(name)?.logicalId);
  return meant === undefined ? undefined : readEndpoints(template).get(meant.logicalId);
}

/** Asynchronous and serverless say so in the configuration; all else is real-time, once the whole configuration is written out. */
export function modeOf(config: Found): Mode | undefined {
  const asynchronous = config.properties['AsyncInferenceConfig'];
  const serverless = variantsOfConfig(config).map(({ variant }) => variant['ServerlessConfig']);
  if (objectOf(asynchronous) !== undefined) return 'async';
  if (serverless.some((value) => objectOf(value) !== undefined)) return 'serverless';
  const known = [asynchronous, ...serverless].every(isAbsent) && isWrittenOut(config.properties['ProductionVariants']);
  return known ? 'real-time' : undefined;
}

/** What a scalable target scales: `endpoint/<name>/variant/<variant>`. */
export interface ScaledVariant {
  readonly target: Found;
  readonly endpoint: DeclaredEndpoint;
  readonly variantName: string;
}

/** The variants of the template that a scalable target of the template scales. */
export function scaledVariantsOf(template: Template): ScaledVariant[] {
  return resourcesOf(template, SCALABLE_TARGET).flatMap((target) => {
    const scaled = variantAt(template, target.properties['ResourceId']);
    return scaled === undefined ? [] : [{ target, ...scaled }];
  });
}

/** The variant that a resource id means, where its endpoint is in the template. */
export function variantAt(template: Template, resourceId: unknown): Omit<ScaledVariant, 'target'> | undefined {
  const parts = partsOf(resourceId);
  const endpoint = parts === undefined ? undefined : endpointNamed(template, parts.name);
  return parts === undefined || endpoint === undefined ? undefined : { endpoint, variantName: parts.variantName };
}

const RESOURCE_ID = /^endpoint\/([^/]+)\/variant\/([^/]+)$/;
const SUBSTITUTED_NAME = /^\$\{([^.}]+)\.([^}]+)\}$/;

/** Written out, joined as CDK joins it, or substituted as people write it. */
function partsOf(resourceId: unknown): { readonly name: unknown; readonly variantName: string } | undefined {
  const substituted = isRecord(resourceId) ? textOf(resourceId['Fn::Sub']) : undefined;
  const [, name, variantName] = RESOURCE_ID.exec(textOf(resourceId) ?? substituted ?? '') ?? [];
  if (name !== undefined && variantName !== undefined) {
    const [, logicalId, attribute] = SUBSTITUTED_NAME.exec(substituted === undefined ? '' : name) ?? [];
    return { name: logicalId === undefined ? name : { 'Fn::GetAtt': [logicalId, attribute] }, variantName };
  }
  const [head, joined, tail, ...more] = joinedOf(resourceId);
  const joinedVariant = /^\/variant\/([^/]+)$/.exec(textOf(tail) ?? '')?.[1];
  return head === 'endpoint/' && more.length === 0 && joinedVariant !== undefined
    ? { name: joined, variantName: joinedVariant }
    : undefined;
}
