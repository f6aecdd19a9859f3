import { RELEASE_LIMITS } from '../limits/index.js';
import { releasesOf, sizesOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';
import { numberOf } from './template.js';

export const releaseInstances: Rule = {
  id: 'release-instances',
  severity: 'error',
  when: 'an update moves traffic in parts and a variant has too few instances for that',
  remedy: 'run two instances or more, or update all at once',
  source: 'SageMaker Developer Guide, deployment-guardrails-blue-green',
  check,
};

function check(template: Template): Problem[] {
  return releasesOf(template).flatMap((release) => {
    const sizes = sizesOf(release);
    const inParts = release.routing === 'CANARY' || release.routing === 'LINEAR' || release.rolling !== undefined;
    if (!inParts || release.mode !== 'real-time') return [];
    return release.variants.flatMap(({ config, property, variant, name }) => {
      const count = numberOf(variant['InitialInstanceCount']);
      if (count === undefined) return [];
      const at = { logicalId: config.logicalId, property: `${property}.InitialInstanceCount` };
      if (count < RELEASE_LIMITS.instances)
        return [
          {
            ...at,
            message: `variant '${name ?? '?'}' has ${count} instance, and its update moves traffic in parts; run ${RELEASE_LIMITS.instances} or more, or update ALL_AT_ONCE`,
          },
        ];
      const most = count / 2;
      const tooMany = Object.values(sizes).find(({ type, value }) => type === 'INSTANCE_COUNT' && value !== undefined && value > most);
      if (tooMany === undefined) return [];
      return [
        {
          logicalId: release.endpoint.logicalId,
          property: `${tooMany.property}.Value`,
          message: `a part of ${tooMany.value} of ${count} instances is more than half; give at most ${Math.floor(most)}`,
        },
      ];
    });
  });
}
