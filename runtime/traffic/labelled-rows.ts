import { readFileSync } from 'node:fs';
import { SlipwayError } from '../../core/errors/index.js';

/** Rows whose true class is known, as CSV lines that an endpoint takes. */
export interface LabelledRows {
  /** Feature names in the order of the lines. */
  readonly features: readonly string[];
  readonly lines: readonly string[];
  readonly labels: readonly string[];
}

/** Reads a CSV file with a header row, whose cells hold neither commas nor quotes, and takes one column out as the label. */
export function readLabelledRows(path: string, labelColumn: string): LabelledRows {
  const [header = '', ...body] = readFileSync(path, 'utf8').split(/\r?\n/);
  const names = header.split(',');
  const at = names.indexOf(labelColumn);
  if (at < 0) throw new SlipwayError('record-invalid', `${path} has no column '${labelColumn}'; its columns are ${names.join(', ')}`);
  const cells = body.filter((line) => line !== '').map((line) => line.split(','));
  return {
    features: names.toSpliced(at, 1),
    lines: cells.map((row) => row.toSpliced(at, 1).join(',')),
    labels: cells.map((row) => row[at] ?? ''),
  };
}
