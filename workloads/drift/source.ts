import { createReadStream } from 'node:fs';
import type { CapturedLine } from './captured-line.js';

const READ_BYTES = 1 << 20;

/** Bytes that lie somewhere: a file, an object in a bucket. */
export interface TableSource {
  /** How messages call it; its end tells the format. */
  readonly name: string;
  /**
   * All bytes, in order, as they come.
   *
   * @param from the first of them; default 0
   */
  read(from?: number): AsyncIterable<Uint8Array>;
  /** Bytes in any order, for formats that are not read from the front. */
  open(): Promise<RandomAccess>;
  /** What captured lines hold, by their text, where the same ones come again and again: as in a rehearsal. Default: each is read. */
  readonly known?: Map<string, CapturedLine>;
}

/** What hyparquet reads from. */
export interface RandomAccess {
  readonly byteLength: number;
  /** @param end where it stops, not included; the last byte where absent */
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

export function fileSource(path: string): TableSource {
  return {
    name: path,
    read: (from = 0) => createReadStream(path, { highWaterMark: READ_BYTES, start: from }) as AsyncIterable<Buffer>,
    open: async () => {
      const { asyncBufferFromFile } = await import('hyparquet');
      const file = await asyncBufferFromFile(path);
      return { byteLength: file.byteLength, slice: async (start, end) => file.slice(start, end) };
    },
  };
}
