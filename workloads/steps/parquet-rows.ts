import { exactText } from '../../core/codec/exact-json.js';
import type { FrozenObject } from '../../core/batch/run.js';
import type { BatchSettings } from '../../core/batch/settings.js';
import { parquetTable } from '../drift/parquet-table.js';
import type { TableSource } from '../drift/source.js';
import { countLines } from './lines.js';
import type { Objects } from './objects.js';

/** A table that cannot be read. */
export class BrokenTable extends Error {
  override readonly name = 'BrokenTable';
}

/** The largest object of Parquet that is read, and the largest group of rows, unpacked: both are held in the function's 3 GB (docs/batch.md). */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_GROUP_BYTES = 128 * 1024 * 1024;
/** Lines are handed on in pieces of about this many characters. */
const PIECE = 1 << 20;

/** Rows of an object of Parquet as lines of JSON, a record each. A value that is missing has no field. */
export async function* linesOfParquet(object: FrozenObject, input: Objects): AsyncGenerator<Uint8Array> {
  let text = '';
  for await (const { rows, columns } of batchesOf(object, input)) {
    const cells = [...columns].map(([name, values]) => [JSON.stringify(name), values] as const);
    for (let row = 0; row < rows; row += 1) {
      const fields = cells.flatMap(([name, values]) =>
        values[row] === null || values[row] === undefined ? [] : [`${name}:${jsonOf(values[row])}`],
      );
      text += `{${fields.join(',')}}\n`;
      if (text.length < PIECE) continue;
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

/** Records of an object of the input, whatever it is. */
export async function recordsIn(object: FrozenObject, input: Objects, { table }: BatchSettings): Promise<number> {
  if (table === undefined) return countLines(input.stream(object.key));
  let count = 0;
  for await (const { rows } of batchesOf(object, input)) count += rows;
  return count;
}

async function* batchesOf(object: FrozenObject, input: Objects): ReturnType<typeof parquetTable> {
  const name = `${input.uri}${object.key}`;
  if (object.bytes > MOST_BYTES)
    throw new BrokenTable(`${name} has ${object.bytes} bytes; give objects of at most ${MOST_BYTES}, since each is held in memory`);
  const source = sourceIn(name, await bytesOf(object, input));
  await refuseLargeGroups(source);
  yield* parquetTable(source, {
    inputs: [],
    outputs: [],
    onBroken: ({ reason }) => {
      throw new BrokenTable(`${name}: ${reason}; write it anew under another name`);
    },
  });
}

async function refuseLargeGroups(source: TableSource): Promise<void> {
  const { parquetMetadataAsync } = await import('hyparquet');
  // What is no Parquet at all is told by who reads its rows.
  const metadata = await parquetMetadataAsync(await source.open()).catch(() => undefined);
  const largest = Math.max(0, ...(metadata?.row_groups ?? []).map((group) => Number(group.total_byte_size)));
  if (largest > MOST_GROUP_BYTES)
    throw new BrokenTable(
      `${source.name} has a group of rows of ${largest} bytes; write it with groups of at most ${MOST_GROUP_BYTES}, since each is held in memory`,
    );
}

async function bytesOf({ key, bytes, etag }: FrozenObject, input: Objects): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for await (const chunk of input.stream(key, etag)) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** A table in memory, whose parts are read in any order. */
function sourceIn(name: string, bytes: Uint8Array): TableSource {
  return {
    name,
    async *read() {
      yield bytes;
    },
    open: async () => ({ byteLength: bytes.length, slice: async (start, end) => bytes.slice(start, end).buffer }),
  };
}

/** A whole number of 64 bits keeps all of its digits; what JSON has no form for is missing to the model. */
function jsonOf(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  return exactText(value);
}
