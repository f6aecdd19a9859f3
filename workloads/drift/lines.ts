import { StringDecoder } from 'node:string_decoder';

const BYTE_ORDER_MARK = '\ufeff';

/** Lines of a text, many at a time, without their ends. */
export interface Lines {
  readonly lines: readonly string[];
  /** Number of the first, counted from 1. */
  readonly first: number;
  /** The last of them has no line end: perhaps somebody is still writing it. */
  readonly cutOff: boolean;
}

/** Bytes of whole lines, with their ends. */
export interface LineBytes {
  readonly bytes: Buffer;
  /** There is one line, which has no end: perhaps somebody is still writing it. */
  readonly cutOff: boolean;
}

const LINE_FEED = 0x0a;
const MARK_BYTES = Buffer.from(BYTE_ORDER_MARK);

/** The lines of a text as bytes, many at a time, without a byte order mark. */
export async function* lineBytesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<LineBytes> {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  const begun = (text: Buffer): Buffer => {
    const hasMark = isFirst && text.subarray(0, MARK_BYTES.length).equals(MARK_BYTES);
    isFirst = false;
    return hasMark ? text.subarray(MARK_BYTES.length) : text;
  };
  for await (const chunk of bytes) {
    const text = rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([rest, chunk]);
    const end = text.lastIndexOf(LINE_FEED) + 1;
    rest = text.subarray(end);
    if (end > 0) yield { bytes: begun(text.subarray(0, end)), cutOff: false };
  }
  if (rest.length > 0) yield { bytes: begun(rest), cutOff: true };
}

export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Lines> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let first = 1;
  for await (const chunk of bytes) {
    const text = rest + decoder.write(chunk);
    const lines = (first === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length === 0) continue;
    yield { lines, first, cutOff: false };
    first += lines.length;
  }
  rest += decoder.end();
  if (rest !== '') yield { lines: [first === 1 && rest.startsWith(BYTE_ORDER_MARK) ? rest.slice(1) : rest], first, cutOff: true };
}
