import type { Histograms } from '../histograms.js';
import { sumOf } from '../sum.js';
import { VERDICT_LIMITS } from './limits.js';

/**
 * Of like samples of n and m rows PSI is about (1/n + 1/m) chi-square with one degree of freedom less than bins, so many rare bins drift by
 * chance alone. Bins that hold less than their part are put together with the next ones in order until what chance gives is small: in order,
 * since picking the most frequent would pick those that were so by luck.
 */
export function poolRare(histograms: Histograms): Histograms {
  const { labels, baseline, current, apart } = histograms;
  const rows = 1 / (1 / sumOf(baseline) + 1 / sumOf(current));
  const most = Math.max(2, 1 + Math.floor(VERDICT_LIMITS.chancePsi * rows));
  if (!(rows > 0) || labels.length <= most) return histograms;
  const part = sumOf(baseline) / Math.max(1, most - apart);
  const groups: number[][] = [];
  let open: number[] | undefined;
  for (const bin of labels.slice(0, labels.length - apart).keys()) {
    if ((baseline[bin] ?? 0) >= part) {
      groups.push([bin]);
      continue;
    }
    if (open === undefined || heldBy(open, baseline) >= part) groups.push((open = []));
    open.push(bin);
  }
  for (let bin = labels.length - apart; bin < labels.length; bin += 1) groups.push([bin]);
  return {
    labels: groups.map((bins) =>
      bins.length === 1 ? (labels[bins[0] ?? 0] ?? '') : `${labels[bins[0] ?? 0] ?? ''} … ${labels[bins.at(-1) ?? 0] ?? ''}`,
    ),
    baseline: groups.map((bins) => heldBy(bins, baseline)),
    current: groups.map((bins) => heldBy(bins, current)),
    apart,
  };
}

function heldBy(bins: readonly number[], counts: readonly number[]): number {
  return bins.reduce((sum, bin) => sum + (counts[bin] ?? 0), 0);
}
