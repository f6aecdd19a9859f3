import type { Batch, RawCell } from '../../core/drift/table/batch.js';

/** Rows that are handed on at once. */
const ROWS = 4096;

/** Puts rows into columns. */
export class BatchCollector {
  private columns = new Map<string, RawCell[]>();
  private rows = 0;

  get full(): boolean {
    return this.rows >= ROWS;
  }

  /** Rows that may be added before it is full. */
  get room(): number {
    return ROWS - this.rows;
  }

  /**
   * Rows of numbers out of a matrix whose columns have these names.
   *
   * @param places rows of the matrix
   */
  addNumbers(names: readonly string[], values: ArrayLike<number>, places: readonly number[]): void {
    const width = names.length;
    for (let column = 0; column < width; column += 1) {
      const cells = this.column(names[column] ?? '');
      for (let row = 0; row < places.length; row += 1) cells[this.rows + row] = values[(places[row] ?? 0) * width + column];
    }
    this.rows += places.length;
  }

  /** Values with the name of each; what a row does not name is missing in it. */
  add(names: readonly string[], cells: ArrayLike<RawCell>): void {
    for (let place = 0; place < names.length; place += 1) this.column(names[place] ?? '')[this.rows] = cells[place];
    this.rows += 1;
  }

  addRecord(record: Readonly<Record<string, unknown>>): void {
    for (const name in record) this.column(name)[this.rows] = record[name];
    this.rows += 1;
  }

  /** What was collected since the last time, or undefined where that is nothing. */
  take(): Batch | undefined {
    if (this.rows === 0) return undefined;
    const batch = { rows: this.rows, columns: this.columns };
    this.columns = new Map();
    this.rows = 0;
    return batch;
  }

  private column(name: string): RawCell[] {
    const known = this.columns.get(name);
    if (known !== undefined) return known;
    const made: RawCell[] = [];
    this.columns.set(name, made);
    return made;
  }
}
