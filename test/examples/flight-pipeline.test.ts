import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqlEngine, runSql, type PipelineRun } from '../../runtime/index';
import { Program, ROOT } from '../bin/run';

const SLOW = 240_000;
const EXAMPLE = join(ROOT, 'examples', 'flight-delays');
const APP = `${process.execPath} --import ${join(ROOT, 'node_modules/tsx/dist/loader.mjs')} pipeline.ts`;

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'slipway-flights-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ readonly run: PipelineRun; readonly code: number | null }> {
  const program = Program.start('bin/slipway.ts', ['run', 'Flights/Features', '--app', APP, '--out', folder, '--json', ...args], EXAMPLE);
  const code = await program.exit();
  expect(program.stderr).toBe('');
  return { run: JSON.parse(program.stdout) as PipelineRun, code };
}

test(
  'three million flights become features, and what the README says of them is so',
  async () => {
    const { run: good, code } = await run('--name', 'good');
    expect([good.status, code]).toEqual(['succeeded', 0]);
    // 3,000,000 flights less three that cannot be and six of July.
    expect(good.steps.map(({ name, rows }) => [name, rows])).toEqual([
      ['Raw', undefined],
      ['Clean', 2_999_991],
      ['Daily', expect.any(Number)],
      ['Features', 2_999_991],
      ['Fit', undefined],
    ]);
    const engine = await SqlEngine.open();
    const shares = await runSql(
      engine,
      { text: 'SELECT count_if(late_share_week IS NULL) * 1e0 / count(*), count_if(late) * 1e0 / count(*) FROM features' },
      { features: { files: good.steps[3]?.files ?? [] } },
    );
    engine.close();
    const [unknown = 1, late = 1] = (shares.rows[0] ?? []).map(Number);
    expect(unknown).toBeLessThan(0.02);
    // Of the flights of these six months about one in five is late by more than a quarter of an hour.
    expect(late).toBeGreaterThan(0.15);
    expect(late).toBeLessThan(0.25);
  },
  SLOW,
);

test(
  'who demands that every flight can be is told of the three that cannot',
  async () => {
    const { run: bad, code } = await run('--name', 'bad', '-c', 'strict=1');
    expect(code).toBe(3);
    expect(bad).toMatchObject({ status: 'failed', error: 'DataCheckFailed', cause: 'delay from -120: 3 rows of 3000000 are otherwise' });
  },
  SLOW,
);
