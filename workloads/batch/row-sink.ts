import type { RowBlock } from '../../core/codec/block.js';
import { MatrixBuilder, type NumericColumns } from '../../core/codec/matrix.js';
import type { Cell } from '../../core/codec/problem.js';
import { problemText } from '../../core/codec/problem.js';
import type { Engine } from '../scoring/engine.js';
import type { RejectedRecord } from './table-rows.js';

/** Gathers the rows of one part: as a matrix where the model takes one and all features are numbers, else as lists of cells. */
export class RowSink {
  readonly matrix: MatrixBuilder | undefined;
  readonly lines: number[] = [];
  readonly rejected: RejectedRecord[] = [];
  private readonly cells: (readonly Cell[])[] = [];

  constructor(
    private readonly engine: Pick<Engine, 'takes' | 'refusals'>,
    columns: NumericColumns | undefined,
    part: Uint8Array,
  ) {
    this.matrix = columns === undefined || engine.takes === 'cells' ? undefined : new MatrixBuilder(engine.takes, part, columns);
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
    this.lines.push(line);
    return true;
  }

  reject(line: number, reason: string): void {
    this.rejected.push({ line, reason });
  }

  block(): RowBlock {
    return this.matrix === undefined ? { kind: 'cells', rows: this.cells.length, cells: this.cells } : this.matrix.finish();
  }
}
