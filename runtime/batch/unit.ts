import type { RowBlock } from '../../core/codec/block.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import type { Part } from '../../workloads/batch/score-part.js';
import type { InputFile } from './input-files.js';
import type { HeaderChoice } from './layout.js';
import type { Memory } from './text-parts.js';

/** A part of a table on its way, and where reading goes on after it. */
export interface Unit {
  readonly file: number;
  /** Absent for a record that is too long to be read. */
  readonly part?: Part;
  readonly next: number;
  /** Line of the part's first record, where it is the first of a file or of what is gone on with; the others follow. */
  readonly line?: number;
  /** Bytes of the file that are done after it. */
  readonly consumed: number;
}

/** How input is read. */
export interface Reading {
  readonly schema: ModelSchema;
  /** What the model takes. */
  readonly takes: RowBlock['kind'];
  readonly header: HeaderChoice;
  readonly keep: readonly string[];
  /** Bytes of text, or rows of Parquet, in one part. */
  readonly partBytes: number;
  readonly partRows: number;
  readonly longestRecord: number;
  readonly memory: Memory;
  /** Told of optional features that a file does not have. */
  readonly onAbsent: (file: InputFile, features: readonly string[]) => void;
}

/** Where reading begins in the first file that is not read whole. */
export type From = { readonly offset: number; readonly line: number } | undefined;
