import { CAPTURE_LIMITS } from '../limits/index.js';
import { CONFIG } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { numberOf, objectOf, resourcesOf } from './template.js';

export const captureSampling: Rule = {
  id: 'capture-sampling',
  severity: 'error',
  when: 'the share of requests to capture is no percentage',
  remedy: 'give 0 to 100',
  source: 'botocore 1.43.107, sagemaker, DataCaptureConfig',
  check,
};

function check(template: Template): Problem[] {
  const { min, max } = CAPTURE_LIMITS.samplingPercent;
  return resourcesOf(template, CONFIG).flatMap(({ logicalId, properties }) => {
    const percent = numberOf(objectOf(properties['DataCaptureConfig'])?.['InitialSamplingPercentage']);
    if (percent === undefined || (percent >= min && percent <= max)) return [];
    return [
      {
        logicalId,
        property: 'DataCaptureConfig.InitialSamplingPercentage',
        message: `${percent} percent of the requests cannot be captured; give ${min} to ${max}`,
      },
    ];
  });
}
