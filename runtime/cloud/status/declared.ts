import type { Mode } from '../../../core/hosting/mode.js';
import { modeOf, type DeclaredEndpoint } from '../../assembly/services.js';
import type { ReadStack } from '../../assembly/stacks.js';
import { Unknown } from '../../assembly/unknown.js';
import { nameIn, number, record, records, text } from '../../assembly/values.js';
import { digestIn } from './digest.js';
import type { ContainerDefinition, VariantDefinition } from './definition.js';
import type { Declared } from './report.js';
import { serverlessText } from './serverless-text.js';

const CONFIG = 'AWS::SageMaker::EndpointConfig';
const MODEL = 'AWS::SageMaker::Model';
const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const DEFAULT_VARIANT = 'AllTraffic';

/** An endpoint as the templates declare it, whatever image serves it. */
export interface DeclaredService extends Declared<ContainerDefinition> {
  readonly path: string;
  readonly stack: ReadStack;
  readonly mode: Mode;
  /** Null where only a deployment decides it. */
  readonly endpointName: string | null;
  readonly captures: boolean;
  readonly logicalId: string;
  /** Properties of the endpoint, and of its configuration where the assembly declares it. */
  readonly endpoint: Readonly<Record<string, unknown>>;
  readonly config: { readonly stack: ReadStack; readonly logicalId: string; readonly properties: Readonly<Record<string, unknown>> } | null;
  /** The models behind it. */
  readonly models: readonly { readonly stack: ReadStack; readonly logicalId: string }[];
  readonly scaling: readonly DeclaredScaling[];
}

/** How a variant scales: properties of the target and of its policies, by the path of whoever declares them. */
export interface DeclaredScaling {
  readonly resourceId: string;
  readonly path: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly policies: readonly Readonly<Record<string, unknown>>[];
}

/** Reads one endpoint with its configuration, models and scaling, following names across the stacks of its stage. */
export function declaredService({ stack, logicalId, path }: DeclaredEndpoint, stacks: readonly ReadStack[]): DeclaredService {
  const near = [stack, ...stacks.filter((each) => each !== stack && each.stage === stack.stage)];
  const endpointName = stack.scope.nameOf(logicalId);
  const config = named(near, CONFIG, stack.scope.properties(logicalId)['EndpointConfigName']);
  const properties = config?.stack.scope.properties(config.logicalId) ?? {};
  const production = records(properties['ProductionVariants']);
  const shadows = records(properties['ShadowProductionVariants']);
  const scaling = typeof endpointName === 'string' ? scalingOf(near, endpointName) : [];
  const digests = stack.entries.find(({ entry }) => entry.endpointLogicalId === logicalId)?.entry.models ?? [];
  const view = (variant: Readonly<Record<string, unknown>>, shadow: boolean): VariantDefinition => {
    const name = nameIn(variant['VariantName']) ?? DEFAULT_VARIANT;
    const model = named(near, MODEL, variant['ModelName']);
    const bounds = scaling.find(({ resourceId }) => resourceId.endsWith(`/variant/${name}`))?.properties;
    const [min, max] = [number(bounds?.['MinCapacity']), number(bounds?.['MaxCapacity'])];
    return {
      name,
      shadow,
      instanceType: text(variant['InstanceType']) ?? null,
      serverless: serverlessText(variant['ServerlessConfig']),
      instances: number(variant['InitialInstanceCount']) ?? null,
      scaling: min === undefined || max === undefined ? null : { min, max },
      weight: number(variant['InitialVariantWeight']) ?? 1,
      containers: (model === undefined ? [] : definitionsOf(model.stack.scope.properties(model.logicalId))).map((each, index) => {
        const digest = digests.find(({ variant: of, container }) => of === name && container === index)?.digest;
        return { ...each, digest: each.digest ?? digest ?? null };
      }),
    };
  };
  const configName = config?.stack.scope.nameOf(config.logicalId);
  return {
    path,
    stack,
    mode: modeOf(properties, production),
    endpointName: typeof endpointName === 'string' ? endpointName : null,
    configName: typeof configName === 'string' ? configName : null,
    variants: [...production.map((variant) => view(variant, false)), ...shadows.map((variant) => view(variant, true))],
    logicalId,
    endpoint: stack.scope.properties(logicalId),
    config: config === undefined ? null : { ...config, properties },
    models: [...production, ...shadows].flatMap((variant) => named(near, MODEL, variant['ModelName']) ?? []),
    captures: record(properties['DataCaptureConfig'])?.['EnableCapture'] === true,
    scaling,
  };
}

/**
 * The same endpoint under the name that SageMaker gives: where CloudFormation made it, all that is known is an ARN, which has lost its capitals,
 * and calls and scaling take the name as it is.
 */
export function withTrueName(declared: DeclaredService, name: string): DeclaredService {
  const prefix = `endpoint/${declared.endpointName}/`;
  const renamed = (resourceId: string): string =>
    resourceId.startsWith(prefix) ? `endpoint/${name}/${resourceId.slice(prefix.length)}` : resourceId;
  return { ...declared, endpointName: name, scaling: declared.scaling.map((each) => ({ ...each, resourceId: renamed(each.resourceId) })) };
}

/** Containers of a model, in a template as in DescribeModel. */
export function definitionsOf(model: Readonly<Record<string, unknown>>): ContainerDefinition[] {
  const primary = record(model['PrimaryContainer']);
  return (primary === undefined ? records(model['Containers']) : [primary]).map((definition) => {
    const source = record(record(definition['ModelDataSource'])?.['S3DataSource']);
    const url = text(definition['ModelDataUrl']) ?? text(source?.['S3Uri']) ?? null;
    const environment = Object.entries(record(definition['Environment']) ?? {}).filter(([, value]) => !(value instanceof Unknown));
    return {
      image: text(definition['Image']) ?? null,
      modelDataUrl: url,
      digest: digestIn(url),
      environment: Object.fromEntries(environment.map(([name, value]) => [name, String(value)])),
    };
  });
}

function scalingOf(stacks: readonly ReadStack[], endpointName: string): DeclaredScaling[] {
  return stacks.flatMap(({ scope }) =>
    scope.resources(TARGET).flatMap(({ logicalId }): DeclaredScaling[] => {
      const properties = scope.properties(logicalId);
      const resourceId = text(properties['ResourceId']) ?? '';
      if (!resourceId.startsWith(`endpoint/${endpointName}/variant/`)) return [];
      const policies = scope
        .resources(POLICY)
        .filter(({ resource }) => record(resource.Properties?.['ScalingTargetId'])?.['Ref'] === logicalId)
        .map((policy) => scope.properties(policy.logicalId));
      return [{ resourceId, path: scope.placeOf(logicalId).path ?? logicalId, properties, policies }];
    }),
  );
}

function named(stacks: readonly ReadStack[], type: string, value: unknown): { stack: ReadStack; logicalId: string } | undefined {
  const name = nameIn(value);
  if (name === undefined) return undefined;
  return stacks
    .flatMap((stack) => stack.scope.resources(type).map(({ logicalId }) => ({ stack, logicalId })))
    .find(({ stack, logicalId }) => stack.scope.nameOf(logicalId) === name);
}
