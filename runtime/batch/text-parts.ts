import { lastLineEnd, lastRecordEnd, lineEnd, NO_END, recordEnd, UNCLOSED } from '../../workloads/batch/record-ends.js';
import type { ByteSource } from './byte-source.js';

/** Whole records of a file. */
export interface TextPart {
  readonly bytes: Uint8Array;
  /** Position after it. */
  readonly next: number;
  /** Set where it is a record that is longer than anything that is read, of which only the beginning is here. */
  readonly tooLong?: boolean;
}

/** How a file is cut. */
export interface Cutting {
  readonly kind: 'csv' | 'jsonl';
  /** Bytes that are read at once; a longer record makes it more. */
  readonly partBytes: number;
  /** Longest record that is read, bytes. */
  readonly longestRecord: number;
  readonly memory: Memory;
}

/** Memory that is read into, used again when what was read is done with. */
export class Memory {
  private readonly free: ArrayBuffer[] = [];

  take(bytes: number): Buffer {
    const found = this.free.findIndex(({ byteLength }) => byteLength === bytes);
    return found < 0 ? Buffer.allocUnsafeSlow(bytes) : Buffer.from(this.free.splice(found, 1)[0]);
  }

  give(spent: ArrayBuffer): void {
    if (spent.byteLength > 0 && this.free.length < MOST_FREE) this.free.push(spent);
  }
}

/** Pieces that are kept: more than there are parts under way are of no use. */
const MOST_FREE = 32;

const LINE_FEED = 0x0a;

/**
 * Cuts a file into parts of whole records, from a position on that is the beginning of one. Where a part ends depends on what is in the file
 * and on the size of parts, and not on where reading began: a run that goes on after a stop cuts as the one before it.
 */
export async function* textParts(source: ByteSource, start: number, cutting: Cutting): AsyncGenerator<TextPart> {
  let reading = nextPart(source, start, cutting);
  for (;;) {
    const part = await reading;
    if (part === undefined) return;
    reading = nextPart(source, part.next, cutting);
    // Told by the next round, if there is one.
    reading.catch(() => undefined);
    yield part;
  }
}

async function nextPart(
  source: ByteSource,
  start: number,
  { kind, partBytes, longestRecord, memory }: Cutting,
): Promise<TextPart | undefined> {
  for (let size = Math.min(partBytes, longestRecord); ; size = Math.min(size * 2, longestRecord)) {
    const window = memory.take(size);
    const length = await source.read(window, start);
    if (length === 0) return undefined;
    const cut = length < size ? length : kind === 'csv' ? lastRecordEnd(window, length) : lastLineEnd(window, length);
    if (cut > 0) return { bytes: window.subarray(0, cut), next: start + cut };
    if (size < longestRecord) {
      memory.give(window.buffer as ArrayBuffer);
      continue;
    }
    const open = kind === 'csv' && recordEnd(window, 0, length) === UNCLOSED ? lineEnd(window, 0, length) : NO_END;
    if (open !== NO_END) return { bytes: window.subarray(0, open), next: start + open };
    return { bytes: window, next: await nextLine(source, start + length, longestRecord), tooLong: true };
  }
}

/** Position after the line that a position is in. */
async function nextLine(source: ByteSource, start: number, size: number): Promise<number> {
  const window = Buffer.allocUnsafeSlow(size);
  for (let at = start; ; at += size) {
    const length = await source.read(window, at);
    const feed = window.subarray(0, length).indexOf(LINE_FEED);
    if (feed >= 0) return at + feed + 1;
    if (length < size) return at + length;
  }
}
