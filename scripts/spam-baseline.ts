import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBaseline } from '../runtime/drift/make-baseline.js';
import { load } from '../workloads/embedded/load.js';

// Writes examples/spam-filter/model/baseline: the rows that the model was trained on, with what it says of each.

const EXAMPLE = join(__dirname, '..', 'examples', 'spam-filter');

void main();

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-baseline-'));
  try {
    const model = await load(join(EXAMPLE, 'model'));
    const rows = trainingRows();
    const answers = (await model.predict(rows)) as { label: number; probabilities: number[] }[];
    const lines = rows.map((row, index) => {
      const { label, probabilities } = answers[index] ?? { label: null, probabilities: [] };
      return JSON.stringify({ ...row, label, 'probabilities.nonspam': probabilities[0], 'probabilities.spam': probabilities[1] });
    });
    await model.close();
    const data = join(folder, 'training.jsonl');
    writeFileSync(data, `${lines.join('\n')}\n`);
    const predictions = ['label', 'probabilities.nonspam', 'probabilities.spam'];
    const made = await makeBaseline({ data, schema: join(EXAMPLE, 'model', 'schema.json'), predictions, labels: [] });
    mkdirSync(join(EXAMPLE, 'model', 'baseline'), { recursive: true });
    // Model Monitor's files of the same rows are thirty times as large, and nobody here reads them.
    writeFileSync(join(EXAMPLE, 'model', 'baseline', 'profile.json'), made.files.get('profile.json') ?? '');
    process.stdout.write(`${made.profile.rows} rows\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Distinct rows of the published file that were not held out: train.py splits them so. */
function trainingRows(): Record<string, number>[] {
  const [head = '', ...lines] = readFileSync(join(EXAMPLE, 'data', 'spambase.csv'), 'utf8')
    .trim()
    .split('\n');
  const names = head.split(',').slice(0, -1);
  const heldOut = new Set(
    readFileSync(join(EXAMPLE, 'data', 'heldout.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => keyOf(line)),
  );
  return [...new Set(lines)]
    .filter((line) => !heldOut.has(keyOf(line)))
    .map((line) =>
      Object.fromEntries(
        line
          .split(',')
          .slice(0, -1)
          .map((cell, place): [string, number] => [names[place] ?? '', Number(cell)]),
      ),
    );
}

/** The numbers of a row, without its class. */
function keyOf(line: string): string {
  return line.split(',').slice(0, -1).map(Number).join();
}
