import type { AlarmConstants } from './constants.js';
import type { MetricAlarm, WatchedMath, WatchedMetric } from './definition.js';
import { isSeries } from './math/math-function.js';
import { isPointwise, reckon } from './math/reckon.js';

import type { MetricSource, Readings } from './source.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { floor } = Math;
const { NaN: NONE } = Number;

/** A period of time whose samples make one point, milliseconds. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** The points that an alarm compares with its threshold. */
export interface Points {
  /** One for each period as it can be read at a time, NaN where there is none. Periods and points are newest first. */
  read(periods: readonly Period[], at: number): number[];
}

export function pointsOf(alarm: MetricAlarm, store: MetricSource, rangeLength: number, constants: AlarmConstants): Points {
  const { watched, periodSeconds } = alarm;
  return watched.kind === 'statistic'
    ? new StatisticPoints(watched, store, rangeLength)
    : new MathPoints(watched, store, rangeLength, periodSeconds, constants);
}

/**
 * Keeps what it has read once and for all. Windows slide by less than a period, so that a period is read again by later evaluations; a ring of as
 * many places as lie between the first and the last of them is enough.
 */
class Memory {
  private readonly ends: Float64Array;
  private readonly values: Float64Array;

  constructor(places: number) {
    this.ends = new Float64Array(places).fill(NONE);
    this.values = new Float64Array(places);
  }

  get({ to }: Period): number | undefined {
    const place = this.placeOf(to);
    return this.ends[place] === to ? this.values[place] : undefined;
  }

  set({ to }: Period, value: number): void {
    const place = this.placeOf(to);
    this.ends[place] = to;
    this.values[place] = value;
  }

  private placeOf(end: number): number {
    return floor(end / EVALUATION_MILLIS) % this.ends.length;
  }
}

/** No window slides by less. */
const EVALUATION_MILLIS = 10_000;

class StatisticPoints implements Points {
  private readonly memory: Memory;
  /** Once it is there: looking it up costs more than reading it. */
  private series: Readings | undefined;

  constructor(
    private readonly watched: WatchedMetric,
    private readonly store: MetricSource,
    places: number,
  ) {
    this.memory = new Memory(places);
  }

  read(periods: readonly Period[], at: number): number[] {
    const { metric, unit, statistic } = this.watched;
    const series = (this.series ??= this.store.find(metric, unit));
    if (series === undefined) return periods.map(() => NONE);
    return periods.map((period) => {
      const known = this.memory.get(period);
      if (known !== undefined) return known;
      const value = series.statistic(statistic, period.from, period.to, at);
      if (this.isSettled(period, at)) this.memory.set(period, value);
      return value;
    });
  }

  /** Whether what a period holds is final at a time. */
  isSettled({ from, to }: Period, at: number): boolean {
    return this.series?.isSettled(from, to, at) ?? false;
  }
}

class MathPoints implements Points {
  private readonly metrics: readonly (readonly [string, StatisticPoints])[];
  /** Of expressions whose points depend on nothing else in the range. */
  private readonly memory: Memory | undefined;

  constructor(
    private readonly watched: WatchedMath,
    store: MetricSource,
    places: number,
    private readonly periodSeconds: number,
    private readonly constants: AlarmConstants,
  ) {
    this.metrics = Object.entries(watched.metrics).map(([id, metric]) => [id, new StatisticPoints(metric, store, places)] as const);
    this.memory = isPointwise(watched.expression) ? new Memory(places) : undefined;
  }

  read(periods: readonly Period[], at: number): number[] {
    const { memory } = this;
    if (memory === undefined) return this.reckon(periods, at);
    const missing = periods.filter((period) => memory.get(period) === undefined);
    const reckoned = this.reckon(missing, at);
    missing.forEach((period, index) => {
      if (this.metrics.every(([, points]) => points.isSettled(period, at))) memory.set(period, reckoned[index] ?? NONE);
    });
    let next = 0;
    return periods.map((period) => (period === missing[next] ? (reckoned[next++] ?? NONE) : (memory.get(period) ?? NONE)));
  }

  private reckon(periods: readonly Period[], at: number): number[] {
    const metrics = Object.fromEntries(this.metrics.map(([id, points]) => [id, points.read(periods, at).reverse()]));
    const value = reckon(this.watched.expression, {
      metrics,
      length: periods.length,
      periodSeconds: this.periodSeconds,
      starts: periods.map(({ from }) => from).reverse(),
      ifWithoutFalse: this.constants.ifWithoutFalse,
    });
    return isSeries(value) ? [...value].reverse() : periods.map(() => NONE);
  }
}
