import type { ServiceModel } from '../../core/service/entry.js';
import type { Mode } from '../../core/hosting/mode.js';
import type { NotPlayed, Refusal, ScalingPlan, ServicePlan, UnservedPlan, VariantPlan } from '../plan.js';
import { readCapture } from './capture.js';
import { coverageOf } from './coverage.js';
import { readContainers, type Said } from './containers.js';
import { readRelease } from './release.js';
import { readScaling } from './scaling.js';
import type { FoundEntry } from './service-entry.js';
import type { SaidOfService } from './slipway-json.js';
import type { ReadStack } from './stacks.js';
import { Unknown } from './unknown.js';
import { nameIn, number, records, text } from './values.js';

/** Endpoints that can be played, and what cannot. */
export interface ReadServices {
  readonly services: ServicePlan[];
  readonly unserved: UnservedPlan[];
  readonly refusals: Refusal[];
}

interface Declared {
  readonly stack: ReadStack;
  readonly logicalId: string;
}

const ENDPOINT = 'AWS::SageMaker::Endpoint';
const CONFIG = 'AWS::SageMaker::EndpointConfig';
const MODEL = 'AWS::SageMaker::Model';

/** An endpoint, and the construct path under which people know it. */
export interface DeclaredEndpoint {
  readonly stack: ReadStack;
  readonly logicalId: string;
  readonly path: string;
}

/** Every endpoint of the stacks, played or not. */
export function declaredEndpoints(stacks: readonly ReadStack[]): DeclaredEndpoint[] {
  return declared(stacks, ENDPOINT).map(({ stack, logicalId }) => ({
    stack,
    logicalId,
    path: entryOf(stack, logicalId)?.path ?? stack.scope.placeOf(logicalId).path ?? `${stack.path}/${logicalId}`,
  }));
}

function entryOf({ entries }: ReadStack, logicalId: string): FoundEntry | undefined {
  return entries.find(({ entry }) => entry.endpointLogicalId === logicalId);
}

/** Reads endpoints, following names and references across the stacks. */
export function readServices(
  endpoints: readonly DeclaredEndpoint[],
  stacks: readonly ReadStack[],
  root: string,
  said: ReadonlyMap<string, SaidOfService>,
): ReadServices {
  const found = endpoints.map((endpoint) => readService(endpoint, stacks, root, said));
  return {
    services: found.flatMap(({ service }) => service ?? []),
    unserved: found.flatMap(({ unserved }) => unserved ?? []),
    refusals: found.flatMap(({ refusals }) => refusals),
  };
}

interface ReadService {
  readonly service?: ServicePlan;
  readonly unserved?: UnservedPlan;
  readonly refusals: Refusal[];
}

function readService(
  { stack, logicalId, path }: DeclaredEndpoint,
  stacks: readonly ReadStack[],
  root: string,
  saidBy: ReadonlyMap<string, SaidOfService>,
): ReadService {
  const place = { ...stack.scope.placeOf(logicalId), path };
  const entry = entryOf(stack, logicalId);
  const { EndpointConfigName: configName, DeploymentConfig: deployment } = stack.scope.properties(logicalId);
  const config = named(stacks, stack, CONFIG, configName);
  const properties = config === undefined ? {} : config.stack.scope.properties(config.logicalId);
  const production = records(properties['ProductionVariants']);
  const endpointName = stack.scope.nameOf(logicalId);
  const said = saidBy.get(path);
  const latencyMillis = entry?.entry.latencyMillis ?? said?.latencyMillis;
  const traffic = entry?.entry.traffic ?? said?.traffic;
  const known = {
    path,
    stack: stack.path,
    stage: stack.stage,
    place,
    ...(latencyMillis === undefined ? {} : { latencyMillis }),
    ...(traffic === undefined ? {} : { traffic }),
  };
  const refuse = (...problems: readonly NotPlayed[]): ReadService => ({
    unserved: {
      ...known,
      mode: modeOf(properties, production),
      endpointName: typeof endpointName === 'string' ? endpointName : '',
      variantNames: production.map((variant) => nameIn(variant['VariantName']) ?? DEFAULT_VARIANT),
      reason: problems.map(({ what, reason }) => `${what}: ${reason}`).join('; '),
      standInPlays: problems.every((problem) => problem.standInPlays === true),
    },
    refusals: problems.map(({ what, reason }) => ({ path, place, what, reason })),
  });
  if (config === undefined)
    return refuse({ what: 'endpoint configuration', reason: `${shown(configName)} is declared nowhere in this assembly` });
  const notYet = NOT_PLAYED[modeOf(properties, production)];
  if (notYet !== undefined) return refuse(notYet);
  if (typeof endpointName !== 'string') return refuse({ what: 'endpoint name', reason: shown(endpointName) });
  const read = (variant: Readonly<Record<string, unknown>>): ReadVariant =>
    readVariant(variant, config.stack, stacks, { root, models: entry?.entry.models ?? [], standIn: said?.standIn });
  const variants = production.map(read);
  const shadows = records(properties['ShadowProductionVariants']).map(read);
  const problems = [...variants, ...shadows].flatMap((variant) => variant.problems);
  if (problems.length > 0) return refuse(...problems);
  const capture = readCapture(properties['DataCaptureConfig']);
  const { region, account } = stack.scope.location;
  const knownConfig = config.stack.scope.nameOf(config.logicalId);
  const near = stacks.filter((each) => each.stage === stack.stage);
  const plans = variants.flatMap(({ plan }) => plan ?? []);
  const scalings = new Map(plans.map(({ name }) => [name, readScaling(near, endpointName, name)]));
  const release = readRelease(deployment, plans, [logicalId, config.logicalId]);
  return {
    refusals: [...scalings.values()].flatMap((scaling) => scaling?.refusals ?? []),
    service: {
      ...known,
      mode: 'real-time',
      endpointName,
      ...(typeof knownConfig === 'string' ? { configName: knownConfig } : {}),
      region,
      account,
      variants: plans.map((plan) => withScaling(plan, scalings.get(plan.name)?.plan)),
      ...(release === undefined ? {} : { release }),
      ...(shadows[0]?.plan === undefined ? {} : { shadow: shadows[0].plan }),
      ...(capture === undefined ? {} : { capture }),
      ...(said?.samples === undefined ? {} : { samples: said.samples }),
      covers: coverageOf(stack.metadata, path, entry !== undefined, said?.covers),
    },
  };
}

const DEFAULT_VARIANT = 'AllTraffic';
/** What is declared and not played yet. */
const NOT_PLAYED: Readonly<Partial<Record<Mode, NotPlayed>>> = {
  async: { what: 'asynchronous endpoint', reason: 'its queue is not played yet' },
  serverless: { what: 'serverless endpoint', reason: 'its cold starts are not played yet' },
};

export function modeOf(config: Readonly<Record<string, unknown>>, variants: readonly Readonly<Record<string, unknown>>[]): Mode {
  if (config['AsyncInferenceConfig'] !== undefined) return 'async';
  return variants.some((variant) => variant['ServerlessConfig'] !== undefined) ? 'serverless' : 'real-time';
}

function withScaling(plan: VariantPlan, scaling: ScalingPlan | undefined): VariantPlan {
  return scaling === undefined ? plan : { ...plan, scaling };
}

interface ReadVariant {
  readonly plan?: VariantPlan;
  readonly problems: readonly NotPlayed[];
}

function readVariant(
  variant: Readonly<Record<string, unknown>>,
  stack: ReadStack,
  stacks: readonly ReadStack[],
  said: Said & { readonly models: readonly ServiceModel[] },
): ReadVariant {
  const name = nameIn(variant['VariantName']) ?? DEFAULT_VARIANT;
  const modelName = variant['ModelName'];
  if (modelName === undefined)
    return { problems: [{ what: 'inference components', reason: `variant '${name}' names no model; components are not played` }] };
  const model = named(stacks, stack, MODEL, modelName);
  if (model === undefined)
    return { problems: [{ what: 'model', reason: `${shown(modelName)} of variant '${name}' is declared nowhere in this assembly` }] };
  const containers = readContainers(model.stack, model.logicalId, { ...said, models: said.models.filter((each) => each.variant === name) });
  const problems = containers.flatMap((each) => (each.ok ? [] : [each]));
  if (problems.length > 0) return { problems };
  const instanceType = text(variant['InstanceType']);
  const startTimeoutSeconds = number(variant['ContainerStartupHealthCheckTimeoutInSeconds']);
  return {
    problems: [],
    plan: {
      name,
      weight: number(variant['InitialVariantWeight']) ?? 1,
      instances: number(variant['InitialInstanceCount']) ?? 1,
      ...(instanceType === undefined ? {} : { instanceType }),
      ...(startTimeoutSeconds === undefined ? {} : { startTimeoutSeconds }),
      containers: containers.flatMap((each) => (each.ok ? [each.container] : [])),
    },
  };
}

/** A resource by its name or ARN: in the same stack first, then in the stacks of the same stage. */
function named(stacks: readonly ReadStack[], from: ReadStack, type: string, value: unknown): Declared | undefined {
  const name = nameIn(value);
  if (name === undefined) return undefined;
  const near = [from, ...stacks.filter((stack) => stack !== from && stack.stage === from.stage)];
  return declared(near, type).find(({ stack, logicalId }) => stack.scope.nameOf(logicalId) === name);
}

function declared(stacks: readonly ReadStack[], type: string): Declared[] {
  return stacks.flatMap((stack) => stack.scope.resources(type).map(({ logicalId }) => ({ stack, logicalId })));
}

function shown(value: unknown): string {
  if (value instanceof Unknown) return `its name is not known: ${value.reason}`;
  return value === undefined ? 'its name is not given' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
}
