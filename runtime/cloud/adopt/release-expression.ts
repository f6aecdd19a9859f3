import type { CapacitySize, DeploymentConfig } from '@aws-sdk/client-sagemaker';
import { RELEASE_LIMITS } from '../../../core/limits/index.js';
import type { SourceCode } from './source-code.js';

/** The end of a canary and of linear steps, and a bake where there was none. */
const MINUTES = 10;
const SECONDS_A_MINUTE = 60;
/** Three periods of a minute that the rollback alarms need, and how late their data may be. */
const SHORTEST_SECONDS = 3 * SECONDS_A_MINUTE + RELEASE_LIMITS.detectionDelaySeconds;

/** How updates went so far; what a bake is too short for is said, since such an update is refused at synthesis. */
export function releaseExpression(
  code: SourceCode,
  deployment: DeploymentConfig | undefined,
  instances: number,
  variants: number,
): string | undefined {
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling, AutoRollbackConfiguration: rollback } = deployment ?? {};
  const alarms = rollback?.Alarms?.flatMap(({ AlarmName }) => AlarmName ?? []) ?? [];
  if (alarms.length > 0)
    code.leaveOut(
      `the alarms that stopped an update: ${alarms.join(', ')}; alarms on the new fleet alone take their place, and rollbackOn adds others`,
    );
  if (blueGreen === undefined && rolling === undefined) {
    code.leaveOut(
      `updates without guardrails: they bake for ${MINUTES} minutes now, and alarms can stop them; Release.none takes that back`,
    );
    return undefined;
  }
  const release = code.own('Release');
  const traffic = blueGreen?.TrafficRoutingConfiguration;
  const wait = rolling?.WaitIntervalInSeconds ?? traffic?.WaitIntervalInSeconds ?? 0;
  const last = blueGreen?.TerminationWaitInSeconds ?? 0;
  const kind = rolling === undefined ? traffic?.Type : 'ROLLING';
  const size = rolling?.MaximumBatchSize ?? traffic?.CanarySize ?? traffic?.LinearStepSize;
  const { min, max } =
    kind === 'LINEAR' ? RELEASE_LIMITS.linearPercent : kind === 'ROLLING' ? RELEASE_LIMITS.rollingPercent : RELEASE_LIMITS.canaryPercent;
  const percent = Math.min(max, Math.max(min, percentOf(size, instances)));
  const few = instances < RELEASE_LIMITS.instances || (kind === 'ROLLING' && variants > 1);
  if (kind === 'ALL_AT_ONCE' || kind === undefined || few) {
    if (few && kind !== 'ALL_AT_ONCE' && kind !== undefined)
      code.leaveOut(
        `a ${kind.toLowerCase()} update, which takes two instances or more${kind === 'ROLLING' ? ' of one variant' : ''}: it goes all at once`,
      );
    return `${release}.allAtOnce(${bake(code, last === 0 ? wait : last)})`;
  }
  if (kind !== 'ROLLING' && last !== MINUTES * SECONDS_A_MINUTE)
    code.leaveOut(`that the old fleet stays ${last} s after the last traffic has moved: it stays ${MINUTES} minutes`);
  return `${release}.${kind.toLowerCase()}(${percent}, ${bake(code, wait)})`;
}

function bake(code: SourceCode, seconds: number): string {
  const duration = code.name('aws-cdk-lib', 'Duration');
  if (seconds >= SHORTEST_SECONDS)
    return seconds % SECONDS_A_MINUTE === 0 ? `${duration}.minutes(${seconds / SECONDS_A_MINUTE})` : `${duration}.seconds(${seconds})`;
  code.leaveOut(`a bake of ${seconds} s, within which no alarm can go off: it is ${MINUTES} minutes`);
  return `${duration}.minutes(${MINUTES})`;
}

function percentOf(size: CapacitySize | undefined, instances: number): number {
  const { Type: type, Value: value = 10 } = size ?? {};
  return type === 'INSTANCE_COUNT' ? Math.round((100 * value) / Math.max(1, instances)) : value;
}
