import { ENDPOINT_LIMITS } from '../limits/index.js';
import { variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { numberOf, shown } from './template.js';

export const variantLimits: Rule = {
  id: 'variant-limits',
  severity: 'error',
  when: "a variant's volume or one of its time limits is outside what SageMaker takes",
  remedy: 'give a value inside the range that the message names',
  source: 'botocore 1.43.107, sagemaker, ProductionVariant',
  check,
};

const { volumeGiB, startTimeoutSeconds } = ENDPOINT_LIMITS;
const RANGES = {
  VolumeSizeInGB: volumeGiB,
  ModelDataDownloadTimeoutInSeconds: startTimeoutSeconds,
  ContainerStartupHealthCheckTimeoutInSeconds: startTimeoutSeconds,
} as const;

function check(template: Template): Problem[] {
  return variantsOf(template).flatMap(({ config, property, variant, name }) =>
    Object.entries(RANGES).flatMap(([each, { min, max }]) => {
      const value = numberOf(variant[each]);
      if (value === undefined || (value >= min && value <= max)) return [];
      const message = `variant ${shown(name ?? '')} has ${each} ${value}; give ${min} to ${max}`;
      return [{ logicalId: config.logicalId, property: `${property}.${each}`, message }];
    }),
  );
}
