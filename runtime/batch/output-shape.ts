import { statSync } from 'node:fs';
import { csvText } from '../../core/codec/encode.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { outputColumns, type ScoredFormat } from '../../workloads/batch/score-part.js';

/** How an output is written. */
export type OutputFormat = 'csv' | 'jsonl' | 'parquet';

/** What of a run decides the columns of its output. */
export interface OutputChoice {
  readonly keep: readonly string[];
  readonly prefix: string;
}

/** How an output is to be written, by its name. */
export function formatOf(output: string): OutputFormat {
  const [, end = ''] = /\.(csv|jsonl|ndjson|parquet)$/i.exec(output) ?? [];
  if (end === '')
    throw new SlipwayError(
      'batch-output',
      `'${output}' does not say how it is to be written; give a name that ends in .csv, .jsonl or .parquet`,
    );
  return end.toLowerCase() === 'ndjson' ? 'jsonl' : (end.toLowerCase() as OutputFormat);
}

export function refuseFolder(output: string): void {
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new SlipwayError('batch-output', `'${output}' is a folder; give the name of a file in it`);
}

/** How rows are written first; Parquet is made of JSON Lines. */
export function writtenAs({ keep, prefix }: OutputChoice, format: OutputFormat): ScoredFormat {
  return { format: format === 'csv' ? 'csv' : 'jsonl', keep, prefix };
}

export function headerLine({ keep, prefix }: OutputChoice, schema: ModelSchema): Uint8Array {
  return Buffer.from(`${[...keep, ...outputColumns(schema, prefix)].map(csvText).join(',')}\n`);
}

/** A column that is kept and one that is predicted must not have the same name: who reads the output could not tell them apart. */
export function refuseNames({ keep, prefix }: OutputChoice, schema: ModelSchema, format: OutputFormat): void {
  const predicted = format === 'csv' ? outputColumns(schema, prefix) : schema.outputs.map(({ name }) => prefix + name);
  const all = [...keep, ...predicted];
  const twice = all.filter((name, index) => all.indexOf(name) !== index);
  if (twice.length > 0)
    throw new SlipwayError(
      'batch-output',
      `the output would have two columns '${twice.join("', '")}'; give what stands before the names of predictions, for example --prefix predicted_`,
    );
}
