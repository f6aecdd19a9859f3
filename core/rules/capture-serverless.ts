import { CONFIG, modeOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { booleanOf, objectOf, presentOf, resourcesOf } from './template.js';

export const captureServerless: Rule = {
  id: 'capture-serverless',
  severity: 'error',
  when: 'data capture is asked of a serverless endpoint, which has none',
  remedy: 'leave DataCaptureConfig out and log requests in the container, or serve on instances',
  source: 'SageMaker Developer Guide, serverless-endpoints, feature exclusions',
  check,
};

function check(template: Template): Problem[] {
  return resourcesOf(template, CONFIG)
    .filter((config) => {
      const capture = objectOf(presentOf(config.properties['DataCaptureConfig']));
      return capture !== undefined && booleanOf(capture['EnableCapture']) !== false && modeOf(config) === 'serverless';
    })
    .map(({ logicalId }) => ({
      logicalId,
      property: 'DataCaptureConfig',
      message: 'a serverless endpoint captures nothing; leave DataCaptureConfig out, or serve on instances',
    }));
}
