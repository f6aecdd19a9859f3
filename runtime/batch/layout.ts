import { isNumberText } from '../../core/codec/cell.js';
import { csvRows } from '../../core/codec/csv-rows.js';
import { decodeUtf8 } from '../../core/codec/utf8.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import type { CsvLayout } from '../../workloads/batch/csv-part.js';
import { recordEnd } from '../../workloads/batch/record-ends.js';

/** Whether the first line of a CSV file names its columns: `auto` looks for the model's names in it. */
export type HeaderChoice = 'auto' | 'yes' | 'no';

/** The columns of a CSV file. */
export interface FoundLayout {
  readonly layout: CsvLayout;
  /** Where the rows begin: position in bytes, and line counted from 0. */
  readonly start: number;
  readonly line: number;
  /** Optional features that the file does not have: missing in every row. */
  readonly absent: readonly string[];
}

const SHOWN = 12;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Position after a byte order mark, if there is one. */
export function textStart(beginning: Uint8Array, source: string): number {
  const [first, second] = beginning;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw new SlipwayError('batch-input', 'the file is UTF-16; save it as UTF-8', { source });
  return BYTE_ORDER_MARK.every((byte, index) => beginning[index] === byte) ? BYTE_ORDER_MARK.length : 0;
}

/** Finds the features of a model among the columns of a CSV file, from its first record. */
export function csvLayout(
  beginning: Uint8Array,
  { features }: ModelSchema,
  { header, keep, source }: { readonly header: HeaderChoice; readonly keep: readonly string[]; readonly source: string },
): FoundLayout {
  const start = textStart(beginning, source);
  const found = recordEnd(beginning, start, beginning.length);
  const end = found < 0 ? beginning.length : found;
  const cells = cellsOf(beginning.subarray(start, end));
  const names = features.map(({ name }) => name);
  const isHeader = header === 'yes' || (header === 'auto' && cells !== undefined && looksLikeHeader(cells, names));
  if (!isHeader) return { layout: byPlace(cells, names, header, keep, source), start, line: 0, absent: [] };
  if (cells === undefined)
    throw new SlipwayError('batch-input', 'the header cannot be read; mend its quotation marks, or save it as UTF-8', { source });
  const lines = beginning.subarray(start, end).reduce((sum, byte) => sum + (byte === 0x0a ? 1 : 0), 0);
  const required = features.filter(({ optional = false }) => !optional).map(({ name }) => name);
  refuse([...required, ...keep], cells, source);
  return {
    layout: { features: cells.map((cell) => names.indexOf(cell)), kept: keep.map((name) => cells.indexOf(name)) },
    start: end,
    line: Math.max(1, lines),
    absent: names.filter((name) => !cells.includes(name)),
  };
}

/** Names that look like numbers name nothing here: the line may be a row. */
function looksLikeHeader(cells: readonly string[], names: readonly string[]): boolean {
  return cells.some((cell) => names.includes(cell) && !isNumberText(cell));
}

function byPlace(
  cells: readonly string[] | undefined,
  names: readonly string[],
  header: HeaderChoice,
  keep: readonly string[],
  source: string,
): CsvLayout {
  const width = cells?.length ?? names.length;
  if (keep.length > 0)
    throw new SlipwayError(
      'batch-input',
      `columns are kept by their names, and the file has no header; give it one, or leave out --keep ${keep.join(' ')}`,
      { source },
    );
  if (width !== names.length) {
    const hint = header === 'auto' ? '; where the first line is a header, it has none of these names' : '';
    throw new SlipwayError(
      'batch-input',
      `the first line has ${width === 1 ? 'one cell' : `${width} cells`} and the model takes ${names.length}: ${shown(names)}; give a header with these names, or these columns alone${hint}${separatorHint(cells)}`,
      { source },
    );
  }
  return { features: names.map((_, index) => index), kept: [] };
}

/** What spreadsheets put between cells where a comma is the decimal point. */
function separatorHint([first = '', ...more]: readonly string[] = []): string {
  const found = more.length > 0 ? undefined : first.includes(';') ? 'semicolons' : first.includes('\t') ? 'tabs' : undefined;
  return found === undefined ? '' : `; cells have commas between them, and this line has ${found}: save it with commas`;
}

/** Says which of the columns that are needed a table does not have, or has twice. */
export function refuse(needed: readonly string[], columns: readonly string[], source: string): void {
  const missing = needed.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new SlipwayError('batch-input', `there is no column ${shown(missing.map((name) => `'${name}'`))}; there is ${shown(columns)}`, {
      source,
    });
  const twice = needed.filter((name) => columns.indexOf(name) !== columns.lastIndexOf(name));
  if (twice.length > 0) throw new SlipwayError('batch-input', `column ${shown(twice)} is there twice; leave one of them`, { source });
}

function shown(names: readonly string[]): string {
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more` : names.join(', ');
}

function cellsOf(line: Uint8Array): readonly string[] | undefined {
  const read = csvRows(decodeUtf8(line) ?? '"');
  return read.ok ? (read.rows[0] ?? []).map((cell) => cell.trim()) : undefined;
}
