/**
 * Types of the compact protocol (Apache Thrift, thrift-compact-protocol.md) and enumerations of Parquet (apache/parquet-format, parquet.thrift), as
 * far as a table of one column of texts takes them.
 */
const COMPACT = { stop: 0, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;
const BYTE_ARRAY = 6;
const REQUIRED = 0;
const UTF8 = 0;
const DATA_PAGE = 0;
const ENCODINGS = { plain: 0, rle: 3 } as const;
const UNCOMPRESSED = 0;
const MAGIC = Buffer.from('PAR1');

/** A field of a struct: its number, its type, its bytes. */
type Field = readonly [id: number, type: number, bytes: Uint8Array];

/** A table of Parquet with one column of texts, in one page that is not compressed. */
export function parquetOfTexts(column: string, texts: readonly string[]): Uint8Array {
  const values = Buffer.concat(texts.flatMap((text) => [littleEndian(Buffer.byteLength(text)), Buffer.from(text)]));
  const page = Buffer.concat([pageHeader(texts.length, values.length), values]);
  const footer = fileMetadata(column, texts.length, page.length);
  return Buffer.concat([MAGIC, page, footer, littleEndian(footer.length), MAGIC]);
}

function pageHeader(rows: number, bytes: number): Buffer {
  return struct([
    i32(1, DATA_PAGE),
    i32(2, bytes),
    i32(3, bytes),
    [5, COMPACT.struct, struct([i32(1, rows), i32(2, ENCODINGS.plain), i32(3, ENCODINGS.rle), i32(4, ENCODINGS.rle)])],
  ]);
}

function fileMetadata(column: string, rows: number, pageBytes: number): Buffer {
  const root = struct([text(4, 'schema'), i32(5, 1)]);
  const leaf = struct([i32(1, BYTE_ARRAY), i32(3, REQUIRED), text(4, column), i32(6, UTF8)]);
  const chunk = struct([
    i32(1, BYTE_ARRAY),
    list(2, COMPACT.i32, [zigzag(ENCODINGS.plain), zigzag(ENCODINGS.rle)]),
    list(3, COMPACT.binary, [binary(column)]),
    i32(4, UNCOMPRESSED),
    i64(5, rows),
    i64(6, pageBytes),
    i64(7, pageBytes),
    i64(9, MAGIC.length),
  ]);
  const columns = list(1, COMPACT.struct, [struct([i64(2, MAGIC.length), [3, COMPACT.struct, chunk]])]);
  const group = struct([columns, i64(2, pageBytes), i64(3, rows)]);
  return struct([i32(1, 1), list(2, COMPACT.struct, [root, leaf]), i64(3, rows), list(4, COMPACT.struct, [group])]);
}

/** Fields in the order of their numbers, each with how far its number is from the one before. */
function struct(fields: readonly Field[]): Buffer {
  let before = 0;
  const parts = fields.flatMap(([id, type, bytes]) => {
    const head = Buffer.of(((id - before) << 4) | type);
    before = id;
    return [head, bytes];
  });
  return Buffer.concat([...parts, Buffer.of(COMPACT.stop)]);
}

/** Of fewer than fifteen, as all lists are here. */
function list(id: number, type: number, items: readonly Uint8Array[]): Field {
  return [id, COMPACT.list, Buffer.concat([Buffer.of((items.length << 4) | type), ...items])];
}

function i32(id: number, value: number): Field {
  return [id, COMPACT.i32, zigzag(value)];
}

function i64(id: number, value: number): Field {
  return [id, COMPACT.i64, zigzag(value)];
}

function text(id: number, value: string): Field {
  return [id, COMPACT.binary, binary(value)];
}

function binary(value: string): Buffer {
  return Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value)]);
}

/** Numbers from 0 on, which are all that stand in such a table. */
function zigzag(value: number): Buffer {
  return varint(value * 2);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.of(...bytes, rest);
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
