import { cellFromJson, cellFromText } from '../../core/codec/cell.js';
import type { Cell } from '../../core/codec/problem.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { Feature, ModelSchema } from '../../core/schema/schema.js';
import { recordsAt } from './records.js';

/** Rows as the model takes them, each with its truth. */
export interface LabelledTable {
  /** In the order of the schema's features. */
  readonly rows: readonly (readonly Cell[])[];
  /** Truth of each row, as the file has it. */
  readonly labels: readonly string[];
  /** Rows that cannot be read; counted from 1, a header not counted. */
  readonly skipped: readonly { readonly row: number; readonly reason: string }[];
}

/**
 * Reads labelled rows: CSV, JSON Lines of records, either compressed with gzip perhaps, or Parquet; a file, or every file below a folder. Columns
 * beyond the features and the label are left alone; a row that cannot be read is counted, named by its line, and the others are read.
 *
 * @param columns names of the columns of CSV that has no header; one that has is read by it
 */
export async function readLabelledTable(
  path: string,
  label: string,
  schema: ModelSchema,
  columns?: readonly string[],
): Promise<LabelledTable> {
  const records = await recordsAt(path, columns);
  const rows: Cell[][] = [];
  const labels: string[] = [];
  const skipped: { row: number; reason: string }[] = [];
  requireColumns(path, records[0]?.names ?? [], label, schema);
  for (const { row, cell } of records) {
    const truth = cell(label);
    const read = schema.features.map((feature) => readCell(cell(feature.name), feature));
    const wrong = read.flatMap((each, index) => (each.ok ? [] : [`column '${schema.features[index]?.name ?? ''}': ${each.message}`]));
    const reason = truth === undefined || truth === null || truth === '' ? 'it has no label' : wrong[0];
    if (reason === undefined) {
      rows.push(read.map((each) => (each.ok ? each.value : null)));
      labels.push(String(truth));
    } else {
      skipped.push({ row, reason });
    }
  }
  if (rows.length === 0) throw new SlipwayError('record-invalid', `${path} holds no row that can be read${firstReason(skipped)}`);
  return { rows, labels, skipped };
}

function readCell(value: unknown, feature: Feature): ReturnType<typeof cellFromText> {
  return typeof value === 'string' ? cellFromText(value, feature) : cellFromJson(value, feature);
}

function requireColumns(path: string, names: readonly string[], label: string, { features }: ModelSchema): void {
  if (!names.includes(label)) {
    throw new SlipwayError(
      'record-invalid',
      `${path} has no column '${label}'; its columns are ${listed(names)}; name the one that holds the truth with --label`,
    );
  }
  const missing = features.filter(({ name, optional = false }) => !optional && !names.includes(name)).map(({ name }) => name);
  if (missing.length > 0)
    throw new SlipwayError('record-invalid', `${path} lacks features of the model: ${listed(missing)}; its columns are ${listed(names)}`);
}

const SHOWN = 8;

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more` : names.join(', ');
}

function firstReason(skipped: LabelledTable['skipped']): string {
  const [first] = skipped;
  return first === undefined ? '' : `; the first: row ${first.row}, ${first.reason}`;
}
