import type { Statistic } from '../metrics/statistics.js';
import type { MetricId } from './metric-id.js';
import { interpolated } from '../quality/quantile.js';
import { merged, neighbours, sizeOf, type Run } from './runs.js';
import { PAGE_BUCKETS, SamplePage, type Totals } from './sample-page.js';
import { trimmed } from './trimmed.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { ceil, floor, max: larger, min: smaller } = Math;
const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: NONE } = Number;

/**
 * When the data of a bucket can be read, milliseconds: of the bucket's start and length. Later buckets never appear before earlier ones, but a
 * bucket can be lost: infinity.
 */
export interface Visibility {
  (bucketStart: number, bucketMillis: number, metric: MetricId): number;
  /** Where every bucket appears so many milliseconds after its end: lets queries be faster. */
  readonly constantMillis?: number;
}

/** Every bucket can be read so many milliseconds after its end. */
export function delayed(millis: number): Visibility {
  return Object.assign((start: number, length: number) => start + length + millis, { constantMillis: millis });
}

const AT_ONCE = delayed(0);

/** Samples of one metric in one unit. */
export class SampleSeries {
  private readonly pages = new Map<number, SamplePage>();
  private newest: { number: number; page: SamplePage } | undefined;
  private first = POSITIVE_INFINITY;
  private last = NEGATIVE_INFINITY;

  constructor(
    readonly id: MetricId,
    readonly unit: string,
    /** Length of a bucket. */
    readonly bucketMillis: number,
    private readonly visibility: Visibility = AT_ONCE,
  ) {}

  /** Adds a value, or one that occurred several times. CloudWatch rejects what is no finite number, so it leaves no trace. */
  add(atMillis: number, value: number, count = 1): void {
    if (!Number.isFinite(value) || !(count > 0)) return;
    const bucket = floor(atMillis / this.bucketMillis);
    this.pageOf(bucket).add(slotOf(bucket), value, count);
  }

  /** Adds values of which only a summary is known, as CloudWatch's StatisticValues; percentiles do not see them unless they are all equal. */
  addSummary(atMillis: number, { count, sum, min, max }: { count: number; sum: number; min: number; max: number }): void {
    if (![sum, min, max].every(Number.isFinite) || !(count > 0)) return;
    const bucket = floor(atMillis / this.bucketMillis);
    if (min === max && sum === min * count) this.pageOf(bucket).add(slotOf(bucket), min, count);
    else this.pageOf(bucket).tally(slotOf(bucket), count, sum, min, max);
  }

  /** The same samples, whose data can be read at other times; what is added to one of the two later need not be in the other. */
  seenWith(visibility: Visibility): SampleSeries {
    const other = new SampleSeries(this.id, this.unit, this.bucketMillis, visibility);
    for (const [number, page] of this.pages) other.pages.set(number, page);
    [other.first, other.last] = [this.first, this.last];
    return other;
  }

  /** Start of the first bucket and end of the last, milliseconds; undefined without data. */
  get span(): { readonly from: number; readonly to: number } | undefined {
    return this.last < this.first ? undefined : { from: this.first * this.bucketMillis, to: (this.last + 1) * this.bucketMillis };
  }

  /** Drops the data of buckets before a time, by whole pages. */
  forgetBefore(millis: number): void {
    const keep = floor(millis / this.bucketMillis / PAGE_BUCKETS);
    for (const number of this.pages.keys()) if (number < keep) this.pages.delete(number);
    this.newest = undefined;
    this.first = larger(this.first, keep * PAGE_BUCKETS);
  }

  /**
   * A statistic of the samples in [from, to) as far as they can be read at a time; NaN without any, or without values for a percentile.
   *
   * @param at milliseconds; default: all can be read
   */
  statistic(statistic: Statistic, from: number, to: number, at = POSITIVE_INFINITY): number {
    if (statistic.family === 'Percentiles') return ofValues(statistic, this.runs(from, to, at));
    const { count, sum, min, max } = this.totals(from, to, at);
    if (count === 0) return NONE;
    switch (statistic.family) {
      case 'SampleCount':
        return count;
      case 'Sum':
        return sum;
      case 'Average':
        return sum / count;
      case 'Minimum':
        return min;
      default:
        return max;
    }
  }

  /** How many samples [from, to) holds, as far as they can be read at a time. */
  samples(from: number, to: number, at = POSITIVE_INFINITY): number {
    return this.totals(from, to, at).count;
  }

  /** Whether nothing that [from, to) can hold appears after a time. */
  isSettled(from: number, to: number, at: number): boolean {
    const { constantMillis } = this.visibility;
    if (constantMillis !== undefined) return to + constantMillis <= at;
    for (let start = ceil(from / this.bucketMillis) * this.bucketMillis; start < to; start += this.bucketMillis) {
      if (this.visibility(start, this.bucketMillis, this.id) > at) return false;
    }
    return true;
  }

  private totals(from: number, to: number, at: number): Totals {
    const totals = { count: 0, sum: 0, min: POSITIVE_INFINITY, max: NEGATIVE_INFINITY };
    this.each(from, to, at, (page, first, end) => page.addTo(totals, first, end));
    return totals;
  }

  private runs(from: number, to: number, at: number): Run[] {
    const runs: Run[] = [];
    this.each(from, to, at, (page, first, end) => {
      for (let bucket = first; bucket < end; bucket += 1) {
        const run = page.runOf(bucket);
        if (run !== undefined) runs.push(run);
      }
    });
    return runs;
  }

  /** Visits the buckets that start in [from, to) and can be read, page by page: with a constant delay in one piece, else one by one. */
  private each(from: number, to: number, at: number, visit: (page: SamplePage, first: number, end: number) => void): void {
    const { constantMillis } = this.visibility;
    const until = constantMillis === undefined ? to : smaller(to, at - constantMillis - this.bucketMillis + 1);
    const end = smaller(ceil(until / this.bucketMillis), this.last + 1);
    let bucket = larger(ceil(from / this.bucketMillis), this.first);
    while (bucket < end) {
      const number = floor(bucket / PAGE_BUCKETS);
      const page = this.pages.get(number);
      const base = number * PAGE_BUCKETS;
      const pageEnd = smaller(end, base + PAGE_BUCKETS);
      if (page !== undefined && constantMillis !== undefined) visit(page, bucket - base, pageEnd - base);
      else if (page !== undefined) this.eachReadable(bucket, pageEnd, at, (each) => visit(page, each - base, each - base + 1));
      bucket = pageEnd;
    }
  }

  private eachReadable(first: number, end: number, at: number, visit: (bucket: number) => void): void {
    for (let bucket = first; bucket < end; bucket += 1) {
      if (at === POSITIVE_INFINITY || this.visibility(bucket * this.bucketMillis, this.bucketMillis, this.id) <= at) visit(bucket);
    }
  }

  private pageOf(bucket: number): SamplePage {
    this.first = smaller(this.first, bucket);
    this.last = larger(this.last, bucket);
    const number = floor(bucket / PAGE_BUCKETS);
    if (this.newest?.number === number) return this.newest.page;
    const page = this.pages.get(number) ?? new SamplePage();
    this.pages.set(number, page);
    this.newest = { number, page };
    return page;
  }
}

function slotOf(bucket: number): number {
  return bucket - floor(bucket / PAGE_BUCKETS) * PAGE_BUCKETS;
}

function ofValues({ percentile, trim }: Statistic, runs: readonly Run[]): number {
  if (runs.length === 0) return NONE;
  if (trim !== undefined) return trimmed(merged(runs), trim);
  const size = sizeOf(runs);
  return interpolated((percentile ?? 0) / 100, size, (rank) => neighbours(runs, rank, size));
}
