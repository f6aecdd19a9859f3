import type { ColumnData, Compressors } from 'hyparquet';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Batch, RawCell } from '../../core/drift/table/batch.js';
import type { ReadOptions } from './read-options.js';
import type { TableSource } from './source.js';

/** Snappy and what is not compressed hyparquet reads by itself; zstd is in node from 22.15 on. */
const COMPRESSORS: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

/** Rows of a Parquet file, one row group at a time. */
export async function* parquetTable(source: TableSource, { onBroken }: ReadOptions): AsyncGenerator<Batch> {
  // Loaded when it is needed, and with import(): its package.json exports nothing to `require`.
  const { parquetMetadataAsync, parquetRead } = await import('hyparquet');
  try {
    const file = await source.open();
    const metadata = await parquetMetadataAsync(file);
    let start = 0;
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows);
      const columns = new Map<string, RawCell[]>();
      const onChunk = ({ columnName, columnData, rowStart }: ColumnData): void => {
        const column = columns.get(columnName) ?? [];
        if (!columns.has(columnName)) columns.set(columnName, column);
        for (let index = 0; index < columnData.length; index += 1) column[rowStart - start + index] = columnData[index];
      };
      await parquetRead({ file, metadata, rowStart: start, rowEnd: start + rows, onChunk, compressors: COMPRESSORS });
      start += rows;
      yield { rows, columns };
    }
  } catch (cause) {
    onBroken({ file: source.name, reason: `it cannot be read as Parquet: ${cause instanceof Error ? cause.message : String(cause)}` });
  }
}
