import { planBins } from '../../core/drift/profile/bins.js';
import { columnOf } from './columns.js';
import { profiles, sortedOnce, type TwoSides } from './ways.js';

const SIZES = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
const [KINDS, ROUNDS, LEAST_ROWS] = [10, 5, 100_000];

/** From how many rows on a profile takes less of the processor than exact distances from a baseline that is stored: ten kinds of columns. */
export function crossover(): void {
  let exactWins = 0;
  for (const rows of SIZES) {
    const columns = Array.from({ length: KINDS }, (_, place) => column(place, rows));
    // Small tables several times, as the clock of a process has steps.
    const times = Math.max(1, LEAST_ROWS / rows);
    const rounds = Array.from({ length: ROUNDS }, () => {
      let [exact, profile] = [0, 0];
      for (let time = 0; time < times; time += 1) {
        exact += sortedOnce(columns).took.cpu;
        profile += profiles(columns).cpu;
      }
      return [exact, profile].map((each) => (1e6 * each) / times / KINDS);
    });
    const [exact, profile] = [0, 1].map((way) => median(rounds.map((round) => round[way] ?? 0)));
    process.stdout.write(`${rows} rows, microseconds a column: exact ${exact?.toFixed(0)}, profile ${profile?.toFixed(0)}\n`);
    if ((exact ?? 0) <= (profile ?? 0)) exactWins = rows;
  }
  process.stdout.write(`exact is as fast as a profile up to ${exactWins} rows\n`);
}

function column(place: number, rows: number): TwoSides {
  const baseline = columnOf(place, rows, false);
  const plan = {
    name: `x${place}`,
    kind: 'numeric',
    integer: false,
    ...planBins(baseline.filter((each) => !Number.isNaN(each)).sort()),
  } as const;
  return { plan, baseline, current: columnOf(place, rows, true) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
