import { parseStatistic } from '../../core/metrics/index.js';
import { quantile } from '../../core/quality/quantile.js';

/** A minute of more values than this is thinned: percentiles then come from every second value, every fourth, and so on. */
const MOST_VALUES = 20_000;

/** The values of one period: exact counts, sums and extremes, and for percentiles the values themselves or an even sample of them. */
export class Bucket {
  private count = 0;
  private sum = 0;
  private least = Number.POSITIVE_INFINITY;
  private most = Number.NEGATIVE_INFINITY;
  private values: number[] = [];
  /** One of so many values is kept. */
  private stride = 1;

  /** One period out of several. */
  static merged(buckets: Iterable<Bucket>): Bucket {
    const all = [...buckets];
    const merged = new Bucket();
    merged.stride = Math.max(1, ...all.map(({ stride }) => stride));
    for (const bucket of all) {
      merged.count += bucket.count;
      merged.sum += bucket.sum;
      merged.least = Math.min(merged.least, bucket.least);
      merged.most = Math.max(merged.most, bucket.most);
      // Strides are powers of two: each value of the sample then stands for as many as any other.
      const step = merged.stride / bucket.stride;
      for (let index = 0; index < bucket.values.length; index += step) merged.values.push(bucket.values[index] ?? Number.NaN);
    }
    return merged;
  }

  add(value: number): void {
    if (this.count % this.stride === 0) this.values.push(value);
    this.count += 1;
    this.sum += value;
    if (value < this.least) this.least = value;
    if (value > this.most) this.most = value;
    if (this.values.length <= MOST_VALUES) return;
    this.values = this.values.filter((_, index) => index % 2 === 0);
    this.stride *= 2;
  }

  /** One statistic; NaN without values, or for a statistic that is not reckoned here. */
  statistic(text: string): number {
    const statistic = parseStatistic(text);
    if (statistic === undefined || this.count === 0) return Number.NaN;
    switch (statistic.family) {
      case 'SampleCount':
        return this.count;
      case 'Sum':
        return this.sum;
      case 'Average':
        return this.sum / this.count;
      case 'Minimum':
        return this.least;
      case 'Maximum':
        return this.most;
      default:
        return this.percentile(statistic.percentile);
    }
  }

  private percentile(percentile: number | undefined): number {
    if (percentile === undefined) return Number.NaN;
    const sorted = this.values.toSorted((a, b) => a - b);
    return quantile(sorted, percentile / 100);
  }
}
