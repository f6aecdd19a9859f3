import type { ModelSchema } from '../../core/schema/schema.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ColumnValues } from '../../workloads/batch/columns-part.js';
import { openParquet, type ParquetGroups } from '../../workloads/batch/parquet-groups.js';
import type { Part } from '../../workloads/batch/score-part.js';
import { openBytes, type ByteSource } from './byte-source.js';
import type { InputFile } from './input-files.js';
import type { Position } from './journal.js';
import { csvLayout, refuse, textStart, type HeaderChoice } from './layout.js';
import { textParts, type Cutting, type Memory } from './text-parts.js';

/** A part of a table on its way, and where reading goes on after it. */
export interface Unit {
  readonly file: number;
  /** Absent for a record that is too long to be read. */
  readonly part?: Part;
  readonly next: number;
  /** Line of the part's first record, where it is the first of a file or of what is gone on with; the others follow. */
  readonly line?: number;
  /** Bytes of the file that are done after it. */
  readonly consumed: number;
}

/** How input is read. */
export interface Reading {
  readonly schema: ModelSchema;
  readonly header: HeaderChoice;
  readonly keep: readonly string[];
  /** Bytes of text, or rows of Parquet, in one part. */
  readonly partBytes: number;
  readonly partRows: number;
  readonly longestRecord: number;
  readonly memory: Memory;
  /** Told of optional features that a file does not have. */
  readonly onAbsent: (file: InputFile, features: readonly string[]) => void;
}

/** Parts of all files from a position on. */
export async function* unitsOf(files: readonly InputFile[], at: Position, reading: Reading): AsyncGenerator<Unit> {
  for (const [number, file] of files.entries()) {
    if (number < at.file) continue;
    const from = number === at.file && at.offset !== undefined ? { offset: at.offset, line: at.line } : undefined;
    yield* file.kind === 'parquet' ? parquetUnits(file, number, from, reading) : textUnits(file, number, from, reading);
  }
}

/** A longer header is none. */
const HEADER_BYTES = 1 << 20;
/** A byte order mark fits into them. */
const MARK_BYTES = 4;

type From = { readonly offset: number; readonly line: number } | undefined;

async function* textUnits(file: InputFile, number: number, from: From, reading: Reading): AsyncGenerator<Unit> {
  const source = await openBytes(file);
  try {
    const kind = file.kind as Cutting['kind'];
    const beginning = await beginningOf(source, kind);
    if (beginning.length === 0) return;
    const found =
      kind === 'csv'
        ? csvLayout(beginning, reading.schema, { ...reading, source: file.path })
        : { start: textStart(beginning, file.path), line: 0, absent: [], layout: undefined };
    if (found.absent.length > 0) reading.onAbsent(file, found.absent);
    let line: number | undefined = from?.line ?? found.line;
    for await (const { bytes, next, tooLong = false } of textParts(source, from?.offset ?? found.start, { kind, ...reading })) {
      const part: Part = found.layout === undefined ? { kind: 'jsonl', bytes } : { kind: 'csv', bytes, layout: found.layout };
      yield { file: number, ...(tooLong ? {} : { part }), next, ...(line === undefined ? {} : { line }), consumed: source.consumed(next) };
      line = undefined;
    }
  } finally {
    await source.close();
  }
}

/** The first bytes of a file, as many as its header may need. */
async function beginningOf(source: ByteSource, kind: Cutting['kind']): Promise<Uint8Array> {
  const beginning = Buffer.alloc(kind === 'csv' ? HEADER_BYTES : MARK_BYTES);
  return beginning.subarray(0, await source.read(beginning, 0));
}

async function* parquetUnits(file: InputFile, number: number, from: From, reading: Reading): AsyncGenerator<Unit> {
  const parquet = await asParquet(file, () => openParquet(file.path));
  try {
    yield* groupUnits(parquet, file, number, from, reading);
  } finally {
    await parquet.close();
  }
}

async function* groupUnits(parquet: ParquetGroups, file: InputFile, number: number, from: From, reading: Reading): AsyncGenerator<Unit> {
  const { schema, keep, partRows } = reading;
  const required = schema.features.filter(({ optional = false }) => !optional).map(({ name }) => name);
  refuse([...required, ...keep], parquet.columns, file.path);
  const absent = schema.features.filter(({ name }) => !parquet.columns.includes(name)).map(({ name }) => name);
  if (absent.length > 0) reading.onAbsent(file, absent);
  const names = [...new Set([...schema.features.map(({ name }) => name), ...keep])].filter((name) => parquet.columns.includes(name));
  // What is carried through keeps its type.
  const numbers = new Set(
    schema.features.flatMap(({ name, type }) =>
      (type === 'number' || type === 'integer') && names.includes(name) && !keep.includes(name) ? [name] : [],
    ),
  );
  const start = from?.offset ?? 0;
  let first = 0;
  let line: number | undefined = start;
  for (const [group, rows] of parquet.groups.entries()) {
    if (first + rows > start) {
      const skipped = Math.max(0, start - first);
      const paged = await asParquet(file, () => parquet.paged(group, [...numbers], skipped));
      const others = paged === undefined ? names : names.filter((name) => !numbers.has(name));
      const columns = await asParquet(file, () => parquet.read(group, others, numbers));
      for (let row = skipped; row < rows; row += partRows) {
        const to = Math.min(rows, row + partRows);
        // Always of the same size, so that it serves again.
        const memory = reading.memory.take(numbers.size * partRows * Float64Array.BYTES_PER_ELEMENT).buffer as ArrayBuffer;
        const values = [...numbers].map(
          (_, index) => new Float64Array(memory, index * partRows * Float64Array.BYTES_PER_ELEMENT, to - row),
        );
        const areFinite = paged === undefined ? [] : await asParquet(file, () => paged.next(values));
        const numberAt = new Map([...numbers].map((name, index) => [name, index]));
        const cut = (name: string): ColumnValues | undefined => {
          const at = paged === undefined ? undefined : numberAt.get(name);
          return at === undefined ? slice(columns.get(name), row, to) : values[at];
        };
        const part: Part = {
          kind: 'columns',
          rows: to - row,
          features: schema.features.map(({ name }) => cut(name)),
          kept: keep.map((name) => cut(name) ?? []),
          areFinite: schema.features.map(({ name }) => areFinite[numberAt.get(name) ?? -1] ?? false),
          memory,
        };
        const next = first + to;
        yield {
          file: number,
          part,
          next,
          ...(line === undefined ? {} : { line }),
          consumed: Math.round((file.size * next) / parquet.rows),
        };
        line = undefined;
      }
    }
    first += rows;
  }
}

async function asParquet<T>({ path }: InputFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError('batch-input', `it cannot be read as Parquet: ${said}`, { source: path }, { cause });
  }
}

function slice(values: ColumnValues | undefined, from: number, to: number): ColumnValues | undefined {
  if (values === undefined) return undefined;
  return ArrayBuffer.isView(values) ? (values as Float64Array).slice(from, to) : (values as unknown[]).slice(from, to);
}
