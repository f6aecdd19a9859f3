import type { AlarmConstants } from './constants.js';
import type { MetricAlarm, WatchedMath, WatchedMetric } from './definition.js';
import { isSeries } from './math/math-function.js';
import { isPointwise, reckon } from './math/reckon.js';
import { Memory } from './memory.js';
import { leastSlideMillis, type Periods } from './schedule.js';
import type { MetricSource, Readings } from './source.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { NaN: NONE } = Number;
/** Evaluations that are read ahead at most. */
export const MOST_AHEAD = 256;
/** Periods before an evaluation after which nothing that is usual appears in them any more. */
const SETTLED_AFTER = 3;

/** The points that an alarm compares with its threshold. */
export interface Points {
  /** One for each period as it can be read at a time, NaN where there is none. */
  read(periods: Periods, at: number, into: Float64Array): void;
  /** Reads what evaluations at these times will ask for, where many are faster than one by one. From now on nothing is added to the metrics. */
  readAhead(times: readonly number[]): void;
}

/** Windows slide by less than a period, so that a period is read again by later evaluations: what was read once and for all is kept. */
export function pointsOf(alarm: MetricAlarm, store: MetricSource, periods: number, constants: AlarmConstants): Points {
  const { watched, periodSeconds } = alarm;
  const millis = leastSlideMillis(alarm);
  const places = Math.ceil((periods * periodSeconds * 1000) / millis) + 1;
  if (watched.kind === 'statistic') return new StatisticPoints(watched, store, new Memory(places, millis));
  return new MathPoints(watched, store, () => new Memory(places + MOST_AHEAD, millis), periodSeconds, constants);
}

/** Periods that are looked at, each at a time of its own; oldest first where it is the same time. */
interface Looks {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly at: readonly number[];
}

class StatisticPoints implements Points {
  /** Once it is there: looking it up costs more than reading it. */
  private series: Readings | undefined;
  private isComplete = false;

  constructor(
    private readonly watched: WatchedMetric,
    private readonly store: MetricSource,
    private readonly memory: Memory,
  ) {}

  read({ from, to, count }: Periods, at: number, into: Float64Array): void {
    const series = this.readings();
    for (let index = 0; index < count; index += 1) into[index] = this.point(series, from[index] ?? 0, to[index] ?? 0, at);
  }

  readAhead(): void {
    this.isComplete = true;
  }

  look({ from, to, at }: Looks): number[] {
    const series = this.readings();
    return to.map((end, index) => this.point(series, from[index] ?? 0, end, at[index] ?? 0));
  }

  /** Whether what a period holds is final at a time. */
  isSettled(from: number, to: number, at: number): boolean {
    return this.series?.isSettled(from, to, at) ?? this.isComplete;
  }

  private readings(): Readings | undefined {
    return (this.series ??= this.store.find(this.watched.metric, this.watched.unit));
  }

  private point(series: Readings | undefined, from: number, to: number, at: number): number {
    if (series === undefined) return NONE;
    const known = this.memory.get(to);
    if (known !== undefined) return known;
    const value = series.statistic(this.watched.statistic, from, to, at);
    if (series.isSettled(from, to, at)) this.memory.set(to, value);
    return value;
  }
}

class MathPoints implements Points {
  private readonly metrics: readonly (readonly [string, StatisticPoints])[];
  /** Of expressions whose points depend on nothing else in the range. */
  private readonly settled: Memory | undefined;
  /** What was read ahead of periods that are not settled when an evaluation looks at them, by their place among its periods. */
  private readonly ahead: Memory[] = [];

  constructor(
    private readonly watched: WatchedMath,
    store: MetricSource,
    private readonly newMemory: () => Memory,
    private readonly periodSeconds: number,
    private readonly constants: AlarmConstants,
  ) {
    this.metrics = Object.entries(watched.metrics).map(([id, metric]) => [id, new StatisticPoints(metric, store, newMemory())] as const);
    this.settled = isPointwise(watched.expression) ? newMemory() : undefined;
  }

  read({ from, to, count }: Periods, at: number, into: Float64Array): void {
    const missing: number[] = [];
    for (let index = count - 1; index >= 0; index -= 1) {
      const end = to[index] ?? 0;
      // What is settled may have been read ahead for later evaluations: to this one some of it has yet to appear.
      const known = this.ahead[index]?.get(end) ?? this.settled?.get(end);
      if (known === undefined) missing.push(index);
      else into[index] = known;
    }
    if (missing.length === 0) return;
    const looks = { from: missing.map((index) => from[index] ?? 0), to: missing.map((index) => to[index] ?? 0), at: missing.map(() => at) };
    const points = this.reckon(looks);
    for (const [place, index] of missing.entries()) into[index] = points[place] ?? NONE;
    this.keepSettled(looks, points);
  }

  /** Reckons each place among the periods for all times at once, until a place where all are settled: later evaluations find the older ones there. */
  readAhead(times: readonly number[]): void {
    for (const [, points] of this.metrics) points.readAhead();
    if (this.settled === undefined) return;
    const length = this.periodSeconds * 1000;
    for (let place = 0; place <= SETTLED_AFTER; place += 1) {
      const to = times.map((at) => at - place * length);
      const looks = { from: to.map((end) => end - length), to, at: times };
      const points = this.reckon(looks);
      if (this.keepSettled(looks, points)) return;
      const memory = (this.ahead[place] ??= this.newMemory());
      for (const [index, end] of to.entries()) memory.set(end, points[index] ?? NONE);
    }
  }

  /** Whether all were settled. */
  private keepSettled({ from, to, at }: Looks, points: readonly number[]): boolean {
    if (this.settled === undefined) return false;
    let kept = 0;
    for (const [index, end] of to.entries()) {
      if (!this.metrics.every(([, metric]) => metric.isSettled(from[index] ?? 0, end, at[index] ?? 0))) continue;
      this.settled.set(end, points[index] ?? NONE);
      kept += 1;
    }
    return kept === to.length;
  }

  private reckon(looks: Looks): readonly number[] {
    const value = reckon(this.watched.expression, {
      metrics: Object.fromEntries(this.metrics.map(([id, points]) => [id, points.look(looks)])),
      length: looks.to.length,
      periodSeconds: this.periodSeconds,
      starts: looks.from,
      ifWithoutFalse: this.constants.ifWithoutFalse,
    });
    return isSeries(value) ? value : [];
  }
}
