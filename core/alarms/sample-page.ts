// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { max: larger, min: smaller } = Math;
const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;

/** Buckets that are held together; a power of two. */
export const PAGE_BUCKETS = 256;

/**
 * Consecutive buckets of one series: exact counts, sums and extremes, and the values themselves with how often each occurred, for percentiles.
 * The values of all buckets share one arena; a bucket that outgrows its room moves to the end.
 */
export class SamplePage {
  readonly counts = new Float64Array(PAGE_BUCKETS);
  readonly sums = new Float64Array(PAGE_BUCKETS);
  readonly mins = new Float64Array(PAGE_BUCKETS).fill(POSITIVE_INFINITY);
  readonly maxs = new Float64Array(PAGE_BUCKETS).fill(NEGATIVE_INFINITY);
  private readonly starts = new Uint32Array(PAGE_BUCKETS);
  private readonly lengths = new Uint32Array(PAGE_BUCKETS);
  private readonly rooms = new Uint32Array(PAGE_BUCKETS);
  private readonly sorted = new Uint8Array(PAGE_BUCKETS).fill(1);
  private values = new Float64Array(0);
  private times = new Float64Array(0);
  private used = 0;

  add(bucket: number, value: number, count: number): void {
    this.tally(bucket, count, value * count, value, value);
    const length = this.lengths[bucket] ?? 0;
    const last = (this.starts[bucket] ?? 0) + length - 1;
    if (length > 0 && this.values[last] === value) {
      this.times[last] = (this.times[last] ?? 0) + count;
      return;
    }
    if (length === this.rooms[bucket]) this.enlarge(bucket, length);
    const at = (this.starts[bucket] ?? 0) + length;
    if (length > 0 && (this.values[at - 1] ?? 0) > value) this.sorted[bucket] = 0;
    this.values[at] = value;
    this.times[at] = count;
    this.lengths[bucket] = length + 1;
  }

  /** Counts, sums and extremes alone, of values that are not known. */
  tally(bucket: number, count: number, sum: number, min: number, max: number): void {
    this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
    this.sums[bucket] = (this.sums[bucket] ?? 0) + sum;
    this.mins[bucket] = smaller(this.mins[bucket] ?? min, min);
    this.maxs[bucket] = larger(this.maxs[bucket] ?? max, max);
  }

  /** Distinct values of a bucket, ascending. */
  valuesOf(bucket: number): Float64Array {
    this.sort(bucket);
    const start = this.starts[bucket] ?? 0;
    return this.values.subarray(start, start + (this.lengths[bucket] ?? 0));
  }

  /** How often each of `valuesOf` occurred. */
  timesOf(bucket: number): Float64Array {
    const start = this.starts[bucket] ?? 0;
    return this.times.subarray(start, start + (this.lengths[bucket] ?? 0));
  }

  private enlarge(bucket: number, length: number): void {
    const start = this.starts[bucket] ?? 0;
    const room = larger(8, length * 2);
    const isLast = length > 0 && start + length === this.used;
    const to = isLast ? start : this.used;
    this.used = to + room;
    if (this.used > this.values.length) {
      const size = larger(this.used, this.values.length * 2);
      this.values = copied(this.values, size);
      this.times = copied(this.times, size);
    }
    if (!isLast) {
      this.values.copyWithin(to, start, start + length);
      this.times.copyWithin(to, start, start + length);
    }
    this.starts[bucket] = to;
    this.rooms[bucket] = room;
  }

  private sort(bucket: number): void {
    if (this.sorted[bucket] === 1) return;
    const start = this.starts[bucket] ?? 0;
    const length = sortPairs(this.values, this.times, start, this.lengths[bucket] ?? 0);
    this.lengths[bucket] = length;
    this.sorted[bucket] = 1;
  }
}

function copied(from: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(size);
  larger.set(from);
  return larger;
}

/** Sorts values with their counts in place and puts equal values together; the number of distinct values. */
function sortPairs(values: Float64Array, times: Float64Array, start: number, length: number): number {
  const order = Array.from({ length }, (_, index) => start + index).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const pairs = order.map((index) => [values[index] ?? 0, times[index] ?? 0] as const);
  let end = start;
  for (const [value, count] of pairs) {
    if (end > start && values[end - 1] === value) {
      times[end - 1] = (times[end - 1] ?? 0) + count;
      continue;
    }
    values[end] = value;
    times[end] = count;
    end += 1;
  }
  return end - start;
}
