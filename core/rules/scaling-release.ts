import { RELEASE_LIMITS } from '../limits/index.js';
import { scaledVariantsOf } from './endpoints.js';
import { releasesOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';
import { schedulesOf } from './scaling.js';
import { numberOf } from './template.js';

export const scalingRelease: Rule = {
  id: 'scaling-release',
  severity: 'warning',
  when: 'an update moves traffic in parts, and autoscaling may have left the variant with fewer instances than that needs',
  remedy: 'let the minimum, scheduled ones included, be two or more, update all at once, or deploy only while there are enough',
  source: 'SageMaker Developer Guide, deployment-guardrails-blue-green, endpoint-scaling (an update keeps the number of instances)',
  check,
};

function check(template: Template): Problem[] {
  const inParts = releasesOf(template).filter(
    ({ routing, rolling }) => routing === 'CANARY' || routing === 'LINEAR' || rolling !== undefined,
  );
  return scaledVariantsOf(template)
    .filter(({ endpoint }) => inParts.some((release) => release.endpoint.logicalId === endpoint.endpoint.logicalId))
    .flatMap(({ target, variantName }) => {
      const { instances } = RELEASE_LIMITS;
      const bounds = [
        { property: 'MinCapacity', min: numberOf(target.properties['MinCapacity']) },
        ...schedulesOf(target).map(({ property, bounds: set }) => ({
          property: `${property}.ScalableTargetAction.MinCapacity`,
          min: numberOf(set['MinCapacity']),
        })),
      ];
      return bounds
        .filter(({ min }) => min !== undefined && min < instances)
        .map(({ property, min }) => ({
          logicalId: target.logicalId,
          property,
          message: `variant '${variantName}' may be at ${min} instances when it is updated, and its update moves traffic in parts; keep ${instances} or more, update ALL_AT_ONCE, or deploy while there are enough`,
        }));
    });
}
