import { scaledVariantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { sagemakerTargets, schedulesOf, type DeclaredSchedule } from './scaling.js';
import { isAbsent, numberOf, shown, textOf } from './template.js';

export const scalingSchedule: Rule = {
  id: 'scaling-schedule',
  severity: 'error',
  when: 'a scheduled action has no time that can be read, sets nothing, or sets bounds that are not accepted',
  remedy: 'give at(…), rate(…) or cron(…) of six fields, and a minimum from 1 and a maximum no less',
  source: 'botocore 1.43.107, application-autoscaling, PutScheduledAction and ScalableTargetAction',
  check,
};

const FORMS = [/^at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?\)$/, /^rate\([1-9]\d* (minute|hour|day)s?\)$/, /^cron\(\S+( \S+){5}\)$/];

function check(template: Template): Problem[] {
  const realtime = scaledVariantsOf(template).filter(({ endpoint }) => endpoint.mode === 'real-time');
  return sagemakerTargets(template).flatMap((target) => {
    const least = realtime.some((scaled) => scaled.target.logicalId === target.logicalId) ? 1 : 0;
    return schedulesOf(target).flatMap((schedule) => problemsOf(schedule, least));
  });
}

function problemsOf({ target: { logicalId }, property, action, bounds }: DeclaredSchedule, least: number): Problem[] {
  const when = textOf(action['Schedule']);
  const [min, max] = [numberOf(bounds['MinCapacity']), numberOf(bounds['MaxCapacity'])];
  const problem = (at: string, message: string): Problem => ({ logicalId, property: `${property}.${at}`, message });
  const nothing = isAbsent(action['ScalableTargetAction']) || (isAbsent(bounds['MinCapacity']) && isAbsent(bounds['MaxCapacity']));
  const small = [min, max].filter((value) => value !== undefined && value < least);
  return [
    ...(when !== undefined && !FORMS.some((form) => form.test(when))
      ? [problem('Schedule', `${shown(when)} is no time; give at(2027-01-31T08:00:00), rate(1 day) or cron(0 8 ? * MON-FRI *)`)]
      : []),
    ...(nothing ? [problem('ScalableTargetAction', 'the action changes neither the minimum nor the maximum; give one of them')] : []),
    ...(min !== undefined && max !== undefined && min > max
      ? [problem('ScalableTargetAction.MinCapacity', `the minimum ${min} is above the maximum ${max}; give a minimum no greater`)]
      : []),
    ...(small.length > 0
      ? [problem('ScalableTargetAction', `a real-time variant cannot go to ${small.join(' or ')} instances; give ${least} or more`)]
      : []),
  ];
}
