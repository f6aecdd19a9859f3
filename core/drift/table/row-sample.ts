import type { Batch, RawCell } from './batch.js';

/** Rows that a plan is made from; more are thinned out. */
const MOST_ROWS = 100_000;

/** Keeps rows spread evenly over a table of any length, in their order: every one at first, then every second, every fourth. */
export class RowSample {
  private columns = new Map<string, RawCell[]>();
  private stride = 1;
  private seen = 0;
  private kept = 0;

  constructor(private readonly most: number = MOST_ROWS) {}

  add({ rows, columns }: Batch): void {
    for (let row = 0; row < rows; row += 1) {
      if (this.seen++ % this.stride !== 0) continue;
      for (const [name, cells] of columns) {
        const column = this.columns.get(name) ?? Array<RawCell>(this.kept).fill(undefined);
        if (column.length === 0 || !this.columns.has(name)) this.columns.set(name, column);
        column[this.kept] = cells[row];
      }
      this.kept += 1;
      if (this.kept > this.most) this.thin();
    }
  }

  /** Rows of the whole table. */
  get total(): number {
    return this.seen;
  }

  batch(): Batch {
    return { rows: this.kept, columns: this.columns };
  }

  private thin(): void {
    this.stride *= 2;
    this.columns = new Map([...this.columns].map(([name, cells]) => [name, cells.filter((_, place) => place % 2 === 0)]));
    this.kept = Math.ceil(this.kept / 2);
  }
}
