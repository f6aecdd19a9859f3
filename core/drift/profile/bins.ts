import { quantile } from '../../quality/quantile.js';
import type { NumericPlan } from './profile.js';

/** A value that holds more than this share of the rows has a bin of its own. */
const SPIKE_SHARE = 0.05;
/** Share of the rows that a bin between edges is to hold. */
const BIN_SHARE = 0.1;
/** Digits of an edge where values must not be read off it. */
const SENSITIVE_DIGITS = 2;

export type Bins = Pick<NumericPlan, 'edges' | 'spikes'>;

/**
 * Bins for a baseline: one for each value that holds over 5 % of the rows, and deciles of the rest, about a tenth of all rows each. Edges are
 * taken once and frozen: computed again elsewhere, a quantile may fall one bit beside a value that many rows share.
 *
 * @param sorted finite values, ascending
 */
export function planBins(sorted: ArrayLike<number>, sensitive = false): Bins {
  const spikes = sensitive ? [] : spikesOf(sorted);
  const rest = Float64Array.from(sorted).filter((value) => !spikes.includes(value));
  const bins = Math.max(1, Math.round(rest.length / Math.max(1, sorted.length) / BIN_SHARE));
  const edges = Array.from({ length: bins - 1 }, (_, index) => quantile(rest, (index + 1) * (1 / bins)));
  const shown = sensitive ? edges.map((edge) => Number(edge.toPrecision(SENSITIVE_DIGITS))) : edges;
  return { spikes, edges: [...new Set(shown.map((edge) => (edge === 0 ? 0 : edge)))] };
}

function spikesOf(sorted: ArrayLike<number>): number[] {
  const spikes: number[] = [];
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end] === sorted[start]) end += 1;
    if (end - start > SPIKE_SHARE * sorted.length) spikes.push((sorted[start] ?? 0) + 0);
    start = end;
  }
  return spikes;
}

/** Counts finite values into bins: one binary search over edges and spikes together. */
export class BinCounter {
  /** Edges and spikes, ascending. */
  readonly cuts: Float64Array;
  /** Of each cut: which spike it is, or -1. */
  private readonly spikeAt: Int32Array;
  /** Of each gap before a cut, and after the last: the bin between edges. */
  private readonly binAt: Int32Array;
  readonly binCounts: Float64Array;
  readonly spikeCounts: Float64Array;

  constructor({ edges, spikes }: Bins) {
    this.cuts = Float64Array.from(new Set([...edges, ...spikes])).sort();
    this.spikeAt = Int32Array.from(this.cuts, (cut) => spikes.indexOf(cut));
    this.binAt = Int32Array.from(
      { length: this.cuts.length + 1 },
      (_, gap) => edges.filter((edge) => edge < (this.cuts[gap] ?? Number.POSITIVE_INFINITY)).length,
    );
    this.binCounts = new Float64Array(edges.length + 1);
    this.spikeCounts = new Float64Array(spikes.length);
    // A value on an edge belongs to the bin above it, and to the spike there if there is one.
    this.onCut = Int32Array.from(this.cuts, (cut) => edges.filter((edge) => edge <= cut).length);
  }

  private readonly onCut: Int32Array;

  /** One value, or so many that are equal. */
  add(value: number, times = 1): void {
    const { cuts } = this;
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cuts[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    if (cuts[low] === value) this.addOn(low, times);
    else this.addBefore(low, times);
  }

  /** Values that are equal to a cut. */
  addOn(cut: number, count: number): void {
    const spike = this.spikeAt[cut] ?? -1;
    if (spike >= 0) this.spikeCounts[spike] = (this.spikeCounts[spike] ?? 0) + count;
    else this.count(this.onCut[cut] ?? 0, count);
  }

  /** Values between a cut and the one before it; those above all cuts are before one more. */
  addBefore(cut: number, count: number): void {
    this.count(this.binAt[cut] ?? 0, count);
  }

  private count(bin: number, count: number): void {
    this.binCounts[bin] = (this.binCounts[bin] ?? 0) + count;
  }
}
