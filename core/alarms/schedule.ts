import { EVALUATION_SECONDS } from './constants.js';
import type { MetricAlarm } from './definition.js';
import { startOfClockPeriod } from './wall-clock.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { floor } = Math;

const DAY_SECONDS = 86_400;
const HOUR_MILLIS = 3_600_000;

/** How far apart the evaluations of an alarm are, milliseconds (user guide, alarm-evaluation). */
export function evaluationMillis({ periodSeconds, evaluationPeriods }: MetricAlarm): number {
  const { highResolution, standard, beyondADay } = EVALUATION_SECONDS;
  if (periodSeconds < standard) return highResolution * 1000;
  return (periodSeconds * evaluationPeriods > DAY_SECONDS ? beyondADay : standard) * 1000;
}

/** Evaluations are no nearer to each other, and neither are the ends of the periods that they look at. */
export function leastSlideMillis({ periodSeconds }: MetricAlarm): number {
  return (periodSeconds < EVALUATION_SECONDS.standard ? EVALUATION_SECONDS.highResolution : EVALUATION_SECONDS.standard) * 1000;
}

/** The periods that an evaluation looks at, newest first, milliseconds. They are moved from one evaluation to the next: there are millions of them. */
export class Periods {
  readonly from: Float64Array;
  readonly to: Float64Array;

  constructor(
    private readonly alarm: MetricAlarm,
    readonly count: number,
  ) {
    this.from = new Float64Array(count);
    this.to = new Float64Array(count);
  }

  /** To those of an evaluation at a time: sliding ones end at the evaluation, those of the wall clock at the clock's last boundary. */
  moveTo(at: number): void {
    const length = this.alarm.periodSeconds * 1000;
    const { timeZone } = this.alarm.wallClock ?? {};
    let to = timeZone === undefined ? this.slidingEnd(at) : startOfClockPeriod(timeZone, length, at);
    for (let index = 0; index < this.count; index += 1) {
      const from = timeZone === undefined ? to - length : startOfClockPeriod(timeZone, length, to - 1);
      this.from[index] = from;
      this.to[index] = to;
      to = from;
    }
  }

  private slidingEnd(at: number): number {
    return evaluationMillis(this.alarm) === HOUR_MILLIS ? floor(at / HOUR_MILLIS) * HOUR_MILLIS : at;
  }
}
