import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PipelineRun } from '../../runtime/index';
import { Program, ROOT } from '../bin/run';

const SLOW = 240_000;
const EXAMPLE = join(ROOT, 'examples', 'flight-delays');
const APP = `${process.execPath} --import ${join(ROOT, 'node_modules/tsx/dist/loader.mjs')} learn.ts`;

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'slipway-learning-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Training needs Python: `npm run test:python` runs it.
test(
  'a day of flights is scored, and what readers follow names the scores',
  async () => {
    const program = Program.start(
      'bin/slipway.ts',
      ['run', 'Flights/Scoring', '--app', APP, '--out', folder, '--name', 'day', '--json'],
      EXAMPLE,
    );
    expect([await program.exit(), program.stderr]).toEqual([0, '']);
    const run = JSON.parse(program.stdout) as PipelineRun;
    expect(run.status).toBe('succeeded');
    const scores = run.steps.find(({ name }) => name === 'Scores');
    expect(scores?.rows).toBe(17_005);
    const lines = readFileSync(scores?.files?.[0] ?? '', 'utf8')
      .trim()
      .split('\n');
    const shares = lines.map(
      (line) => (JSON.parse(line) as { SageMakerOutput: { probabilities: number[] } }).SageMakerOutput.probabilities[1] ?? Number.NaN,
    );
    expect(shares).toHaveLength(17_005);
    // Half a year says that about one in five is late.
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.1);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThan(0.3);
    const pointer = JSON.parse(readFileSync(join(folder, 's3', 'flight-delays', 'scores', 'current.json'), 'utf8')) as {
      rows: number;
      output: string;
    };
    expect(pointer).toMatchObject({ rows: 17_005, output: expect.stringMatching(/\/flights_scoring\/runs\/day\/scores\/0\/$/) });
  },
  SLOW,
);
