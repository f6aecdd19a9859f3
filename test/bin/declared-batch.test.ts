import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program, ROOT } from './run';

const SLOW = 240_000;
const MODEL = join(ROOT, 'examples', 'spam-filter', 'model');
const APP = `node ${join(ROOT, 'node_modules/tsx/dist/cli.mjs')} ${join(ROOT, 'test/bin/fixtures/batch-app.ts')}`;
const OUT = 'data/mail-of-the-test/out';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-declared-batch-'));
  const rows = readFileSync(join(MODEL, 'samples/golden.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.stringify((JSON.parse(line) as { input: unknown }).input));
  for (const [day, lines] of [
    ['2026-03-01', rows.slice(0, 3)],
    ['2026-03-02', [...rows.slice(3, 6), '{"no":"feature"}']],
  ] as const) {
    mkdirSync(join(folder, 'in', day), { recursive: true });
    writeFileSync(join(folder, 'in', day, 'mail.jsonl'), `${lines.join('\n')}\n`);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function slipway(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const program = Program.start('bin/slipway.ts', args, folder);
  const code = await program.exit();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

test(
  'a declared job runs over files as it was synthesized, its record is shown, and a backfill never moves results back',
  async () => {
    const once = await slipway('batch', 'Nightly', 'in', '-o', 'data', '--app', APP, '--time', '2026-03-02T05:30:00Z');
    expect(once.stderr).toBe('');
    // One record is no mail: set aside, said, and exit code 3.
    expect(once.code).toBe(3);
    expect(once.stdout).toContain('run 20260302T053000Z: 4 rows of 1 object, 3 scored, published');
    expect(once.stdout).toContain('1 set aside:');
    expect(
      readFileSync(join(folder, OUT, 'runs/20260302T053000Z/output/1/mail.jsonl.out'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(3);

    const shown = await slipway('show', join(OUT, 'runs/20260302T053000Z'));
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^run 20260302T053000Z, attempt 1: published\n/);
    expect(shown.stdout).toContain('4 in, 3 out, 1 set aside');
    expect(shown.stdout).toMatch(/^attempts {3}1: whole, a job of \d+\.\d s$/m);
    writeFileSync(
      join(folder, 'prices.json'),
      JSON.stringify({ version: 1, currency: 'EUR', instances: { 'ml.m5.large': { batch: 3600 } } }),
    );
    const priced = await slipway('show', join(OUT, 'runs/20260302T053000Z'), '--prices', 'prices.json', '--json');
    const { cost, attempts } = JSON.parse(priced.stdout) as {
      cost: { amount: number; currency: string };
      attempts: { instanceSeconds: number }[];
    };
    // At 3600 an hour a second costs 1.
    expect(cost.currency).toBe('EUR');
    expect(cost.amount).toBeCloseTo(attempts[0]?.instanceSeconds ?? 0);

    const filled = await slipway(
      'batch',
      'Mail/Nightly/Batch',
      'in',
      '-o',
      'data',
      '--app',
      'cdk.out',
      '--from',
      '2026-03-01',
      '--to',
      '2026-03-02',
      '--parallel',
      '2',
      '--json',
    );
    const { runs } = JSON.parse(filled.stdout) as {
      runs: {
        runId: string;
        record: { publishedDay?: string; published: boolean };
        pointer: { runId: string };
        metrics: unknown[];
        jobs: unknown[];
      }[];
    };
    // By six in Berlin is five in UTC, in winter. The second day has been run already, and nothing has come into it since.
    expect(runs.map(({ runId, record, pointer, metrics, jobs }) => [runId, record.published, pointer.runId, metrics, jobs.length])).toEqual(
      [
        ['20260301T050000Z', false, '20260302T053000Z', [], 1],
        ['20260302T053000Z', true, '20260302T053000Z', [], 0],
      ],
    );
    expect(runs[0]?.record.publishedDay).toBe('2026-03-01');
    expect(existsSync(join(folder, OUT, 'runs/20260301T050000Z/record.json'))).toBe(true);
  },
  SLOW,
);

test(
  'fails for a job that the app does not declare, and a record that there is not',
  async () => {
    writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app: APP }));
    const unknown = await slipway('batch', 'Weekly', 'in', '-o', 'data');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain(
      "'Weekly' is neither a model on this machine nor a batch deployment of the app; it declares Mail/Nightly/Batch",
    );
    const absent = await slipway('show', 'nowhere');
    expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining("there is no record at 'nowhere'")]);
  },
  SLOW,
);
