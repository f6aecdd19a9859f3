import type { ColumnData, Compressors, FileMetaData } from 'hyparquet';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { ColumnValues } from './columns-part.js';

/** Snappy and what is not compressed hyparquet reads by itself; zstd is in node from 22.15 on. */
const COMPRESSORS: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

/** A Parquet file, read one row group at a time. */
export interface ParquetGroups {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Rows of each group. */
  readonly groups: readonly number[];
  /** Columns of one group by name. */
  readonly read: (group: number, names: readonly string[]) => Promise<ReadonlyMap<string, ColumnValues>>;
}

export async function openParquet(path: string): Promise<ParquetGroups> {
  // Loaded when it is needed, and with import(): its package.json exports nothing to `require`.
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead } = await import('hyparquet');
  const file = await asyncBufferFromFile(path);
  const metadata: FileMetaData = await parquetMetadataAsync(file);
  const groups = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  return {
    rows: groups.reduce((sum, rows) => sum + rows, 0),
    columns: metadata.schema.slice(1).flatMap(({ name, num_children: children = 0 }) => (children === 0 ? [name] : [])),
    groups,
    read: async (group, names) => {
      const rowStart = groups.slice(0, group).reduce((sum, rows) => sum + rows, 0);
      const rowEnd = rowStart + (groups[group] ?? 0);
      const found = new Map<string, ColumnValues>();
      const onChunk = ({ columnName, columnData, rowStart: at }: ColumnData): void => {
        found.set(columnName, joined(found.get(columnName), columnData, at - rowStart, rowEnd - rowStart));
      };
      await parquetRead({ file, metadata, columns: [...names], rowStart, rowEnd, onChunk, compressors: COMPRESSORS });
      return found;
    },
  };
}

/** A column comes in one piece or in several. */
function joined(before: ColumnValues | undefined, piece: ColumnValues, at: number, rows: number): ColumnValues {
  if (before === undefined && at === 0 && piece.length === rows) return piece;
  const whole: unknown[] = before === undefined ? Array.from({ length: rows }) : (before as unknown[]);
  for (let index = 0; index < piece.length; index += 1) whole[at + index] = piece[index];
  return whole;
}
