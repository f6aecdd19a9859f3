import type { AlarmConstants } from './constants.js';
import type { AlarmState, Comparison, MetricAlarm } from './definition.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { NaN: NONE, isNaN: isNone } = Number;

/** Whether a value violates the threshold; the value is the first operand. */
export const BREACHES: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

export type JudgedAlarm = Pick<MetricAlarm, 'evaluationPeriods' | 'datapointsToAlarm' | 'comparison' | 'threshold' | 'missingData'>;

/**
 * The state that the points of the evaluation range give an alarm (CloudWatch user guide, alarms-and-missing-data; its published tables are the
 * authority where its text contradicts them).
 *
 * Where at least N points are there, the newest N of them decide. Where fewer are, all of them do, and as many as are lacking are filled in as the
 * alarm treats missing data.
 *
 * @param points newest first, NaN where missing: the whole range
 * @param state the state before
 */
export function judge(
  alarm: JudgedAlarm,
  points: ArrayLike<number>,
  state: AlarmState,
  constants: Pick<AlarmConstants, 'premature'>,
): AlarmState {
  const { evaluationPeriods: n, datapointsToAlarm: m } = alarm;
  const breaches = BREACHES[alarm.comparison];
  let [real, breaching, oldestBreach] = [0, 0, 0];
  for (let index = 0; index < points.length && real < n; index += 1) {
    const value = points[index] ?? NONE;
    if (isNone(value)) continue;
    real += 1;
    if (!breaches(value, alarm.threshold)) continue;
    breaching += 1;
    oldestBreach = index + 1;
  }
  if (breaching >= m) return 'ALARM';
  if (real >= n) return 'OK';
  const filled = n - real;
  switch (alarm.missingData) {
    case 'breaching':
      return breaching + filled >= m ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return breaching < real ? 'OK' : state;
    default:
      if (breaching < real) return 'OK';
      if (real === 0) return 'INSUFFICIENT_DATA';
      // Every point that is there breaches, and there are too few: an alarm only once the oldest has waited for M periods.
      if (oldestBreach >= m) return 'ALARM';
      return constants.premature === 'keep' ? state : 'INSUFFICIENT_DATA';
  }
}
