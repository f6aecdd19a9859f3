import { releasesOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';

export const releasePolicy: Rule = {
  id: 'release-policy',
  severity: 'error',
  when: 'an endpoint is given two ways of being updated',
  remedy: 'give BlueGreenUpdatePolicy or RollingUpdatePolicy',
  source: 'botocore 1.43.107, sagemaker, DeploymentConfig',
  check,
};

function check(template: Template): Problem[] {
  return releasesOf(template)
    .filter(({ blueGreen, rolling }) => blueGreen !== undefined && rolling !== undefined)
    .map(({ endpoint: { logicalId } }) => ({
      logicalId,
      property: 'DeploymentConfig',
      message: 'BlueGreenUpdatePolicy and RollingUpdatePolicy are both given; SageMaker takes one of them',
    }));
}
