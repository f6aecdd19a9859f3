import { releasesOf, rollbackAlarmsOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';

export const releaseNoBake: Rule = {
  id: 'release-no-bake',
  severity: 'warning',
  when: 'an update has alarms that could stop it, and no time in which they could',
  remedy: 'give TerminationWaitInSeconds, 600 for example',
  source: 'SageMaker Developer Guide, deployment-guardrails-blue-green-all-at-once (TerminationWaitInSeconds is 0 by default)',
  check,
};

function check(template: Template): Problem[] {
  return releasesOf(template)
    .filter((release) => rollbackAlarmsOf(template, release).length > 0)
    .flatMap(({ endpoint: { logicalId }, bakes }) =>
      bakes
        .filter(({ seconds }) => seconds === 0)
        .map(({ property }) => ({
          logicalId,
          property,
          message: 'the wait is 0 s, so that no alarm can go off before the old fleet is gone; give 600 or more',
        })),
    );
}
