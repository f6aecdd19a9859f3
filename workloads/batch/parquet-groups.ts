import type { ColumnData, Compressors, FileMetaData } from 'hyparquet';
import * as zlib from 'node:zlib';
import { open, type FileHandle } from 'node:fs/promises';
import type { ColumnKernel } from './column-kernel.js';
import type { ColumnValues } from './columns-part.js';
import { isPaged, NumberPages, PageMemory, PageScratch, type PageTools } from './parquet-numbers.js';
import { unpackSnappy } from './snappy.js';

type Unpack = (input: Uint8Array) => Uint8Array;

/** In node from 22.15 on. */
const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: Unpack };

/** Snappy and what is not compressed hyparquet reads by itself. */
const COMPRESSORS: Compressors & Record<string, Unpack> = {
  GZIP: (input) => zlib.gunzipSync(input),
  BROTLI: (input) => zlib.brotliDecompressSync(input),
  ...(zstdDecompressSync === undefined ? {} : { ZSTD: zstdDecompressSync }),
};
const CODECS = new Set(['UNCOMPRESSED', 'SNAPPY', ...Object.keys(COMPRESSORS)]);

/** A Parquet file, read one row group at a time. */
export interface ParquetGroups {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Rows of each group. */
  readonly groups: readonly number[];
  /**
   * Columns of numbers of one group, page by page; undefined where one of them is written otherwise.
   *
   * @param skipped rows at the beginning of the group that are not wanted
   */
  readonly paged: (group: number, names: readonly string[], skipped: number) => Promise<PagedGroup | undefined>;
  readonly close: () => Promise<void>;
  /**
   * Columns of one group by name. Those of numbers lie in memory that the next group is read into.
   *
   * @param numbers columns that hold numbers, as far as anybody knows: missing ones are NaN
   */
  readonly read: (group: number, names: readonly string[], numbers: ReadonlySet<string>) => Promise<ReadonlyMap<string, ColumnValues>>;
}

/** Columns of numbers of one group, read a few rows at a time. */
export interface PagedGroup {
  /**
   * Reads the next rows of each column, in the order of the names; missing values are NaN.
   *
   * @returns for each column whether all of these values are there and finite
   */
  readonly next: (into: readonly Float64Array[]) => Promise<readonly boolean[]>;
}

/** @param kernel holds the columns that are read page by page */
export async function openParquet(path: string, kernel: ColumnKernel): Promise<ParquetGroups> {
  // Loaded when it is needed, and with import(): its package.json exports nothing to `require`.
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead } = await import('hyparquet');
  const { deserializeTCompactProtocol } = await import('hyparquet/src/thrift.js');
  const file = await asyncBufferFromFile(path);
  const metadata: FileMetaData = await parquetMetadataAsync(file);
  const memories = new Map<string, Float64Array>();
  const scratch = new PageScratch();
  const pageMemories = new Map<string, PageMemory>();
  const groups = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  refuseCodecs(metadata);
  const flat = metadata.schema.slice(1).filter(({ num_children: children = 0 }) => children === 0);
  const isFlat = flat.length === metadata.schema.length - 1;
  const tools: PageTools = { header: deserializeTCompactProtocol, unpack };
  let handle: FileHandle | undefined;
  return {
    rows: groups.reduce((sum, rows) => sum + rows, 0),
    columns: flat.map(({ name }) => name),
    groups,
    paged: async (group, names, skipped) => {
      const columns = metadata.row_groups[group]?.columns ?? [];
      const found = names.map((name) => {
        const column = columns.find(({ meta_data: meta }) => meta?.path_in_schema.join('.') === name)?.meta_data;
        const element = flat.find((each) => each.name === name);
        return isFlat && column !== undefined && element !== undefined && isPaged(column, element, CODECS)
          ? { column, element }
          : undefined;
      });
      if (!found.every((each) => each !== undefined)) return undefined;
      handle ??= await open(path, 'r');
      const file = handle;
      const pages = found.map(
        ({ column, element }) =>
          new NumberPages(file, column, element.repetition_type !== 'REQUIRED', tools, scratch, pagesOf(element.name), kernel),
      );
      for (const each of pages) await each.skip(skipped);
      return {
        next: async (into) => {
          const areFinite: boolean[] = [];
          for (const [index, each] of pages.entries()) areFinite.push(await each.fill(into[index]));
          return areFinite;
        },
      };
    },
    close: async () => handle?.close(),
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

  function pagesOf(name: string): PageMemory {
    const known = pageMemories.get(name) ?? new PageMemory();
    pageMemories.set(name, known);
    return known;
  }

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

function unpack(bytes: Uint8Array, size: number, codec: string, into: PageMemory): Uint8Array {
  const compressor = COMPRESSORS[codec];
  if (compressor !== undefined) return compressor(bytes);
  const unpacked = into.take(codec === 'UNCOMPRESSED' ? bytes.length : size);
  if (codec === 'UNCOMPRESSED') unpacked.set(bytes);
  else unpackSnappy(bytes, unpacked);
  return unpacked;
}

/** Says it before anything is read: later it would be one column of many. */
function refuseCodecs({ row_groups: groups }: FileMetaData): void {
  const codecs = new Set(groups.flatMap(({ columns }) => columns.flatMap(({ meta_data: meta }) => meta?.codec ?? [])));
  const foreign = [...codecs].filter((codec) => !CODECS.has(codec));
  if (foreign.length === 0) return;
  const hint = foreign.includes('ZSTD') ? ', or use Node 22.15 or later' : '';
  throw new TypeError(
    `it is packed by ${foreign.join(', ')}, which is not read here; write it with Snappy, which is read everywhere${hint}`,
  );
}
