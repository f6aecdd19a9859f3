import type { Batch } from '../table/batch.js';
import { ColumnStatistics } from './column-statistics.js';
import type { StatisticsDocument } from './documents.js';

export interface CountedColumns {
  /** The columns that are counted; every one of the table when absent. Of the others the name alone is kept: nobody knows how sensitive they are. */
  readonly only?: readonly string[];
  /** Of these no value is written. */
  readonly sensitive?: readonly string[];
}

/** What Model Monitor counts of a table, in one pass. */
export class TableStatistics {
  private rows = 0;
  private readonly found = new Map<string, ColumnStatistics>();
  /** Names of columns that are not counted. */
  readonly others = new Set<string>();

  constructor(private readonly counted: CountedColumns = {}) {}

  add({ rows, columns }: Batch): void {
    for (const name of columns.keys()) if (!this.found.has(name)) this.begin(name);
    for (const column of this.found.values()) {
      const cells = columns.get(column.name);
      if (cells === undefined) column.addMissing(rows);
      else column.add(cells, rows);
    }
    this.rows += rows;
  }

  get columns(): ReadonlyMap<string, ColumnStatistics> {
    return this.found;
  }

  get total(): number {
    return this.rows;
  }

  document(): StatisticsDocument {
    return { version: 0, dataset: { item_count: this.rows }, features: [...this.found.values()].map((column) => column.finish()) };
  }

  private begin(name: string): void {
    if (this.counted.only?.includes(name) === false) {
      this.others.add(name);
      return;
    }
    const column = new ColumnStatistics(name, this.counted.sensitive?.includes(name) === true);
    column.addMissing(this.rows);
    this.found.set(name, column);
  }
}
