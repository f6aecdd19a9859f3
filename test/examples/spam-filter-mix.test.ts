import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program, ROOT } from '../bin/run';

const SLOW = 120_000;
const MODEL = join(ROOT, 'examples', 'spam-filter', 'model');
const README = readFileSync(join(ROOT, 'examples', 'spam-filter', 'README.md'), 'utf8');

async function run(script: string, ...args: readonly string[]): Promise<string> {
  const program = Program.start(script, args);
  await program.exit();
  expect(program.stderr).toBe('');
  return program.stdout;
}

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'slipway mail '))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  'mail whose mix changed drifts, the model stays as good, and the README has the figures',
  async () => {
    await run('examples/spam-filter/mix.ts', folder);
    const args = ['--schema', join(MODEL, 'schema.json'), '--label', 'truth', '--at-least', 'roc_auc=0.97', '--json'];
    const { verdict, cohorts } = JSON.parse(await run('bin/slipway.ts', 'quality', folder, ...args)) as {
      verdict: string;
      cohorts: { metrics: Record<string, { value: number; lower: number; upper: number }> }[];
    };
    expect(verdict).toBe('good');
    const windows = [
      ['usual', 'usual'],
      ['mostly-spam', 'mostly spam, 72 %'],
      ['other-office', 'another office'],
    ] as const;
    for (const [index, [name, said]] of windows.entries()) {
      const { rows, features } = JSON.parse(
        await run('bin/slipway.ts', 'drift', join(MODEL, 'baseline'), join(folder, `${name}.csv`), '--json'),
      ) as { rows: number; features: { drifted: boolean }[] };
      const { value, lower, upper } = cohorts[index]?.metrics['roc_auc'] ?? { value: 0, lower: 0, upper: 0 };
      const drifted = features.filter((feature) => feature.drifted).length;
      const interval = `${lower.toFixed(3)} to ${upper.toFixed(3)}`;
      expect(README).toContain(`| ${said} | ${rows} | ${drifted} | ${value.toFixed(3)} | ${interval} |`);
    }
  },
  SLOW,
);
