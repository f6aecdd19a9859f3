import type { Run } from './runs.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { max: larger, min: smaller } = Math;
const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;

/** Buckets that are held together; a power of two. */
export const PAGE_BUCKETS = 256;
/** Up to so many buckets are cheaper one by one than by way of the sums above them. */
const FEW = 16;
const NO_VALUES = new Float64Array(0);

/** Count, sum and extremes of samples. */
export interface Totals {
  count: number;
  sum: number;
  min: number;
  max: number;
}

/**
 * Consecutive buckets of one series: exact counts, sums and extremes, and the values themselves with how often each occurred, for percentiles.
 *
 * Counts, sums and extremes are the leaves of a binary tree in an array (leaf b at PAGE_BUCKETS + b, its parent at half of that), so that a long
 * window costs a few nodes; the nodes above the leaves are made when first asked for. The values of all buckets share one arena; a bucket that
 * outgrows its room moves to the end.
 */
export class SamplePage {
  // Parts of two buffers: a page of eight took twice as long to make.
  private readonly nodes = new Float64Array(8 * PAGE_BUCKETS);
  private readonly counts = this.nodes.subarray(0, 2 * PAGE_BUCKETS);
  private readonly sums = this.nodes.subarray(2 * PAGE_BUCKETS, 4 * PAGE_BUCKETS);
  private readonly mins = this.nodes.subarray(4 * PAGE_BUCKETS, 6 * PAGE_BUCKETS).fill(POSITIVE_INFINITY);
  private readonly maxs = this.nodes.subarray(6 * PAGE_BUCKETS).fill(NEGATIVE_INFINITY);
  private isStale = false;
  private readonly places = new Uint32Array(3 * PAGE_BUCKETS);
  private readonly starts = this.places.subarray(0, PAGE_BUCKETS);
  private readonly lengths = this.places.subarray(PAGE_BUCKETS, 2 * PAGE_BUCKETS);
  private readonly rooms = this.places.subarray(2 * PAGE_BUCKETS);
  private readonly sorted = new Uint8Array(PAGE_BUCKETS).fill(1);
  private values = NO_VALUES;
  private times = NO_VALUES;
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
    const leaf = PAGE_BUCKETS + bucket;
    this.counts[leaf] = (this.counts[leaf] ?? 0) + count;
    this.sums[leaf] = (this.sums[leaf] ?? 0) + sum;
    this.mins[leaf] = smaller(this.mins[leaf] ?? min, min);
    this.maxs[leaf] = larger(this.maxs[leaf] ?? max, max);
    this.isStale = true;
  }

  /** Adds what the buckets [from, to) hold to totals. */
  addTo(totals: Totals, from: number, to: number): void {
    if (to - from <= FEW) {
      for (let leaf = PAGE_BUCKETS + from; leaf < PAGE_BUCKETS + to; leaf += 1) this.addNode(totals, leaf);
      return;
    }
    this.refresh();
    for (let low = PAGE_BUCKETS + from, high = PAGE_BUCKETS + to; low < high; low >>= 1, high >>= 1) {
      if ((low & 1) === 1) this.addNode(totals, low++);
      if ((high & 1) === 1) this.addNode(totals, --high);
    }
  }

  /** The values of a bucket in order; undefined where it holds none. */
  runOf(bucket: number): Run | undefined {
    if (this.lengths[bucket] === 0) return undefined;
    this.sort(bucket);
    const from = this.starts[bucket] ?? 0;
    return { values: this.values, times: this.times, from, to: from + (this.lengths[bucket] ?? 0) };
  }

  private addNode(totals: Totals, node: number): void {
    const count = this.counts[node] ?? 0;
    if (count === 0) return;
    totals.count += count;
    totals.sum += this.sums[node] ?? 0;
    totals.min = smaller(totals.min, this.mins[node] ?? totals.min);
    totals.max = larger(totals.max, this.maxs[node] ?? totals.max);
  }

  private refresh(): void {
    if (!this.isStale) return;
    this.isStale = false;
    for (let node = PAGE_BUCKETS - 1; node >= 1; node -= 1) {
      const [left, right] = [2 * node, 2 * node + 1];
      this.counts[node] = (this.counts[left] ?? 0) + (this.counts[right] ?? 0);
      this.sums[node] = (this.sums[left] ?? 0) + (this.sums[right] ?? 0);
      this.mins[node] = smaller(this.mins[left] ?? 0, this.mins[right] ?? 0);
      this.maxs[node] = larger(this.maxs[left] ?? 0, this.maxs[right] ?? 0);
    }
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
