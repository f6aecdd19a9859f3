import type { Command } from 'commander';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeBaseline, OPTIONAL_FILES } from '../../runtime/index.js';
import { renderBaseline } from '../render/baseline.js';
import { surfaceOf } from '../render/rehearsal.js';
import { warnOfBroken } from './broken-records.js';
import { writeWhole } from './write-whole.js';

interface BaselineVerbOptions {
  readonly output: string;
  readonly schema?: string;
  readonly prediction?: readonly string[];
  readonly label?: readonly string[];
  readonly exact?: boolean;
  readonly quiet?: boolean;
}

/** `slipway baseline DATA -o DIR`: counts the rows that a model was trained on. */
export function baselineVerb(command: Command): void {
  command
    .requiredOption('-o, --output <dir>', 'folder that the baseline goes into')
    .option('-s, --schema <file>', "the model's schema.json: types, ranges, importance, and which features are sensitive")
    .option('-p, --prediction <column>', 'column that holds what the model said; may be repeated', addName)
    .option('-l, --label <column>', 'column that holds the truth; it is not compared; may be repeated', addName)
    .option('--exact', 'keep the numbers too, sorted: Kolmogorov-Smirnov and Wasserstein are then exact, up to a million rows')
    .option('-q, --quiet', 'nothing on stdout')
    .addHelpText(
      'after',
      '\nDATA is a CSV, JSON Lines or Parquet file, or a folder of such files, captured traffic too.\nWithout --schema nothing is known to be sensitive: names and extremes of every column stand in the baseline.',
    )
    .action(baseline);
}

async function baseline(
  data: string,
  { output, schema, prediction = [], label = [], exact = false, quiet = false }: BaselineVerbOptions,
): Promise<void> {
  const made = await makeBaseline({ data, schema, predictions: prediction, labels: label, exact });
  warnOfBroken(made.profile.broken, made.broken);
  for (const [name, content] of made.files) writeWhole(join(output, name), content);
  for (const name of OPTIONAL_FILES) if (!made.files.has(name)) rmSync(join(output, name), { force: true });
  if (!quiet) process.stdout.write(renderBaseline(made, { data, output }, surfaceOf(process.stdout)));
}

function addName(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name];
}
