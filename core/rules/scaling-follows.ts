import type { Problem, Rule, Template } from './rule.js';
import { followedBy, policiesOf } from './scaling.js';

export const scalingFollows: Rule = {
  id: 'scaling-follows',
  severity: 'error',
  when: 'target tracking follows a metric that does not fall as instances are added, and so grows to the maximum and stays there',
  remedy: 'follow a metric per instance: InvocationsPerInstance, ConcurrentRequestsPerModel, CPUUtilization, the backlog per instance',
  source:
    'SageMaker Developer Guide, endpoint-auto-scaling-prerequisites; Application Auto Scaling user guide, application-auto-scaling-target-tracking',
  check,
};

/** Counted over the endpoint whatever the number of its instances, or the same on each of them. */
const TOTALS = new Map([
  ['Invocations', 'InvocationsPerInstance'],
  ['InvocationsProcessed', 'ApproximateBacklogSizePerInstance'],
  ['Invocation4XXErrors', 'InvocationsPerInstance'],
  ['Invocation5XXErrors', 'InvocationsPerInstance'],
  ['InvocationModelErrors', 'InvocationsPerInstance'],
  ['DiskUtilization', 'CPUUtilization'],
]);

function check(template: Template): Problem[] {
  return policiesOf(template).flatMap((declared) => {
    const followed = followedBy(declared);
    const instead = followed?.namespace?.toLowerCase().includes('sagemaker') === true ? TOTALS.get(followed.name) : undefined;
    if (followed === undefined || instead === undefined) return [];
    return [
      {
        logicalId: declared.policy.logicalId,
        property: followed.property,
        message: `${followed.name} does not fall as instances are added: above its target the fleet grows to its maximum and stays there; follow ${instead}`,
      },
    ];
  });
}
