import { AlarmProblem, parseAlarm } from '../../core/alarms/index.js';
import type { StepsPlan } from '../plan.js';
import { followable } from './scaling-metric.js';
import type { ReadStack } from './stacks.js';
import { number, records, text } from './values.js';

const ALARM = 'AWS::CloudWatch::Alarm';
const SECONDS_PER_MINUTE = 60;
/** Application Auto Scaling's own, for SageMaker: Developer Guide, endpoint-auto-scaling-prerequisites. */
const DEFAULT_COOLDOWN_SECONDS = 300;

export interface ReadSteps {
  readonly plans: readonly StepsPlan[];
  readonly problems: readonly string[];
}

type Properties = Readonly<Record<string, unknown>>;

/** A step policy with each alarm of its stack that starts it, and why one of them cannot be followed. */
export function readSteps(stack: ReadStack, policyId: string, configuration: Properties): ReadSteps {
  const alarms = stack.scope.resources(ALARM).filter(({ logicalId, resource }) => {
    const actions: unknown = resource.Properties?.['AlarmActions'];
    return (
      (Array.isArray(actions) && actions.some((action) => JSON.stringify(action) === JSON.stringify({ Ref: policyId }))) ||
      listOf(stack.scope.properties(logicalId)['AlarmActions']).includes(stack.scope.ref(policyId))
    );
  });
  if (alarms.length === 0) return { plans: [], problems: ['no alarm of its stack starts it'] };
  const read = alarms.map(({ logicalId }) => planOf(stack, logicalId, configuration));
  return { plans: read.filter((each) => typeof each !== 'string'), problems: read.filter((each) => typeof each === 'string') };
}

function planOf(stack: ReadStack, logicalId: string, configuration: Properties): StepsPlan | string {
  const name = String(stack.scope.nameOf(logicalId));
  const alarm = parseAlarm({ path: logicalId, name, kind: 'metric', properties: stack.scope.properties(logicalId) });
  if (alarm instanceof AlarmProblem) return `its alarm ${name}: ${alarm.what}, ${alarm.reason}`;
  if (alarm.kind !== 'metric' || alarm.watched.kind !== 'statistic')
    return `its alarm ${name} watches an expression, which is not followed`;
  const { metric, statistic } = alarm.watched;
  const followed = followable(metric.name, statistic.text);
  if (followed === undefined) return `the ${statistic.text} of ${metric.name} is not simulated, so its alarm ${name} never starts it here`;
  const periodMinutes = alarm.periodSeconds / SECONDS_PER_MINUTE;
  if (!Number.isInteger(periodMinutes)) return `its alarm ${name} has a period of ${alarm.periodSeconds} s, and minutes are simulated`;
  const adjustment = adjustmentOf(configuration['AdjustmentType']);
  return {
    metric: followed,
    alarm,
    periodMinutes,
    adjustment,
    steps: records(configuration['StepAdjustments']).map((step) => ({
      lower: number(step['MetricIntervalLowerBound']) ?? Number.NEGATIVE_INFINITY,
      upper: number(step['MetricIntervalUpperBound']) ?? Number.POSITIVE_INFINITY,
      change: number(step['ScalingAdjustment']) ?? 0,
    })),
    least: number(configuration['MinAdjustmentMagnitude']) ?? 0,
    cooldown: (number(configuration['Cooldown']) ?? DEFAULT_COOLDOWN_SECONDS) / SECONDS_PER_MINUTE,
  };
}

function adjustmentOf(value: unknown): StepsPlan['adjustment'] {
  const given = text(value);
  return given === 'PercentChangeInCapacity' || given === 'ExactCapacity' ? given : 'ChangeInCapacity';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
