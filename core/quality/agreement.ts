import type { Decision } from './decision.js';
import { shareEstimate, type Estimate } from './interval.js';
import { quantile } from './quantile.js';

/** The decisions of two models on the same row. */
export interface Pair {
  /** Position among the rows, from 1. */
  readonly row: number;
  readonly current: Decision;
  readonly candidate: Decision;
}

/** How far two models say the same. */
export interface Agreement {
  readonly rows: number;
  /** Rows with the same label, with its 95 % interval; null for models of values. */
  readonly same: Estimate | null;
  /** `spam -> nonspam`, the most frequent first. */
  readonly flips: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  /** Of the difference between the scores, absolute; null where there are none. */
  readonly difference: { readonly mean: number; readonly p50: number; readonly p99: number; readonly most: number } | null;
}

export function agreementOf(pairs: readonly Pair[]): Agreement {
  const labelled = pairs.filter(isLabelled);
  const flipped = labelled.filter(isFlip);
  const counts = new Map<string, { from: string; to: string; count: number }>();
  for (const { current, candidate } of flipped) {
    const [from = '', to = ''] = [current.label, candidate.label];
    const key = JSON.stringify([from, to]);
    counts.set(key, { from, to, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const differences = pairs.flatMap((pair) => differenceOf(pair) ?? []).toSorted((a, b) => a - b);
  return {
    rows: pairs.length,
    same: labelled.length === 0 ? null : shareEstimate(labelled.length - flipped.length, labelled.length),
    flips: [...counts.values()].toSorted((a, b) => b.count - a.count),
    difference:
      differences.length === 0
        ? null
        : {
            mean: differences.reduce((sum, each) => sum + each, 0) / differences.length,
            p50: quantile(differences, 0.5),
            p99: quantile(differences, 0.99),
            most: differences.at(-1) ?? 0,
          },
  };
}

/** Rows whose label is another, those of the greatest difference first; for models of values, the greatest differences. */
export function mostDifferent(pairs: readonly Pair[], most: number): Pair[] {
  const flips = pairs.filter((pair) => isLabelled(pair) && isFlip(pair));
  const shown = pairs.some(isLabelled) ? flips : pairs.filter((pair) => (differenceOf(pair) ?? 0) > 0);
  return shown.toSorted((a, b) => (differenceOf(b) ?? 0) - (differenceOf(a) ?? 0) || a.row - b.row).slice(0, most);
}

function isLabelled({ current, candidate }: Pair): boolean {
  return current.label !== undefined && candidate.label !== undefined;
}

function isFlip({ current, candidate }: Pair): boolean {
  return current.label !== candidate.label;
}

function differenceOf({ current, candidate }: Pair): number | undefined {
  return current.score === undefined || candidate.score === undefined ? undefined : Math.abs(current.score - candidate.score);
}
