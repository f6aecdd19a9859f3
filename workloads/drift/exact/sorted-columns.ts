import { SlipwayError } from '../../../core/errors/index.js';

/** Numbers of a baseline's columns, ascending, by name. */
export type SortedColumns = ReadonlyMap<string, Float64Array>;

/** The document beside the numbers: whose they are, in which order. */
interface Index {
  readonly version: 1;
  readonly columns: readonly { readonly name: string; readonly values: number }[];
}

/** The two files of sorted columns: an index as JSON, and little-endian doubles one column after the other. */
export function writeSorted(sorted: SortedColumns): { readonly index: string; readonly doubles: Uint8Array } {
  const columns = [...sorted].map(([name, values]) => ({ name, values: values.length }));
  const doubles = new Float64Array(columns.reduce((sum, { values }) => sum + values, 0));
  let at = 0;
  for (const values of sorted.values()) {
    doubles.set(values, at);
    at += values.length;
  }
  return { index: `${JSON.stringify({ version: 1, columns } satisfies Index)}\n`, doubles: new Uint8Array(doubles.buffer) };
}

/** @param source what messages call the files */
export function readSorted(index: unknown, bytes: Uint8Array, source: string): SortedColumns {
  const columns = isIndex(index) ? index.columns : undefined;
  const total = columns?.reduce((sum, { values }) => sum + values, 0);
  if (columns === undefined || total === undefined || total * 8 !== bytes.length) {
    throw new SlipwayError('profile-invalid', 'the index does not say what its numbers are; make the baseline again', { source });
  }
  // A copy, since doubles have to lie at a multiple of eight bytes.
  const doubles = new Float64Array(bytes.slice().buffer, 0, total);
  let at = 0;
  return new Map(columns.map(({ name, values }) => [name, doubles.subarray(at, (at += values))]));
}

function isIndex(value: unknown): value is Index {
  if (typeof value !== 'object' || value === null || !('columns' in value) || !('version' in value)) return false;
  const { version, columns } = value;
  return (
    version === 1 &&
    Array.isArray(columns) &&
    columns.every(
      (column: unknown) =>
        typeof column === 'object' &&
        column !== null &&
        'name' in column &&
        typeof column.name === 'string' &&
        'values' in column &&
        Number.isInteger(column.values) &&
        (column.values as number) >= 0,
    )
  );
}
