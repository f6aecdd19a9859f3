import type { Feature, ModelSchema } from '../schema/schema.js';
import type { MatrixBlock } from './block.js';
import type { Cell, Rows } from './problem.js';
import { TemplateRows } from './kernel/template-rows.js';
import { RecordKeys } from './record-keys.js';

/** What the scanners need to know of features that are all numbers; made once a model. */
export interface NumericColumns {
  readonly features: readonly Feature[];
  /** Names as they stand in a JSON text, in UTF-8 and with their quotation marks. */
  readonly keys: readonly Uint8Array[];
  readonly optional: readonly boolean[];
  readonly integer: readonly boolean[];
  readonly records: RecordKeys;
  readonly templates: TemplateRows;
}

/** Undefined where a feature is no number: then rows are lists of cells. */
export function numericColumns({ features }: ModelSchema): NumericColumns | undefined {
  if (!features.every(({ type }) => type === 'number' || type === 'integer')) return undefined;
  const encoder = new TextEncoder();
  return {
    features,
    keys: features.map(({ name }) => encoder.encode(JSON.stringify(name))),
    optional: features.map(({ optional = false }) => optional),
    integer: features.map(({ type }) => type === 'integer'),
    records: new RecordKeys(features),
    templates: new TemplateRows(),
  };
}

/** The feature of each column, from the column of each feature. */
export function columnPositions(order: readonly number[]): number[] {
  const features: number[] = [];
  for (const [feature, column] of order.entries()) features[column] = feature;
  return features;
}

/** Shortest cell with its separator that is usual; a body of shorter ones makes the matrix grow. */
const BYTES_PER_CELL = 4;

/** A matrix that grows row by row: nobody knows how many rows a body holds before it is read. */
export class MatrixBuilder {
  values: MatrixBlock['values'];
  rows = 0;
  readonly width: number;

  constructor(
    readonly kind: MatrixBlock['kind'],
    body: Uint8Array,
    { features }: NumericColumns,
  ) {
    this.width = features.length;
    const expectedRows = Math.max(1, Math.floor(body.length / (this.width * BYTES_PER_CELL)));
    this.values = emptyMatrix(kind, expectedRows * this.width);
  }

  /** Position of the next row's first value, with room for the whole row. */
  nextRow(): number {
    const start = this.rows * this.width;
    if (start + this.width > this.values.length) {
      const larger = emptyMatrix(this.kind, this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.rows += 1;
    return start;
  }

  /** Rows that are there already, in numbers of the same precision. */
  append(rows: number, values: MatrixBlock['values']): void {
    const start = this.rows * this.width;
    if (start + values.length > this.values.length) {
      const larger = emptyMatrix(this.kind, Math.max(this.values.length * 2, start + values.length));
      larger.set(this.values.subarray(0, start));
      this.values = larger;
    }
    this.values.set(values, start);
    this.rows += rows;
  }

  /** Makes room for so many rows, which the caller fills. */
  reserve(rows: number): void {
    if (rows * this.width > this.values.length) this.values = emptyMatrix(this.kind, rows * this.width);
    this.rows = rows;
  }

  finish(): MatrixBlock {
    return matrixBlock(this.kind, this.rows, this.values.subarray(0, this.rows * this.width));
  }
}

/** Cells as numbers: a missing one is NaN, which is how tree and imputer graphs expect it; true is 1. */
export function matrixOf(kind: MatrixBlock['kind'], rows: Rows, width: number): MatrixBlock {
  const values = emptyMatrix(kind, rows.length * width);
  for (const [row, cells] of rows.entries()) {
    for (let column = 0; column < width; column += 1) values[row * width + column] = numberOf(cells[column] ?? null);
  }
  return matrixBlock(kind, rows.length, values);
}

export function emptyMatrix(kind: MatrixBlock['kind'], length: number): MatrixBlock['values'] {
  return kind === 'matrix' ? new Float32Array(length) : new Float64Array(length);
}

export function matrixBlock(kind: MatrixBlock['kind'], rows: number, values: MatrixBlock['values']): MatrixBlock {
  return { kind, rows, values } as MatrixBlock;
}

function numberOf(cell: Cell): number {
  return cell === null ? Number.NaN : Number(cell);
}
