import { KEY_BITS, orderedKey } from './bits.js';
import type { Sketch } from './profile.js';

/** Compact sketches, which are stored, take at most this many characters of JSON; dense ones live only within a run. */
const COMPACT_CHARACTERS = 60 * 1024;
/** Folding stops at sign and exponent. */
const FEWEST_BITS = 12;

export type SketchSize = 'compact' | 'dense';

/** A sketch as one works with it: ascending keys beside their counts. */
export interface Buckets {
  readonly bits: number;
  readonly keys: readonly number[];
  readonly counts: readonly number[];
}

/** Greater than any key. */
const BEHIND_ALL = 2 ** (KEY_BITS - 1);

const PAGE_BITS = 10;
const PAGE = 2 ** PAGE_BITS;

/** Counts keys in pages that are made when they are first needed: some tens of KB for a usual column, 4 MB at most. */
export class KeyCounter {
  private readonly pages: (Uint32Array | undefined)[] = Array<undefined>(2 ** (KEY_BITS - PAGE_BITS)).fill(undefined);

  /** @param raw key as `rawKey` gives it */
  add(raw: number): void {
    const index = raw & (2 ** KEY_BITS - 1);
    const page = (this.pages[index >> PAGE_BITS] ??= new Uint32Array(PAGE));
    const at = index & (PAGE - 1);
    page[at] = (page[at] ?? 0) + 1;
  }

  buckets(): Buckets {
    const found: [key: number, count: number][] = [];
    for (const [pageIndex, page] of this.pages.entries()) {
      if (page === undefined) continue;
      for (const [at, count] of page.entries()) {
        if (count > 0) found.push([orderedKey((((pageIndex << PAGE_BITS) | at) << (32 - KEY_BITS)) >> (32 - KEY_BITS)), count]);
      }
    }
    found.sort(([a], [b]) => a - b);
    return { bits: KEY_BITS, keys: found.map(([key]) => key), counts: found.map(([, count]) => count) };
  }
}

export function bucketsOf({ bits, steps, counts }: Sketch): Buckets {
  let key = 0;
  return { bits, counts, keys: steps.map((step) => (key += step)) };
}

export function sketchOf({ bits, keys, counts }: Buckets, size: SketchSize): Sketch {
  let before = 0;
  const steps = keys.map((key) => {
    const step = key - before;
    before = key;
    return step;
  });
  const sketch = { bits, steps, counts };
  const fits = size === 'dense' || bits <= FEWEST_BITS || isShort(steps, counts);
  return fits ? sketch : sketchOf(fold({ bits, keys, counts }, bits - 2), size);
}

/** Numbers of up to seven characters, as nearly all are, need not be written out to know that they fit. */
function isShort(steps: readonly number[], counts: readonly number[]): boolean {
  const brief = (values: readonly number[]): boolean => values.every((value) => value > -1e6 && value < 1e7);
  if (8 * (steps.length + counts.length) + 8 <= COMPACT_CHARACTERS && brief(steps) && brief(counts)) return true;
  return JSON.stringify([steps, counts]).length <= COMPACT_CHARACTERS;
}

/** Fewer bits: neighbours whose keys agree in what is left become one. */
export function fold(buckets: Buckets, to: number): Buckets {
  const { bits, keys, counts } = buckets;
  if (bits === to) return buckets;
  const [foldedKeys, foldedCounts]: [number[], number[]] = [[], []];
  for (const [index, key] of keys.entries()) {
    const folded = key >> (bits - to);
    if (foldedKeys.at(-1) === folded) foldedCounts.push((foldedCounts.pop() ?? 0) + (counts[index] ?? 0));
    else {
      foldedKeys.push(folded);
      foldedCounts.push(counts[index] ?? 0);
    }
  }
  return { bits: to, keys: foldedKeys, counts: foldedCounts };
}

/** Both sides bucket by bucket: every key that either holds, with the counts of each. Thousands of a column, therefore in columns of numbers. */
export interface PairedBuckets {
  readonly bits: number;
  readonly keys: Int32Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
}

export function pair(one: Buckets, other: Buckets): PairedBuckets {
  const bits = Math.min(one.bits, other.bits);
  const [a, b] = [fold(one, bits), fold(other, bits)];
  const most = a.keys.length + b.keys.length;
  const [keys, left, right] = [new Int32Array(most), new Float64Array(most), new Float64Array(most)];
  let [i, j, count] = [0, 0, 0];
  while (i < a.keys.length || j < b.keys.length) {
    const [here, there] = [a.keys[i] ?? BEHIND_ALL, b.keys[j] ?? BEHIND_ALL];
    keys[count] = Math.min(here, there);
    if (here <= there) left[count] = a.counts[i++] ?? 0;
    if (there <= here) right[count] = b.counts[j++] ?? 0;
    count += 1;
  }
  return { bits, keys: keys.subarray(0, count), left: left.subarray(0, count), right: right.subarray(0, count) };
}

/** The sketch of both sides' rows. */
export function mergeSketches(one: Sketch, other: Sketch, size: SketchSize): Sketch {
  return sketchOf(addBuckets(bucketsOf(one), bucketsOf(other)), size);
}

/** The counts of both sides. */
export function addBuckets(one: Buckets, other: Buckets): Buckets {
  if (one.keys.length === 0 && one.bits >= other.bits) return other;
  if (other.keys.length === 0 && other.bits >= one.bits) return one;
  const { bits, keys, left, right } = pair(one, other);
  const sum = { bits, keys: [] as number[], counts: [] as number[] };
  for (let index = 0; index < keys.length; index += 1) {
    sum.keys.push(keys[index] ?? 0);
    sum.counts.push((left[index] ?? 0) + (right[index] ?? 0));
  }
  return sum;
}
