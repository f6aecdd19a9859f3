import { DEFAULT_CONSTANTS, fewSamples, type AlarmConstants } from './constants.js';
import type { AlarmState, MetricAlarm } from './definition.js';
import { judge } from './judge.js';
import { pointsOf, type Period, type Points } from './points.js';
import { reasonOf } from './reason.js';
import type { MetricSource } from './source.js';
import { evaluationMillis, periodsAt } from './schedule.js';
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
    const change = watch.evaluate(first + index * step);
    if (change !== undefined) transitions.push(change);
    points[index] = watch.newest;
  }
  return { initial: window.initial ?? 'INSUFFICIENT_DATA', transitions, values: { from: first, stepMillis: step, points } };
}

/** One metric alarm, evaluated step by step: for who reacts to it while time goes on. */
export class AlarmWatch {
  state: AlarmState;
  /** The newest point that the last evaluation saw; NaN where it saw none. */
  newest = Number.NaN;
  private readonly rangeLength: number;
  private readonly points: Points;
  private warm: boolean;

  constructor(
    readonly alarm: MetricAlarm,
    private readonly store: MetricSource,
    private readonly window: Pick<Window, 'from' | 'initial'>,
    private readonly constants: AlarmConstants = DEFAULT_CONSTANTS,
  ) {
    const { extra, atLeast } = constants.evaluationRange;
    this.state = window.initial ?? 'INSUFFICIENT_DATA';
    this.rangeLength = Math.max(alarm.evaluationPeriods + extra, atLeast);
    this.points = pointsOf(alarm, store, placesFor(alarm, this.rangeLength), constants);
    this.warm = alarm.warmUp === undefined;
  }

  /** Evaluates at a time; the change of state, if it is one. */
  evaluate(at: number): Transition | undefined {
    const periods = periodsAt(this.alarm, this.rangeLength, at);
    const points = this.points.read(periods, at);
    this.newest = points.find((value) => !Number.isNaN(value)) ?? Number.NaN;
    if (!this.isWarm(points, at) || this.isFrozen(points, periods, at)) return undefined;
    const [from, to] = [this.state, judge(this.alarm, points, this.state, this.constants)];
    if (from === to) return undefined;
    this.state = to;
    return { at, from, to, reason: reasonOf(this.alarm, to, points, periods) };
  }

  /** Warm-up ends with its time, or before that with a full window. */
  private isWarm(points: readonly number[], at: number): boolean {
    if (this.warm) return true;
    const { warmUp, evaluationPeriods } = this.alarm;
    const isOver = at >= this.window.from + (warmUp?.minutes ?? 0) * MINUTE_MILLIS;
    const isFull = warmUp?.whole !== true && points.slice(0, evaluationPeriods).every((value) => !Number.isNaN(value));
    this.warm = isOver || isFull;
    return this.warm;
  }

  /** A percentile that is to be ignored where samples are few keeps the alarm as it is. */
  private isFrozen(points: readonly number[], periods: readonly Period[], at: number): boolean {
    const { lowSamples, watched, evaluationPeriods } = this.alarm;
    if (lowSamples !== 'ignore' || watched.kind !== 'statistic' || watched.statistic.percentile === undefined) return false;
    const series = this.store.find(watched.metric, watched.unit);
    const least = fewSamples(watched.statistic.percentile);
    const seen = periods.filter((_, index) => !Number.isNaN(points[index] ?? Number.NaN));
    return seen
      .slice(0, this.constants.lowSamples === 'newest' ? 1 : evaluationPeriods)
      .some(({ from, to }) => (series?.samples(from, to, at) ?? 0) < least);
  }
}

/** Enough places for every period between the oldest and the newest of an evaluation to be remembered. */
function placesFor(alarm: MetricAlarm, rangeLength: number): number {
  return Math.ceil((rangeLength * alarm.periodSeconds) / 10) + 1;
}
