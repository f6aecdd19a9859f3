import type { ColumnData, Compressors } from 'hyparquet';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Batch, RawCell } from '../../core/drift/table/batch.js';
import type { ReadOptions } from './read-options.js';
import type { RandomAccess, TableSource } from './source.js';

/** Snappy and what is not compressed hyparquet reads by itself; zstd is in node from 22.15 on. */
const COMPRESSORS: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

/** Rows of a Parquet file, one row group at a time. Bytes that cannot be had are no broken file: that they could not is thrown. */
export async function* parquetTable(source: TableSource, { onBroken }: ReadOptions): AsyncGenerator<Batch> {
  // Loaded when it is needed, and with import(): its package.json exports nothing to `require`.
  const { parquetMetadataAsync, parquetRead } = await import('hyparquet');
  const { file, failure } = watched(await source.open());
  try {
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
    if (failure.cause !== undefined) throw failure.cause;
    onBroken({ file: source.name, reason: `it cannot be read as Parquet: ${cause instanceof Error ? cause.message : String(cause)}` });
  }
}

/** A file, and why bytes of it could not be had. */
function watched(source: RandomAccess): { readonly file: RandomAccess; readonly failure: { cause?: unknown } } {
  const { byteLength } = source;
  const failure: { cause?: unknown } = {};
  const told = async (start: number, end?: number): Promise<ArrayBuffer> => {
    try {
      return await source.slice(start, end);
    } catch (cause) {
      // What a broken file says lies beyond its end is nobody's failure.
      if (start >= 0 && start <= byteLength && (end ?? byteLength) <= byteLength) failure.cause = cause;
      throw cause;
    }
  };
  return { file: { byteLength, slice: told }, failure };
}
