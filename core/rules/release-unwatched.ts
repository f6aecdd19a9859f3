import { RELEASE_LIMITS } from '../limits/index.js';
import { releasesOf, rollbackAlarmsOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, isWrittenOut, objectOf } from './template.js';

export const releaseUnwatched: Rule = {
  id: 'release-unwatched',
  severity: 'warning',
  when: 'an update bakes and no alarm is named that could stop it',
  remedy: 'name alarms in AutoRollbackConfiguration, at most ten',
  source: 'SageMaker Developer Guide, deployment-guardrails-configuration',
  check,
};

function check(template: Template): Problem[] {
  return releasesOf(template).flatMap((release) => {
    const {
      endpoint: { logicalId },
      deployment,
    } = release;
    const rollback = deployment['AutoRollbackConfiguration'];
    const list = objectOf(rollback)?.['Alarms'];
    if (!isAbsent(rollback) && (objectOf(rollback) === undefined || !(isAbsent(list) || isWrittenOut(list)))) return [];
    const count = rollbackAlarmsOf(template, release).length;
    const { max } = RELEASE_LIMITS.alarms;
    const property = 'DeploymentConfig.AutoRollbackConfiguration';
    if (count > max) return [{ logicalId, property, message: `${count} alarms are named for the rollback; SageMaker takes ${max}` }];
    return count > 0
      ? []
      : [
          {
            logicalId,
            property,
            message: 'the update bakes, and no alarm can stop it: whatever goes wrong stays; name alarms that watch the new fleet',
          },
        ];
  });
}
