import { RELEASE_LIMITS } from '../limits/index.js';
import { releasesOf, sizesOf, type DeclaredRelease } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';
import { numberOf } from './template.js';

export const releaseTimeout: Rule = {
  id: 'release-timeout',
  severity: 'error',
  when: 'an update waits longer, or is given less time, than SageMaker takes',
  remedy: 'give waits of at most an hour, and a timeout above their sum',
  source: 'botocore 1.43.107, sagemaker, BlueGreenUpdatePolicy and RollingUpdatePolicy',
  check,
};

function check(template: Template): Problem[] {
  return releasesOf(template).flatMap((release) => {
    const { logicalId } = release.endpoint;
    const { min, max } = RELEASE_LIMITS.waitSeconds;
    const waits = release.bakes
      .filter(({ seconds }) => seconds < min || seconds > max)
      .map(({ property, seconds }) => ({ logicalId, property, message: `a wait of ${seconds} s is not accepted; give ${min} to ${max}` }));
    return [...waits, ...timeoutProblem(release)];
  });
}

function timeoutProblem(release: DeclaredRelease): Problem[] {
  const {
    endpoint: { logicalId },
    blueGreen,
    rolling,
  } = release;
  const timeout = numberOf((blueGreen ?? rolling)?.['MaximumExecutionTimeoutInSeconds']);
  if (timeout === undefined) return [];
  const property = `DeploymentConfig.${blueGreen === undefined ? 'RollingUpdatePolicy' : 'BlueGreenUpdatePolicy'}.MaximumExecutionTimeoutInSeconds`;
  const { min, max } = RELEASE_LIMITS.timeoutSeconds;
  if (timeout < min || timeout > max)
    return [{ logicalId, property, message: `a timeout of ${timeout} s is not accepted; give ${min} to ${max}` }];
  const waits = waitsOf(release);
  return timeout > waits
    ? []
    : [
        {
          logicalId,
          property,
          message: `the update waits ${waits} s in all and is given up after ${timeout} s; give more, an hour on top is usual`,
        },
      ];
}

/** Seconds that an update waits in all; steps of a size that is not known are counted once. */
function waitsOf(release: DeclaredRelease): number {
  const { linear, rolling } = sizesOf(release);
  const size = linear ?? rolling;
  const steps = size?.type === 'CAPACITY_PERCENT' && size.value !== undefined && size.value > 0 ? Math.ceil(100 / size.value) : 1;
  return release.bakes.reduce(
    (sum, { property, seconds }) => sum + seconds * (property.endsWith('TerminationWaitInSeconds') ? 1 : steps),
    0,
  );
}
