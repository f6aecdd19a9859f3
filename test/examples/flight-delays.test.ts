import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS } from '../../examples/flight-delays/faults';
import { Program, ROOT } from '../bin/run';

const SLOW = 240_000;
/** One flight in twenty, 800 a day. */
const EVERY = '20';
const EXAMPLE = join(ROOT, 'examples', 'flight-delays');
const SCHEMA = join(EXAMPLE, 'model', 'schema.json');

async function run(script: string, ...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const program = Program.start(script, args);
  const code = await program.exit();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

let folder: string;
let baseline: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway flights '));
  baseline = join(folder, 'baseline');
  const prepared = await run('examples/flight-delays/prepare.ts', '--to', folder, '--every', EVERY);
  expect(prepared).toMatchObject({ code: 0, stderr: '' });
  const columns = ['--schema', SCHEMA, '--label', 'late', '--prediction', 'probability'];
  expect(await run('bin/slipway.ts', 'baseline', join(folder, 'training.csv'), '-o', baseline, ...columns)).toMatchObject({ code: 0 });
}, SLOW);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Days {
  readonly episodes: readonly { notify: string; from: string; columns: readonly string[] }[];
  readonly days: readonly { day: string; healthy: boolean }[];
}

test(
  'in half a year nobody is told of drift, and no block of days pages from any other',
  async () => {
    const { code, stdout } = await run('bin/slipway.ts', 'drift', baseline, join(folder, 'days'), '--by-day', '--json');
    expect(code).toBe(0);
    const { episodes, days } = JSON.parse(stdout) as Days;
    expect(episodes).toEqual([]);
    expect([days.length, days.filter(({ healthy }) => healthy).length]).toEqual([181, 28]);
    const measured = await run('bin/slipway.ts', 'drift', baseline, join(folder, 'days'), '--false-pages', '--json');
    expect(JSON.parse(measured.stdout)).toMatchObject({ days: 918, pagesPerQuarter: 0 });
  },
  SLOW,
);

test(
  'the label moves, which only labels show: what the probabilities expect of themselves stands still',
  async () => {
    const args = ['--schema', SCHEMA, '--probability', 'probability', '--label', 'late', '--at-least', 'neg_log_loss=-0.55', '--json'];
    const { stdout } = await run('bin/slipway.ts', 'quality', join(folder, 'days'), ...args);
    const { failures, cohorts } = JSON.parse(stdout) as {
      failures: { from: string; metric: string }[];
      cohorts: { metrics: Record<string, { value: number }>; estimated?: { metrics: Record<string, number> } }[];
    };
    // The storms of February; docs/quality.md, from all flights, has a day more of the first.
    expect(failures.map(({ from }) => from)).toEqual(expect.arrayContaining(['2001-02-15', '2001-02-23']));
    const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
    const known = cohorts.slice(42).map(({ metrics }) => metrics['neg_log_loss']?.value ?? Number.NaN);
    const expected = cohorts.slice(42).map(({ estimated }) => estimated?.metrics['neg_log_loss'] ?? Number.NaN);
    expect(spread(known)).toBeGreaterThan(10 * spread(expected));
  },
  SLOW,
);

test(
  'each fault is told on its second day, by the columns that it struck; exchanged airports by nobody',
  async () => {
    expect(await run('examples/flight-delays/break.ts', '--to', folder, '--every', EVERY)).toMatchObject({ code: 0 });
    const struck: Record<string, readonly string[]> = {
      kilometres: ['distance'],
      utc: ['hour'],
      'lower-case': ['origin', 'destination'],
      'dead-airport': ['origin', 'destination'],
      zeros: ['distance'],
      swapped: [],
    };
    expect(readdirSync(join(folder, 'broken')).toSorted()).toEqual(Object.keys(struck).toSorted());
    for (const [name, columns] of Object.entries(struck)) {
      const { stdout } = await run('bin/slipway.ts', 'drift', baseline, join(folder, 'broken', name), '--by-day', '--json');
      const [episode] = (JSON.parse(stdout) as Days).episodes;
      expect([name, episode?.from]).toEqual([name, columns.length === 0 ? undefined : '2001-05-08']);
      expect(episode?.columns ?? []).toEqual(expect.arrayContaining([...columns]));
    }
  },
  SLOW,
);

test(
  'the data check finds what cannot be',
  async () => {
    // Of all flights: the sample would hold none of the three.
    const { stdout } = await run('examples/flight-delays/prepare.ts', '--to', folder, '--training-only');
    expect(stdout).toBe('data check: 3 flights have a delay outside -120 to 1800 minutes, and are left out: -1116, -953, -212\n');
    expect(readFileSync(join(folder, 'rejected.csv'), 'utf8').trim().split('\n').slice(1)).toEqual([
      '2001-02-27T23:10,MIA,STL,-1116',
      '2001-02-22T23:08,EWR,MCO,-953',
      '2001-02-01T12:17,LAS,PHX,-212',
    ]);
  },
  SLOW,
);

test('the page lists every fault', () => {
  const page = readFileSync(join(ROOT, 'docs', 'drift.md'), 'utf8');
  for (const { what } of FAULTS) expect(page).toContain(`| ${what} `);
});
