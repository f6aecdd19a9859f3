import { releasesOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';
import { textOf } from './template.js';

export const releaseInferentia: Rule = {
  id: 'release-inferentia',
  severity: 'error',
  when: 'guardrails are given for Inf1 instances, which SageMaker updates all at once and without a bake, in silence',
  remedy: 'take another instance type, or leave DeploymentConfig out',
  source: 'SageMaker Developer Guide, deployment-guardrails-exclusions',
  check,
};

function check(template: Template): Problem[] {
  return releasesOf(template).flatMap(({ variants }) =>
    variants
      .filter(({ variant }) => textOf(variant['InstanceType'])?.startsWith('ml.inf1.') === true)
      .map(({ config: { logicalId }, property, variant }) => ({
        logicalId,
        property: `${property}.InstanceType`,
        message: `${String(variant['InstanceType'])} is updated all at once and without a bake whatever the guardrails say; take another type, ml.inf2.xlarge for example`,
      })),
  );
}
