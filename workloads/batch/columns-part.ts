import { cellFromJson } from '../../core/codec/cell.js';
import type { ByteWriter } from '../../core/codec/byte-writer.js';
import { csvText } from '../../core/codec/encode.js';
import type { MatrixBlock } from '../../core/codec/block.js';
import { matrixBlock, type MatrixBuilder, type NumericColumns } from '../../core/codec/matrix.js';
import { problemText, type Cell } from '../../core/codec/problem.js';
import type { Engine } from '../scoring/engine.js';
import { RowSink, type Scratch } from './row-sink.js';
import type { KeptCells, LineFormat, TableRows } from './table-rows.js';

/** Values of one column of a Parquet file, from the first row of a part on. */
export type ColumnValues = ArrayLike<unknown>;

/** Rows that lie in columns: what a Parquet file holds. */
export interface ColumnsPart {
  readonly rows: number;
  /** In the order of the schema's features; undefined where the file does not have an optional one. */
  readonly features: readonly (ColumnValues | undefined)[];
  /** Columns that are carried through. */
  readonly kept: readonly ColumnValues[];
  /** All rows of features that are numbers as the model wants them, row-major in the precision that it takes; `features` is empty then. */
  readonly matrix?: MatrixBlock['values'];
  /** Whether all values of each feature are known to be finite numbers. Default: they are looked at. */
  readonly areFinite?: readonly boolean[];
  /** The memory that numbers lie in, and nothing else, where it can be used again. */
  readonly memory?: ArrayBuffer;
}

/** Reads rows from columns for one model: those of numbers in blocks, and what is unusual in a row by the decoder that says what is wrong. */
export function readColumns(part: ColumnsPart, engine: Engine, columns: NumericColumns | undefined, scratch: Scratch): TableRows {
  const sink = new RowSink(engine, columns, scratch);
  const isTurned = part.matrix !== undefined && engine.takes !== 'cells';
  if (isTurned || (sink.matrix !== undefined && columns !== undefined && areSound(part, columns))) {
    if (!isTurned && sink.matrix !== undefined) fill(part, sink.matrix);
    sink.lines.add(0, part.rows);
    const block = isTurned ? matrixBlock(engine.takes, part.rows, part.matrix) : sink.block();
    return { block, lines: sink.lines, kept: keptOf(part.kept, undefined), rejected: [], lineCount: part.rows };
  }
  const kept: number[] = [];
  for (let row = 0; row < part.rows; row += 1) {
    const read = readRow(part, row, engine);
    if (typeof read === 'string') sink.reject(row, read);
    else if (sink.add(read, row)) kept.push(row);
  }
  return { block: sink.block(), lines: sink.lines, kept: keptOf(part.kept, kept), rejected: sink.rejected, lineCount: part.rows };
}

/** Whether all values are numbers as the features want them. */
export function areSound({ rows, features, areFinite }: ColumnsPart, { optional, integer }: NumericColumns): boolean {
  for (const [feature, values] of features.entries()) {
    if (values === undefined || (areFinite?.[feature] === true && !integer[feature])) continue;
    for (let row = 0; row < rows; row += 1) {
      const value = values[row];
      const isNumber =
        typeof value === 'number'
          ? Number.isNaN(value)
            ? optional[feature]
            : value - value === 0 && (!integer[feature] || Number.isInteger(value))
          : value === null || value === undefined
            ? optional[feature]
            : typeof value === 'bigint' && Number.isSafeInteger(Number(value));
      if (!isNumber) return false;
    }
  }
  return true;
}

/** Columns into rows, as many at a time as stay in the processor's cache. */
function fill({ rows, features }: ColumnsPart, matrix: MatrixBuilder): void {
  const width = features.length;
  matrix.reserve(rows);
  const { values } = matrix;
  for (let first = 0; first < rows; first += CACHED_ROWS) {
    const last = Math.min(rows, first + CACHED_ROWS);
    for (let feature = 0; feature < width; feature += 1) {
      const column = features[feature];
      const place = first * width + feature;
      if (column instanceof Float64Array) for (let row = first, at = place; row < last; row += 1, at += width) values[at] = column[row];
      else for (let row = first, at = place; row < last; row += 1, at += width) values[at] = numberOf(column?.[row]);
    }
  }
}

const CACHED_ROWS = 256;

function numberOf(value: unknown): number {
  return value === null || value === undefined ? Number.NaN : Number(value);
}

function readRow({ features }: ColumnsPart, row: number, { schema }: Engine): readonly Cell[] | string {
  const problems: string[] = [];
  const cells = schema.features.map((feature, index): Cell => {
    const value = plain(features[index]?.[row]);
    const result = cellFromJson(Number.isNaN(value) ? null : value, feature);
    if (result.ok) return result.value;
    problems.push(problemText({ column: feature.name, message: result.message }));
    return null;
  });
  return problems.length > 0 ? problems.join('; ') : cells;
}

function keptOf(columns: readonly ColumnValues[], rows: readonly number[] | undefined): KeptCells {
  return {
    write(writer: ByteWriter, row: number, column: number, format: LineFormat): void {
      const value = plain(columns[column]?.[rows?.[row] ?? row]);
      if (format === 'jsonl') writer.text(jsonOf(value));
      else if (value !== null && value !== undefined) writer.text(csvText(typeof value === 'string' ? value : unquoted(jsonOf(value))));
    },
  };
}

/** Whole numbers of 64 bits as numbers, where they are exact as such. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Dates as ISO 8601, whole numbers that are too large for a double as they are written. */
function jsonOf(value: unknown): string {
  return typeof value === 'bigint'
    ? value.toString()
    : JSON.stringify(value ?? null, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));
}

function unquoted(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}
