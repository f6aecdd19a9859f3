import { releasesOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';

export const releaseRolling: Rule = {
  id: 'release-rolling',
  severity: 'error',
  when: 'an endpoint is updated in rolling batches that cannot be: it is serverless, or has several variants',
  remedy: 'update it blue/green',
  source: 'SageMaker Developer Guide, deployment-guardrails-exclusions',
  check,
};

function check(template: Template): Problem[] {
  return releasesOf(template).flatMap(({ endpoint: { logicalId }, rolling, mode, variants }) => {
    if (rolling === undefined || (mode !== 'serverless' && variants.length < 2)) return [];
    const why = mode === 'serverless' ? 'a serverless endpoint' : `an endpoint of ${variants.length} variants`;
    return [
      {
        logicalId,
        property: 'DeploymentConfig.RollingUpdatePolicy',
        message: `${why} cannot be updated in rolling batches; give a BlueGreenUpdatePolicy`,
      },
    ];
  });
}
