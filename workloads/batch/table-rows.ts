import type { RowBlock } from '../../core/codec/block.js';
import type { ByteWriter } from '../../core/codec/byte-writer.js';
import type { RowLines } from './row-lines.js';

/** How predictions are written: a line of CSV or a record of JSON a row. */
export type LineFormat = 'csv' | 'jsonl';

/** A record that cannot be scored: where it is, and why. Never a value of a sensitive feature. */
export interface RejectedRecord {
  /** Counted from 0 from the first line, or row, of the part. */
  readonly line: number;
  readonly reason: string;
}

/** Columns that are carried through, of the rows of one part. */
export interface KeptCells {
  /** Writes a cell as it stands in a line of CSV or as a value of JSON. */
  write(writer: ByteWriter, row: number, column: number, format: LineFormat): void;
}

/** The rows of one part of a table, read for one model. */
export interface TableRows {
  readonly block: RowBlock;
  /** Line of each row, counted as in `RejectedRecord`. */
  readonly lines: RowLines;
  readonly kept: KeptCells;
  readonly rejected: readonly RejectedRecord[];
  /** Lines, or rows, that the part has. */
  readonly lineCount: number;
}

export const NOTHING_KEPT: KeptCells = { write: () => undefined };
