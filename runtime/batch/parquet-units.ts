import { numericColumns, type NumericColumns } from '../../core/codec/matrix.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { ColumnKernel } from '../../workloads/batch/column-kernel.js';
import { areSound, type ColumnsPart, type ColumnValues } from '../../workloads/batch/columns-part.js';
import { openParquet, type ParquetGroups } from '../../workloads/batch/parquet-groups.js';
import type { InputFile } from './input-files.js';
import { refuse } from './layout.js';
import type { From, Reading, Unit } from './unit.js';

/** Parts of a Parquet file from a row of it on. */
export async function* parquetUnits(file: InputFile, number: number, from: From, reading: Reading): AsyncGenerator<Unit> {
  const kernel = ColumnKernel.shared();
  const parquet = await asParquet(file, () => openParquet(file.path, kernel));
  try {
    yield* new ParquetParts(parquet, kernel, file, number, reading).units(from?.offset ?? 0);
  } finally {
    await parquet.close();
  }
}

/** Refuses a file that is no Parquet, or lacks a column. */
export async function checkParquet(file: InputFile, { schema, keep }: Reading): Promise<void> {
  const parquet = await asParquet(file, () => openParquet(file.path, ColumnKernel.shared()));
  try {
    refuseAbsent(parquet, schema, keep, file);
  } finally {
    await parquet.close();
  }
}

function refuseAbsent({ columns }: ParquetGroups, { features }: ModelSchema, keep: readonly string[], { path }: InputFile): void {
  const required = features.filter(({ optional = false }) => !optional).map(({ name }) => name);
  refuse([...required, ...keep], columns, path);
}

class ParquetParts {
  /** Columns that are read. */
  private readonly names: readonly string[];
  /** Those of them that hold numbers. What is carried through keeps its type. */
  private readonly numbers: readonly string[];
  /** What rows of numbers alone have to be; undefined where something else is among the features. */
  private readonly columns: NumericColumns | undefined;

  constructor(
    private readonly parquet: ParquetGroups,
    private readonly kernel: ColumnKernel,
    private readonly file: InputFile,
    private readonly number: number,
    private readonly reading: Reading,
  ) {
    const { schema, keep, onAbsent } = reading;
    const { features } = schema;
    const isThere = (name: string): boolean => parquet.columns.includes(name);
    refuseAbsent(parquet, schema, keep, file);
    const absent = features.map(({ name }) => name).filter((name) => !isThere(name));
    if (absent.length > 0) onAbsent(file, absent);
    this.names = [...new Set([...features.map(({ name }) => name), ...keep])].filter(isThere);
    this.numbers = features.flatMap(({ name, type }) =>
      (type === 'number' || type === 'integer') && isThere(name) && !keep.includes(name) ? [name] : [],
    );
    this.columns = features.some(({ name }) => keep.includes(name)) ? undefined : numericColumns(schema);
  }

  async *units(start: number): AsyncGenerator<Unit> {
    const { parquet, file, reading } = this;
    let first = 0;
    let line: number | undefined = start;
    for (const [group, rows] of parquet.groups.entries()) {
      const skipped = Math.max(0, start - first);
      if (skipped < rows) {
        const read = await asParquet(file, () => this.group(group, skipped));
        for (let row = skipped; row < rows; row += reading.partRows) {
          const to = Math.min(rows, row + reading.partRows);
          const part = await asParquet(file, () => read(row, to));
          const next = first + to;
          const consumed = Math.round((file.size * next) / parquet.rows);
          yield { file: this.number, part: { kind: 'columns', ...part }, next, ...(line === undefined ? {} : { line }), consumed };
          line = undefined;
        }
      }
      first += rows;
    }
  }

  /** Opens a group of rows. What it gives reads the next rows of it. */
  private async group(group: number, skipped: number): Promise<(from: number, to: number) => Promise<ColumnsPart>> {
    const { parquet, kernel, names, numbers, reading } = this;
    const { schema, keep, partRows } = reading;
    const paged = await parquet.paged(group, numbers, skipped);
    const whole = await parquet.read(
      group,
      paged === undefined ? names : names.filter((name) => !numbers.includes(name)),
      new Set(numbers),
    );
    const part = (from: number, to: number, paged: readonly Float64Array[]): ColumnsPart => {
      const cut = (name: string): ColumnValues | undefined => paged[numbers.indexOf(name)] ?? slice(whole.get(name), from, to);
      return { rows: to - from, features: schema.features.map(({ name }) => cut(name)), kept: keep.map((name) => cut(name) ?? []) };
    };
    if (paged === undefined) return (from, to) => Promise.resolve(part(from, to, []));
    kernel.reserve(numbers.length, partRows, schema.features.length);
    return async (from, to) => {
      const values = numbers.map((_, index) => kernel.column(index, to - from));
      const areFinite = await paged.next(values);
      const finite = schema.features.map(({ name }) => areFinite[numbers.indexOf(name)] ?? false);
      return this.owned({ ...part(from, to, values), areFinite: finite }, values);
    };
  }

  /** A part with memory of its own, which is always of the same size so that it serves again: the kernel's is read into for the next one. */
  private owned(part: ColumnsPart, values: readonly Float64Array[]): ColumnsPart {
    const { columns, kernel, numbers, reading } = this;
    const { takes, partRows, schema } = reading;
    if (takes !== 'cells' && columns !== undefined && areSound(part, columns)) {
      const [precision, width] = [takes === 'matrix' ? Float32Array : Float64Array, schema.features.length];
      const memory = this.memory(width * precision.BYTES_PER_ELEMENT);
      const matrix = new precision(memory, 0, part.rows * width);
      const places = schema.features.map(({ name }) => numbers.indexOf(name));
      kernel.turn(places, part.rows, matrix);
      return { rows: part.rows, features: [], kept: part.kept, matrix, memory };
    }
    const memory = this.memory(values.length * Float64Array.BYTES_PER_ELEMENT);
    const copies = new Map<ColumnValues | undefined, Float64Array>();
    for (const [index, column] of values.entries()) {
      const copy = new Float64Array(memory, index * partRows * Float64Array.BYTES_PER_ELEMENT, part.rows);
      copy.set(column);
      copies.set(column, copy);
    }
    return { ...part, features: part.features.map((column) => copies.get(column) ?? column), memory };
  }

  private memory(bytesPerRow: number): ArrayBuffer {
    return this.reading.memory.take(bytesPerRow * this.reading.partRows).buffer as ArrayBuffer;
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
