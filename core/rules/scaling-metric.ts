import { CATALOGUE, findMetric } from '../metrics/index.js';
import type { Mode } from '../hosting/mode.js';
import type { Problem, Rule, Template } from './rule.js';
import { followedBy, policiesOf, type Followed } from './scaling.js';

export const scalingMetric: Rule = {
  id: 'scaling-metric',
  severity: 'error',
  when: 'autoscaling follows a metric that the endpoint does not publish, and so never acts',
  remedy: 'follow a metric of the mode: async the backlog per instance, serverless the use of provisioned concurrency',
  source: 'SageMaker Developer Guide, endpoint-auto-scaling, async-inference-autoscale, async-inference-monitor',
  check,
};

const NAMESPACES = new Set(CATALOGUE.map(({ namespace }) => namespace));

function check(template: Template): Problem[] {
  return policiesOf(template).flatMap((declared) => {
    const followed = followedBy(declared);
    const mode = declared.scaled?.endpoint.mode;
    const problem = followed === undefined || mode === undefined ? undefined : problemOf(followed, mode);
    if (followed === undefined || problem === undefined) return [];
    return [
      {
        logicalId: declared.policy.logicalId,
        property: followed.property,
        message: `${problem}: it would never scale; follow a metric of its own`,
      },
    ];
  });
}

function problemOf({ given, name, namespace, predefined }: Followed, mode: Mode): string | undefined {
  if (predefined !== undefined)
    return predefined.mode === mode ? undefined : `${given} is published by ${predefined.mode} endpoints, and this one is ${mode}`;
  if (namespace === undefined || !NAMESPACES.has(namespace)) return undefined;
  const entry = findMetric(mode, name);
  if (entry === undefined) return `a ${mode} endpoint does not publish ${name}`;
  const there = CATALOGUE.some((row) => row.mode === mode && row.name === name && row.namespace === namespace);
  return there ? undefined : `${name} of a ${mode} endpoint is in ${entry.namespace}, and not in ${namespace}`;
}
