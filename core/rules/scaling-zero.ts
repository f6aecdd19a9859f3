import { ALARM } from './alarms.js';
import { scaledVariantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { policiesOfTarget } from './scaling.js';
import { numberOf, referredBy, resourcesOf } from './template.js';

export const scalingZero: Rule = {
  id: 'scaling-zero',
  severity: 'warning',
  when: 'an asynchronous variant may go to no instance, and nothing wakes it for the first request',
  remedy: 'add a step policy of +1 that an alarm on HasBacklogWithoutCapacity starts',
  source: 'SageMaker Developer Guide, async-inference-autoscale: without it the queue has to grow beyond the target first',
  check,
};

const WAKING = 'HasBacklogWithoutCapacity';

function check(template: Template): Problem[] {
  const wakers = resourcesOf(template, ALARM)
    .filter(({ properties }) => properties['MetricName'] === WAKING)
    .flatMap(({ properties }) => {
      const actions: unknown = properties['AlarmActions'];
      return Array.isArray(actions) ? (actions as readonly unknown[]) : [];
    });
  return scaledVariantsOf(template)
    .filter(({ target, endpoint }) => endpoint.mode === 'async' && numberOf(target.properties['MinCapacity']) === 0)
    .filter(({ target }) => {
      const steps = policiesOfTarget(template, target).filter((each) => each.steps !== undefined);
      // An action that this template does not declare may be the policy, by its ARN.
      return !wakers.some(
        (action) => referredBy(action) === undefined || steps.some(({ policy }) => policy.logicalId === referredBy(action)),
      );
    })
    .map(({ target: { logicalId }, variantName }) => ({
      logicalId,
      property: 'MinCapacity',
      message: `variant '${variantName}' may go to 0 instances, and then waits until its backlog is above the target; add a step policy of +1 that an alarm on ${WAKING} starts`,
    }));
}
