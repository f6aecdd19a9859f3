import { RELEASE_LIMITS } from '../limits/index.js';
import { releasesOf, sizesOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';

export const releaseSize: Rule = {
  id: 'release-size',
  severity: 'error',
  when: 'a canary, a linear step or a rolling batch is smaller or larger than SageMaker takes',
  remedy: 'give a share of the instances inside the range that the message names',
  source: 'SageMaker Developer Guide, deployment-guardrails-blue-green-canary, -linear, -rolling',
  check,
};

const RANGES = {
  canary: RELEASE_LIMITS.canaryPercent,
  linear: RELEASE_LIMITS.linearPercent,
  rolling: RELEASE_LIMITS.rollingPercent,
} as const;
const NAMES = { canary: 'a canary', linear: 'a linear step', rolling: 'a rolling batch' } as const;
const ROUTINGS = { canary: 'CANARY', linear: 'LINEAR' } as const;

function check(template: Template): Problem[] {
  return releasesOf(template).flatMap((release) => {
    const { logicalId } = release.endpoint;
    const sizes = sizesOf(release);
    const absent = (['canary', 'linear'] as const)
      .filter((kind) => release.routing === ROUTINGS[kind] && sizes[kind] === undefined)
      .map((kind) => ({
        logicalId,
        property: 'DeploymentConfig',
        message: `traffic is routed ${ROUTINGS[kind]} without a size; give ${RANGES[kind].min} to ${RANGES[kind].max} CAPACITY_PERCENT`,
      }));
    const outside = (['canary', 'linear', 'rolling'] as const).flatMap((kind) => {
      const size = sizes[kind];
      const { min, max } = RANGES[kind];
      if (size === undefined || size.type !== 'CAPACITY_PERCENT' || size.value === undefined || (size.value >= min && size.value <= max))
        return [];
      return [
        {
          logicalId,
          property: `${size.property}.Value`,
          message: `${NAMES[kind]} of ${size.value} % of the instances is not accepted; give ${min} to ${max}`,
        },
      ];
    });
    return [...absent, ...outside];
  });
}
