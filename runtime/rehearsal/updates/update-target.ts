import type { Finding } from '../../../core/rules/index.js';
import type { UpdateTarget } from '../../faults/fault.js';
import type { ServicePlan } from '../../plan.js';

/** Rules whose findings mean that SageMaker does not take the update. */
const REFUSED_BY = ['release-policy', 'release-size', 'release-instances', 'release-timeout', 'release-rolling'];

/** What faults may know of how a service is updated. */
export function updateTargetOf({ release }: ServicePlan, findings: readonly Finding[]): UpdateTarget {
  if (release === undefined) return { refused: null, guarded: false };
  const found = findings.find(({ rule, logicalId }) => REFUSED_BY.includes(rule) && release.declaredBy.includes(logicalId));
  const bakes = release.bakeSeconds + release.lastBakeSeconds > 0;
  return {
    refused: found === undefined ? null : `SageMaker refuses its updates: ${found.message}`,
    guarded: bakes && release.alarms.length > 0 && release.overruled === undefined,
  };
}
