import type { FleetPart, ReleasePlan, Routing, VariantPlan } from '../plan.js';
import { Unknown } from './unknown.js';
import { number, record, records, text } from './values.js';

type Properties = Readonly<Record<string, unknown>>;

const ROUTINGS: Readonly<Record<string, Routing>> = { ALL_AT_ONCE: 'all at once', CANARY: 'canary', LINEAR: 'linear' };
const PERCENT = 100;
const OVERRULED =
  'Inf1 instances are updated all at once and without a bake, whatever is declared (SageMaker Developer Guide, deployment-guardrails-exclusions)';

/**
 * How an endpoint is updated, by its DeploymentConfig.
 *
 * @returns undefined where it has none
 */
export function readRelease(
  deploymentConfig: unknown,
  variants: readonly VariantPlan[],
  declaredBy: readonly string[],
): ReleasePlan | undefined {
  const config = record(deploymentConfig);
  if (config === undefined) return undefined;
  const alarms = records(record(config['AutoRollbackConfiguration'])?.['Alarms']).flatMap(
    ({ AlarmName: name }) => text(name instanceof Unknown ? name.reading : name) ?? [],
  );
  if (variants.some(({ instanceType }) => instanceType?.startsWith('ml.inf1.') === true))
    return { declaredBy, routing: 'all at once', bakeSeconds: 0, lastBakeSeconds: 0, alarms, overruled: OVERRULED };
  const rolling = record(config['RollingUpdatePolicy']);
  const policy = rolling === undefined ? blueGreen(record(config['BlueGreenUpdatePolicy']) ?? {}) : inBatches(rolling);
  return { declaredBy, ...policy, alarms };
}

type Policy = Omit<ReleasePlan, 'declaredBy' | 'alarms'>;

function blueGreen(policy: Properties): Policy {
  const traffic = record(policy['TrafficRoutingConfiguration']) ?? {};
  const routing = ROUTINGS[text(traffic['Type']) ?? ''] ?? 'all at once';
  const part = routing === 'all at once' ? undefined : partOf(traffic[routing === 'canary' ? 'CanarySize' : 'LinearStepSize']);
  return {
    routing,
    ...(part === undefined ? {} : { part }),
    bakeSeconds: routing === 'all at once' ? 0 : (number(traffic['WaitIntervalInSeconds']) ?? 0),
    lastBakeSeconds: number(policy['TerminationWaitInSeconds']) ?? 0,
    ...timeoutOf(policy),
  };
}

function inBatches(policy: Properties): Policy {
  const part = partOf(policy['MaximumBatchSize']);
  const back = partOf(policy['RollbackMaximumBatchSize']);
  return {
    routing: 'rolling',
    ...(part === undefined ? {} : { part }),
    bakeSeconds: number(policy['WaitIntervalInSeconds']) ?? 0,
    lastBakeSeconds: 0,
    ...timeoutOf(policy),
    ...(back === undefined || ('share' in back && back.share >= 1) ? {} : { rollbackPart: back }),
  };
}

function timeoutOf(policy: Properties): Pick<ReleasePlan, 'timeoutSeconds'> {
  const timeoutSeconds = number(policy['MaximumExecutionTimeoutInSeconds']);
  return timeoutSeconds === undefined ? {} : { timeoutSeconds };
}

function partOf(value: unknown): FleetPart | undefined {
  const { Type: type, Value: size } = record(value) ?? {};
  const count = number(size);
  if (count === undefined || count <= 0) return undefined;
  return text(type) === 'INSTANCE_COUNT' ? { instances: count } : { share: count / PERCENT };
}
