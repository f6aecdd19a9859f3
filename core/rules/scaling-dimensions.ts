import { CATALOGUE } from '../metrics/index.js';
import type { Problem, Rule, Template } from './rule.js';
import { followedBy, policiesOf, type DeclaredPolicy } from './scaling.js';
import { isAbsent, isWrittenOut, itemsOf, objectOf, presentOf, textOf } from './template.js';

export const scalingDimensions: Rule = {
  id: 'scaling-dimensions',
  severity: 'error',
  when: 'target tracking follows a metric under dimensions under which it is never published, and so never acts',
  remedy: 'give the dimensions that the message names',
  source: 'SageMaker Developer Guide, monitoring-cloudwatch, async-inference-monitor',
  check,
};

function check(template: Template): Problem[] {
  return policiesOf(template).flatMap((declared) => {
    const followed = followedBy(declared);
    const mode = declared.scaled?.endpoint.mode;
    const names = dimensionNames(declared);
    if (followed?.namespace === undefined || mode === undefined || names === undefined) return [];
    const entries = CATALOGUE.filter((row) => row.mode === mode && row.name === followed.name && row.namespace === followed.namespace);
    const sets = entries.flatMap(({ dimensions }) => dimensions);
    if (sets.length === 0 || sets.some((set) => set.join() === names.join())) return [];
    return [
      {
        logicalId: declared.policy.logicalId,
        property: 'TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification.Dimensions',
        message: `${followed.name} is published by ${sets.map((set) => set.join(' + ')).join(' or ')}, and not by ${names.join(' + ') || 'nothing'}: it would never scale`,
      },
    ];
  });
}

/** Sorted; undefined where they wait for the deployment. */
function dimensionNames({ tracking }: DeclaredPolicy): string[] | undefined {
  const list = objectOf(presentOf(tracking?.['CustomizedMetricSpecification']))?.['Dimensions'];
  if (isAbsent(list)) return [];
  const names = itemsOf(list).map(({ item }) => textOf(item['Name']));
  return isWrittenOut(list) && names.every((name) => name !== undefined) ? names.toSorted() : undefined;
}
