import { TableStatistics } from '../../core/drift/model-monitor/table-statistics.js';
import { BrokenCount } from './broken-count.js';
import type { BrokenRecord } from './read-options.js';
import { readTable } from './read-table.js';

export interface CountedStatistics {
  readonly statistics: TableStatistics;
  /** Records that could not be read, and the first of them. */
  readonly brokenCount: number;
  readonly broken: readonly BrokenRecord[];
}

/**
 * Counts the rows of a file or folder as Model Monitor does, where there is no profile to count by.
 *
 * @param columns names in the order in which values travel without names; others are not counted
 */
export async function statisticsTable(path: string, columns: readonly string[]): Promise<CountedStatistics> {
  const statistics = new TableStatistics({ only: columns });
  const broken = new BrokenCount();
  for await (const batch of readTable(path, { inputs: columns, outputs: [], onBroken: (record) => broken.add(record) }))
    statistics.add(batch);
  return { statistics, brokenCount: broken.count, broken: broken.first };
}
