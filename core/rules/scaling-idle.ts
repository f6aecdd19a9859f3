import { ALARM } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { policiesOf, policiesOfTarget, sagemakerTargets, schedulesOf } from './scaling.js';
import { isAbsent, numberOf, referredBy, resourceAt, resourcesOf, shown } from './template.js';

export const scalingIdle: Rule = {
  id: 'scaling-idle',
  severity: 'warning',
  when: 'autoscaling has bounds and nothing that moves a fleet between them, or a step policy that no alarm starts',
  remedy: 'add a policy or a scheduled action; give the alarm the policy as its action',
  source: 'Application Auto Scaling user guide, application-auto-scaling-step-scaling-policies; RegisterScalableTarget sets bounds alone',
  check,
};

function check(template: Template): Problem[] {
  return [...unmoved(template), ...unstarted(template)];
}

/** Policies may be declared by name in another template; where one there is ours, it says the same resource. */
function unmoved(template: Template): Problem[] {
  return sagemakerTargets(template)
    .filter((target) => {
      const { MinCapacity: min, MaxCapacity: max, ScheduledActions: scheduled } = target.properties;
      const open = numberOf(min) === undefined || numberOf(min) !== numberOf(max);
      return open && policiesOfTarget(template, target).length === 0 && schedulesOf(target).length === 0 && isAbsent(scheduled);
    })
    .map(({ logicalId, properties }) => ({
      logicalId,
      message: `nothing moves the fleet between ${shown(properties['MinCapacity'])} and ${shown(properties['MaxCapacity'])} instances in this template; add a policy or a scheduled action`,
    }));
}

function unstarted(template: Template): Problem[] {
  const started = resourcesOf(template, ALARM).flatMap(({ properties }) =>
    ['AlarmActions', 'OKActions', 'InsufficientDataActions'].flatMap((key) => {
      const actions: unknown = properties[key];
      return Array.isArray(actions) ? (actions as readonly unknown[]) : [];
    }),
  );
  return policiesOf(template)
    .filter(({ policy, steps }) => {
      const byAlarm = started.some((action) => referredBy(action) === policy.logicalId);
      // What an alarm starts and this template does not declare may be this policy, by its ARN.
      const elsewhere = started.some((action) => resourceAt(template, referredBy(action)) === undefined);
      return steps !== undefined && !byAlarm && !elsewhere;
    })
    .map(({ policy: { logicalId } }) => ({
      logicalId,
      message: 'no alarm of this template starts the policy, and by itself it never acts; give an alarm the policy as its action',
    }));
}
