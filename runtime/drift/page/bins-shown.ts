import type { ColumnComparison } from '../../../core/drift/compare.js';
import { sumOf } from '../../../core/drift/sum.js';

/** More bins than these are not looked at one by one. */
const MOST_BINS = 24;

/** A bin of both distributions. */
export interface ShownBin {
  readonly label: string;
  /** Share of the values, 0 to 1; 0 where there is no value. */
  readonly baseline: number;
  readonly current: number;
}

/**
 * The bins of a column as they are drawn: in their order; of very many those that hold most on either side, the rest as one. Bins of a
 * sensitive column are numbered, since a label tells values.
 */
export function binsShown({ histograms: { labels, baseline, current }, sensitive }: ColumnComparison): ShownBin[] {
  const totals = [sumOf(baseline), sumOf(current)] as const;
  const bins = labels.map((label, bin): ShownBin => ({
    label: sensitive ? `bin ${bin + 1}` : label,
    baseline: share(baseline[bin], totals[0]),
    current: share(current[bin], totals[1]),
  }));
  if (bins.length <= MOST_BINS) return bins;
  const kept = new Set(bins.toSorted((a, b) => largest(b) - largest(a)).slice(0, MOST_BINS - 1));
  const rest = bins.filter((bin) => !kept.has(bin));
  const together: ShownBin = {
    label: `${rest.length} others`,
    baseline: rest.reduce((sum, bin) => sum + bin.baseline, 0),
    current: rest.reduce((sum, bin) => sum + bin.current, 0),
  };
  return [...bins.filter((bin) => kept.has(bin)), together];
}

function share(count: number = 0, total: number): number {
  return total === 0 ? 0 : count / total;
}

function largest({ baseline, current }: ShownBin): number {
  return Math.max(baseline, current);
}
