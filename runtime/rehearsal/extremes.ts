import type { Trial } from './bench.js';

/** Least and greatest value that each alarm saw in any of some runs, by path. */
export function extremesOf(trials: readonly Trial[]): Map<string, { least: number; greatest: number }> {
  const found = new Map<string, { least: number; greatest: number }>();
  for (const [path, { timeline }] of trials.flatMap(({ runs }) => [...runs])) {
    const seen = found.get(path) ?? { least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY };
    for (const value of timeline.values?.points ?? []) {
      if (value < seen.least) seen.least = value;
      if (value > seen.greatest) seen.greatest = value;
    }
    if (seen.greatest >= seen.least) found.set(path, seen);
  }
  return found;
}
