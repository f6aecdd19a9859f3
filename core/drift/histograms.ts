import { SlipwayError } from '../errors/index.js';
import type { CategoricalProfile, ColumnProfile, NumericProfile } from './profile/profile.js';

/** Two columns counted into the same bins. */
export interface Histograms {
  readonly labels: readonly string[];
  readonly baseline: readonly number[];
  readonly current: readonly number[];
  /** How many of the last bins are never put together with others: that of new names. */
  readonly apart: number;
}

/** The bins of the baseline, with the counts of both sides. Missing values are not among them: their share is compared by itself. */
export function histogramsOf(baseline: ColumnProfile, current: ColumnProfile): Histograms {
  if (baseline.kind === 'numeric' && current.kind === 'numeric') return numeric(baseline, current);
  if (baseline.kind === 'categorical' && current.kind === 'categorical') return categorical(baseline, current);
  throw new SlipwayError(
    'profile-plan',
    `'${baseline.name}' is ${baseline.kind} in the baseline and ${current.kind} in the window; count windows by the baseline's plan`,
  );
}

function numeric(baseline: NumericProfile, current: NumericProfile): Histograms {
  const { edges, spikes } = baseline;
  const bins = [
    ...edges.concat(Number.POSITIVE_INFINITY).map((end, bin) => ({
      at: edges[bin - 1] ?? Number.NEGATIVE_INFINITY,
      label: binLabel(edges[bin - 1], edges[bin]),
      baseline: baseline.binCounts[bin] ?? 0,
      current: current.binCounts[bin] ?? 0,
      end,
    })),
    ...spikes.map((spike, index) => ({
      at: spike,
      label: shortNumber(spike),
      baseline: baseline.spikeCounts[index] ?? 0,
      current: current.spikeCounts[index] ?? 0,
      end: spike,
    })),
  ].sort((a, b) => a.at - b.at || a.end - b.end);
  return {
    labels: bins.map(({ label }) => label),
    baseline: bins.map((bin) => bin.baseline),
    current: bins.map((bin) => bin.current),
    apart: 0,
  };
}

function binLabel(from: number | undefined, to: number | undefined): string {
  if (from === undefined) return to === undefined ? 'any other' : `below ${shortNumber(to)}`;
  return to === undefined ? `${shortNumber(from)} and above` : `${shortNumber(from)} to ${shortNumber(to)}`;
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** All new names together are one bin: what a model does with one of them it does with each. */
function categorical(baseline: CategoricalProfile, current: CategoricalProfile): Histograms {
  return {
    labels: [...baseline.known, 'new'],
    baseline: [...baseline.knownCounts, newValues(baseline)],
    current: [...current.knownCounts, newValues(current)],
    apart: 1,
  };
}

/** Values of names that the plan does not list. */
export function newValues({ unseen, others }: CategoricalProfile): number {
  return unseen.reduce((sum, [, count]) => sum + count, others);
}
