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
  /**
   * Columns of one group by name. Those of numbers lie in memory that the next group is read into.
   *
   * @param numbers columns that hold numbers, as far as anybody knows: missing ones are NaN
   */
  readonly read: (group: number, names: readonly string[], numbers: ReadonlySet<string>) => Promise<ReadonlyMap<string, ColumnValues>>;
}

export async function openParquet(path: string): Promise<ParquetGroups> {
  // Loaded when it is needed, and with import(): its package.json exports nothing to `require`.
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead } = await import('hyparquet');
  const file = await asyncBufferFromFile(path);
  const metadata: FileMetaData = await parquetMetadataAsync(file);
  const memories = new Map<string, Float64Array>();
  const groups = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  return {
    rows: groups.reduce((sum, rows) => sum + rows, 0),
    columns: metadata.schema.slice(1).flatMap(({ name, num_children: children = 0 }) => (children === 0 ? [name] : [])),
    groups,
    read: async (group, names, numbers) => {
      const rowStart = groups.slice(0, group).reduce((sum, rows) => sum + rows, 0);
      const rows = groups[group] ?? 0;
      const found = new Map<string, ColumnValues>();
      // One after the other: what a column is decoded from is gone before the next one's is there.
      for (const name of names) {
        const memory = numbers.has(name) ? memoryOf(name, rows) : undefined;
        const column = memory === undefined ? new AnyColumn(rows) : new NumberColumn(memory);
        const onChunk = ({ columnData, rowStart: at }: ColumnData): void => column.add(columnData, at - rowStart);
        await parquetRead({ file, metadata, columns: [name], rowStart, rowEnd: rowStart + rows, onChunk, compressors: COMPRESSORS });
        found.set(name, column.values());
      }
      return found;
    },
  };

  function memoryOf(name: string, rows: number): Float64Array {
    const known = memories.get(name);
    const memory = known === undefined || known.length < rows ? new Float64Array(rows) : known;
    memories.set(name, memory);
    return memory.subarray(0, rows);
  }
}

/** A column of anything. */
class AnyColumn {
  private readonly whole: unknown[];

  constructor(rows: number) {
    this.whole = Array.from({ length: rows });
  }

  add(piece: ColumnValues, at: number): void {
    for (let index = 0; index < piece.length; index += 1) this.whole[at + index] = piece[index];
  }

  values(): ColumnValues {
    return this.whole;
  }
}

/** A column of numbers, until something else comes. */
class NumberColumn {
  private other: AnyColumn | undefined;

  constructor(private readonly memory: Float64Array) {}

  add(piece: ColumnValues, at: number): void {
    if (this.other !== undefined) return this.other.add(piece, at);
    const { memory } = this;
    for (let index = 0; index < piece.length; index += 1) {
      const value = piece[index];
      if (typeof value === 'number') memory[at + index] = value;
      else if (value === null || value === undefined) memory[at + index] = Number.NaN;
      else if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) memory[at + index] = Number(value);
      else {
        this.other = new AnyColumn(memory.length);
        this.other.add(memory, 0);
        return this.other.add(piece, at);
      }
    }
  }

  values(): ColumnValues {
    return this.other?.values() ?? this.memory;
  }
}
