import type { SplitType } from './request.js';

/** One record of an object. */
export interface InputRecord {
  /** As it stands in the object, with its frame or line end. */
  readonly bytes: Buffer;
  /** Without the frame that a binary format puts around it; the same as `bytes` in text. */
  readonly content: Buffer;
}

/** Magic number of RecordIO, little endian, and bits of the length (MXNet, recordio). */
const RECORDIO_MAGIC = 0xced7230a;
const RECORDIO_LENGTH = 0x1fffffff;
const LINE_FEED = 0x0a;

/** What a split made of the bytes that are there: records, what is left of them, and what is wrong. */
interface Cut {
  readonly records: readonly InputRecord[];
  readonly used: number;
  readonly problem?: string;
}

/** Records of an object, one after the other; a line keeps its end. Throws a TypeError with what is wrong with a binary one. */
export async function* splitRecords(chunks: AsyncIterable<Uint8Array>, split: SplitType): AsyncGenerator<InputRecord> {
  if (split === 'None') {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    const bytes = Buffer.concat(parts);
    yield { bytes, content: bytes };
    return;
  }
  const cut = split === 'Line' ? lines : split === 'RecordIO' ? recordIo : tfRecords;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const { records, used, problem } = cut(bytes);
    yield* records;
    if (problem !== undefined) throw new TypeError(problem);
    rest = bytes.subarray(used);
  }
  if (rest.length === 0) return;
  if (split !== 'Line') throw new TypeError(`the last ${rest.length} bytes are no whole record of ${split}`);
  yield { bytes: rest, content: rest };
}

function lines(bytes: Buffer): Cut {
  const records: InputRecord[] = [];
  let used = 0;
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, used)) {
    const line = bytes.subarray(used, end + 1);
    records.push({ bytes: line, content: line });
    used = end + 1;
  }
  return { records, used };
}

function recordIo(bytes: Buffer): Cut {
  const records: InputRecord[] = [];
  let used = 0;
  while (bytes.length - used >= 8) {
    if (bytes.readUInt32LE(used) !== RECORDIO_MAGIC) return { records, used, problem: 'this is no RecordIO: its magic number is missing' };
    const length = bytes.readUInt32LE(used + 4) & RECORDIO_LENGTH;
    const end = used + 8 + Math.ceil(length / 4) * 4;
    if (end > bytes.length) break;
    records.push({ bytes: bytes.subarray(used, end), content: bytes.subarray(used + 8, used + 8 + length) });
    used = end;
  }
  return { records, used };
}

/** Length in eight bytes, its checksum, the record, its checksum (TensorFlow, tfrecord). */
function tfRecords(bytes: Buffer): Cut {
  const records: InputRecord[] = [];
  let used = 0;
  while (bytes.length - used >= 12) {
    const length = Number(bytes.readBigUInt64LE(used));
    const end = used + 12 + length + 4;
    if (end > bytes.length) break;
    records.push({ bytes: bytes.subarray(used, end), content: bytes.subarray(used + 12, used + 12 + length) });
    used = end;
  }
  return { records, used };
}
