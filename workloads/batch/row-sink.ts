import type { RowBlock } from '../../core/codec/block.js';
import { MatrixBuilder, type NumericColumns } from '../../core/codec/matrix.js';
import type { Cell } from '../../core/codec/problem.js';
import { problemText } from '../../core/codec/problem.js';
import type { Engine } from '../scoring/engine.js';
import { RowLines } from './row-lines.js';
import type { RejectedRecord } from './table-rows.js';

/** Memory that one part after the other is read into. */
export interface Scratch {
  values?: Float32Array | Float64Array | undefined;
}

const NOTHING = new Uint8Array(0);

/** Gathers the rows of one part: as a matrix where the model takes one and all features are numbers, else as lists of cells. */
export class RowSink {
  readonly matrix: MatrixBuilder | undefined;
  readonly lines = new RowLines();
  readonly rejected: RejectedRecord[] = [];
  private readonly cells: (readonly Cell[])[] = [];

  constructor(
    private readonly engine: Pick<Engine, 'takes' | 'refusals'>,
    columns: NumericColumns | undefined,
    private readonly scratch: Scratch,
  ) {
    this.matrix = columns === undefined || engine.takes === 'cells' ? undefined : new MatrixBuilder(engine.takes, NOTHING, columns);
    if (this.matrix !== undefined && scratch.values !== undefined) this.matrix.values = scratch.values;
  }

  get rows(): number {
    return this.lines.length;
  }

  /** A row that was read cell by cell; refused where the model cannot take it. */
  add(row: readonly Cell[], line: number): boolean {
    const problems = this.engine.refusals?.({ kind: 'cells', rows: 1, cells: [row] }) ?? [];
    if (problems.length > 0) {
      this.reject(line, problems.map(({ column, message }) => problemText({ column, message })).join('; '));
      return false;
    }
    if (this.matrix === undefined) this.cells.push(row);
    else {
      const base = this.matrix.nextRow();
      for (const [index, cell] of row.entries()) this.matrix.values[base + index] = cell === null ? Number.NaN : Number(cell);
    }
    this.lines.add(line);
    return true;
  }

  reject(line: number, reason: string): void {
    this.rejected.push({ line, reason });
  }

  /** The rows, until the next part is read. */
  block(): RowBlock {
    this.scratch.values = this.matrix?.values;
    return this.matrix === undefined ? { kind: 'cells', rows: this.cells.length, cells: this.cells } : this.matrix.finish();
  }
}
