import type { Problem, Rule, Template } from './rule.js';
import { followedBy, policiesOfTarget, sagemakerTargets } from './scaling.js';

export const scalingTwice: Rule = {
  id: 'scaling-twice',
  severity: 'error',
  when: 'two target tracking policies of one variant follow the same metric',
  remedy: 'leave one of them out',
  source: 'Application Auto Scaling user guide, application-auto-scaling-target-tracking: several policies, each with a metric of its own',
  check,
};

function check(template: Template): Problem[] {
  return sagemakerTargets(template).flatMap((target) => {
    const followed = policiesOfTarget(template, target).flatMap((declared) => {
      const metric = followedBy(declared);
      return metric === undefined ? [] : [{ logicalId: declared.policy.logicalId, ...metric }];
    });
    return followed
      .filter(({ name }, index) => followed.findIndex((other) => other.name === name) < index)
      .map(({ logicalId, property, name }) => ({
        logicalId,
        property,
        message: `another policy of ${target.logicalId} follows ${name} already, and Application Auto Scaling refuses the second; leave one out`,
      }));
  });
}
