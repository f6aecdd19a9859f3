import { SCALING_LIMITS } from '../limits/index.js';
import type { Problem, Rule, Template } from './rule.js';
import { policiesOf } from './scaling.js';
import { isAbsent, isWrittenOut, itemsOf, numberOf, textOf } from './template.js';

export const scalingSteps: Rule = {
  id: 'scaling-steps',
  severity: 'error',
  when: 'the steps of a scaling policy overlap, leave a gap, or change nothing',
  remedy: 'let each step begin where the one before it ends, the last one open',
  source: 'botocore 1.43.107, application-autoscaling, StepAdjustment and StepScalingPolicyConfiguration',
  check,
};

interface Step {
  readonly lower: number;
  readonly upper: number;
  readonly change: number;
}

function check(template: Template): Problem[] {
  return policiesOf(template).flatMap(({ policy: { logicalId }, steps }) => {
    const given = steps?.['StepAdjustments'];
    if (steps === undefined || (!isAbsent(given) && !isWrittenOut(given))) return [];
    const read = stepsIn(given);
    if (read === undefined) return [];
    const exact = textOf(steps['AdjustmentType']) === 'ExactCapacity';
    const property = 'StepScalingPolicyConfiguration.StepAdjustments';
    return problemsOf(read, exact).map((message) => ({ logicalId, property, message }));
  });
}

/** In the order of their ranges; undefined where a bound waits for the deployment. */
function stepsIn(given: unknown): Step[] | undefined {
  const bound = (value: unknown, open: number): number => (isAbsent(value) ? open : (numberOf(value) ?? Number.NaN));
  const steps = itemsOf(given).map(({ item }) => ({
    lower: bound(item['MetricIntervalLowerBound'], Number.NEGATIVE_INFINITY),
    upper: bound(item['MetricIntervalUpperBound'], Number.POSITIVE_INFINITY),
    change: numberOf(item['ScalingAdjustment']) ?? Number.NaN,
  }));
  const known = steps.every(({ lower, upper, change }) => !Number.isNaN(lower + 0) && !Number.isNaN(upper + 0) && !Number.isNaN(change));
  return known ? steps.toSorted((a, b) => a.lower - b.lower || a.upper - b.upper) : undefined;
}

function problemsOf(steps: readonly Step[], exact: boolean): string[] {
  const { stepAdjustments } = SCALING_LIMITS;
  if (steps.length === 0) return ['a step policy without steps changes nothing; give at least one step'];
  const inside = steps
    .filter(({ lower, upper }) => lower >= upper)
    .map((step) => `${rangeOf(step)} holds no value; give an upper bound above the lower`);
  const between = steps.slice(1).flatMap((step, index) => {
    const before = steps[index];
    if (before === undefined || before.upper === step.lower) return [];
    const what = before.upper > step.lower ? 'overlap' : 'leave a gap between them, in which nothing happens';
    return [`${rangeOf(before)} and ${rangeOf(step)} ${what}; let one begin where the other ends`];
  });
  return [
    ...(steps.length > stepAdjustments ? [`${steps.length} steps are given; Application Auto Scaling takes ${stepAdjustments}`] : []),
    ...inside,
    ...(inside.length > 0 ? [] : between),
    ...(exact && steps.some(({ change }) => change < 0) ? ['an exact number of instances is negative; give 0 or more'] : []),
    ...(!exact && steps.every(({ change }) => change === 0) ? ['no step adds or takes away an instance; give one that does'] : []),
  ];
}

function rangeOf({ lower, upper }: Step): string {
  const from = lower === Number.NEGATIVE_INFINITY ? 'anything' : `${lower}`;
  return `the step from ${from} to ${upper === Number.POSITIVE_INFINITY ? 'anything' : upper}`;
}
