import { DEFAULT_CONSTANTS, fewSamples, type AlarmConstants } from './constants.js';
import type { AlarmState, MetricAlarm } from './definition.js';
import { judge } from './judge.js';
import { MOST_AHEAD, pointsOf, type Points } from './points.js';
import { reasonOf } from './reason.js';
import type { MetricSource } from './source.js';
import { evaluationMillis, Periods } from './schedule.js';
import type { Timeline, Transition } from './timeline.js';

const MINUTE_MILLIS = 60_000;

/** A window of time in which alarms are evaluated, milliseconds; alarms are created at its start and may see data from before. */
export interface Window {
  readonly from: number;
  /** The last evaluation is at or before it. */
  readonly to: number;
  /** Default: INSUFFICIENT_DATA, as CloudWatch creates an alarm. */
  readonly initial?: AlarmState;
}

/** Evaluates one metric alarm whenever CloudWatch would. */
export function evaluate(alarm: MetricAlarm, store: MetricSource, window: Window, constants: AlarmConstants = DEFAULT_CONSTANTS): Timeline {
  const watch = new AlarmWatch(alarm, store, window, constants);
  const step = evaluationMillis(alarm);
  const first = Math.ceil(window.from / step) * step;
  const points = new Float64Array(Math.max(0, Math.floor((window.to - first) / step) + 1));
  const transitions: Transition[] = [];
  for (let index = 0; index < points.length; index += 1) {
    if (index % MOST_AHEAD === 0) watch.lookAhead(timesFrom(first + index * step, step, Math.min(MOST_AHEAD, points.length - index)));
    const change = watch.evaluate(first + index * step);
    if (change !== undefined) transitions.push(change);
    points[index] = watch.newest;
  }
  return { initial: window.initial ?? 'INSUFFICIENT_DATA', transitions, values: { from: first, stepMillis: step, points } };
}

function timesFrom(first: number, step: number, count: number): number[] {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) times.push(first + index * step);
  return times;
}

/** One metric alarm, evaluated step by step: for who reacts to it while time goes on. */
export class AlarmWatch {
  state: AlarmState;
  /** The newest point that the last evaluation saw; NaN where it saw none. */
  newest = Number.NaN;
  private readonly periods: Periods;
  private readonly source: Points;
  /** Newest first, NaN where there is none. */
  private readonly points: Float64Array;
  private warm: boolean;

  constructor(
    readonly alarm: MetricAlarm,
    private readonly store: MetricSource,
    private readonly window: Pick<Window, 'from' | 'initial'>,
    private readonly constants: AlarmConstants = DEFAULT_CONSTANTS,
  ) {
    const { extra, atLeast } = constants.evaluationRange;
    this.state = window.initial ?? 'INSUFFICIENT_DATA';
    this.periods = new Periods(alarm, Math.max(alarm.evaluationPeriods + extra, atLeast));
    this.points = new Float64Array(this.periods.count);
    this.source = pointsOf(alarm, store, this.periods.count, constants);
    this.warm = alarm.warmUp === undefined;
  }

  /** Reads what evaluations at these times will look at, all at once. From now on nothing may be added to the metrics. */
  lookAhead(times: readonly number[]): void {
    // Those of the wall clock end at other times, and there are few.
    if (this.alarm.wallClock === undefined) this.source.readAhead(times);
  }

  /** Evaluates at a time; the change of state, if it is one. */
  evaluate(at: number): Transition | undefined {
    const { periods, points } = this;
    periods.moveTo(at);
    this.source.read(periods, at, points);
    this.newest = points.find((value) => !Number.isNaN(value)) ?? Number.NaN;
    if (!this.isWarm(at) || this.isFrozen(at)) return undefined;
    const [from, to] = [this.state, judge(this.alarm, points, this.state, this.constants)];
    if (from === to) return undefined;
    this.state = to;
    return { at, from, to, reason: reasonOf(this.alarm, to, points, periods) };
  }

  /** Warm-up ends with its time, or before that with a full window. */
  private isWarm(at: number): boolean {
    if (this.warm) return true;
    const { warmUp, evaluationPeriods } = this.alarm;
    const isOver = at >= this.window.from + (warmUp?.minutes ?? 0) * MINUTE_MILLIS;
    const isFull = warmUp?.whole !== true && this.points.subarray(0, evaluationPeriods).every((value) => !Number.isNaN(value));
    this.warm = isOver || isFull;
    return this.warm;
  }

  /** A percentile that is to be ignored where samples are few keeps the alarm as it is. */
  private isFrozen(at: number): boolean {
    const { lowSamples, watched, evaluationPeriods } = this.alarm;
    if (lowSamples !== 'ignore' || watched.kind !== 'statistic' || watched.statistic.percentile === undefined) return false;
    const series = this.store.find(watched.metric, watched.unit);
    const least = fewSamples(watched.statistic.percentile);
    const { from, to } = this.periods;
    const seen = [...this.points].flatMap((value, index) => (Number.isNaN(value) ? [] : [index]));
    return seen
      .slice(0, this.constants.lowSamples === 'newest' ? 1 : evaluationPeriods)
      .some((index) => (series?.samples(from[index] ?? 0, to[index] ?? 0, at) ?? 0) < least);
  }
}
