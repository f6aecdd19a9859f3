import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { barText, timeText } from '../../bin/render/batch-bar';
import { Program, ROOT, workDirectories } from './run';

const SLIPWAY = 'bin/slipway.ts';
const SLOW = 120_000;
const EXAMPLE = join(ROOT, 'examples', 'spam-filter');
const MODEL = join(EXAMPLE, 'model');
const HELD_OUT = join(EXAMPLE, 'data', 'heldout.csv');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway batch '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function slipway(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const program = Program.start(SLIPWAY, ['batch', ...args], folder);
  const code = await program.exit();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

const lines = (path: string): string[] => readFileSync(path, 'utf8').trim().split('\n');

test(
  'outside any app, held-out mail is scored as scikit-learn scored it, beside its label',
  async () => {
    const output = join(folder, 'scored.csv');
    const { code, stdout, stderr } = await slipway(MODEL, HELD_OUT, '-o', output, '--keep', 'label', '--prefix', 'predicted_');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^842 rows of 1 file in \d+\.\d s \([\d,]+ rows\/s\):/);
    const [header, ...rows] = lines(output);
    expect(header).toBe('label,predicted_label,predicted_probabilities_nonspam,predicted_probabilities_spam');
    // Written by training/train.py: what scikit-learn says of the same rows, to 1e-6 of another engine.
    const [, ...expected] = lines(join(EXAMPLE, 'data', 'expected.csv'));
    expect(rows).toHaveLength(expected.length);
    for (const [index, row] of rows.entries()) {
      const [, label, ...probabilities] = row.split(',').map(Number);
      const [wantedLabel, ...wanted] = (expected[index] ?? '').split(',').map(Number);
      expect(label).toBe(wantedLabel);
      for (const [at, probability] of probabilities.entries()) expect(Math.abs(probability - (wanted[at] ?? NaN))).toBeLessThan(1e-6);
    }
  },
  SLOW,
);

test(
  'rejected records go to a file of their own with file, line and reason, and the exit code is 3',
  async () => {
    const input = join(folder, 'broken.csv');
    const [header = '', first = '', second = ''] = lines(HELD_OUT);
    writeFileSync(input, `${header}\n${first}\n${first.replace(/^[^,]+/, 'many')}\n${second}\n`);
    const output = join(folder, 'broken out.csv');
    const { code, stdout } = await slipway(MODEL, input, '-o', output, '--json');
    const reason = 'column \'make\': "many" was given; give a number';
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      rows: 2,
      rejected: 1,
      rejectedFile: `${output}.rejected.jsonl`,
      firstRejected: [{ file: input, line: 3, reason }],
    });
    expect(lines(`${output}.rejected.jsonl`).map((line) => JSON.parse(line) as unknown)).toEqual([{ file: input, line: 3, reason }]);
    expect(lines(output)).toHaveLength(3);
  },
  SLOW,
);

test(
  'what the command line gets wrong is exit code 2 with what to do',
  async () => {
    const { code, stderr, stdout } = await slipway(MODEL, HELD_OUT, '-o', join(folder, 'out.xlsx'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /batch-output: '.*out\.xlsx' does not say how it is to be written; give a name that ends in \.csv, \.jsonl or \.parquet/,
    );
  },
  SLOW,
);

test(
  'killed in the midst with kill -9, the same command goes on and ends with every row once, on two threads too',
  async () => {
    const input = join(folder, 'many.csv');
    const output = join(folder, 'many out.csv');
    const [header = '', ...rows] = lines(HELD_OUT);
    const copies = Array.from({ length: 200 }, (_, copy) => rows.map((row, at) => `${copy * rows.length + at},${row}`).join('\n'));
    writeFileSync(input, `id,${header}\n${copies.join('\n')}\n`);
    let kills = 0;
    for (const threads of ['1', '2', '1']) {
      const program = Program.start(SLIPWAY, ['batch', MODEL, input, '-o', output, '--keep', 'id', '--threads', threads], folder);
      const ended = program.exit();
      // It has begun to write: somewhere in the midst, wherever that is on this machine today.
      const begun = async (): Promise<boolean> => {
        while (!existsSync(`${output}.unfinished`) || readFileSync(`${output}.unfinished`).length < 1000 * (kills + 1)) {
          if (program.child.exitCode !== null) return false;
          await new Promise((next) => setImmediate(next));
        }
        return true;
      };
      if (await begun()) {
        program.child.kill('SIGKILL');
        kills += 1;
      }
      await ended;
      if (existsSync(output)) break;
    }
    expect(kills).toBeGreaterThan(0);
    if (!existsSync(output)) expect((await slipway(MODEL, input, '-o', output, '--keep', 'id')).code).toBe(0);
    const ids = lines(output)
      .slice(1)
      .map((line) => Number(line.split(',')[0]));
    expect(ids).toEqual(Array.from({ length: 200 * rows.length }, (_, id) => id));
  },
  SLOW,
);

test(
  'onnxruntime is told to send nothing: on two threads too it leaves no file behind',
  async () => {
    const models = join(ROOT, 'benchmarks', 'models');
    const output = join(folder, 'network.csv');
    const { code } = await slipway(join(models, 'network.onnx'), join(models, 'rows.csv'), '-o', output, '--threads', '2');
    expect(code).toBe(0);
    expect(workDirectories()).toEqual([]);
  },
  SLOW,
);

test('the bar says how far it is, how fast, how much is rejected, and how long it takes still', () => {
  // A quarter before this run, half of the rest in 30 s: as long again is left.
  const progress = { rows: 1_500_000, ownRows: 900_000, rejected: 3, done: 0.625, doneBefore: 0.25, millis: 30_000 };
  expect(barText(progress)).toBe('███████████████░░░░░░░░░   62 %  1,500,000 rows  30,000 rows/s  0:30 left  3 rejected');
  expect([7, 750, 3723].map(timeText)).toEqual(['0:07', '12:30', '1:02:03']);
});
