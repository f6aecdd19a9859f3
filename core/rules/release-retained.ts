import { releasesOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';
import { booleanOf } from './template.js';

export const releaseRetained: Rule = {
  id: 'release-retained',
  severity: 'error',
  when: 'an endpoint is told how to be updated, and to be updated as the last time',
  remedy: 'leave RetainDeploymentConfig out',
  source: 'botocore 1.43.107, sagemaker, UpdateEndpointInput',
  check,
};

function check(template: Template): Problem[] {
  return releasesOf(template)
    .filter(({ endpoint }) => booleanOf(endpoint.properties['RetainDeploymentConfig']) === true)
    .map(({ endpoint: { logicalId } }) => ({
      logicalId,
      property: 'RetainDeploymentConfig',
      message: 'DeploymentConfig says how to update, and RetainDeploymentConfig says to do as the last time; leave the latter out',
    }));
}
