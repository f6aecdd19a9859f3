import type { TableSource } from './source.js';

const LINE_FEED = 0x0a;
const NOTHING = Buffer.alloc(0);

/** How far a source of lines is read. */
export interface LinePosition {
  /** After the last line that was handed on. */
  readonly bytes: number;
  readonly lines: number;
}

export const FROM_THE_START: LinePosition = { bytes: 0, lines: 0 };

/** A source of lines from one of its lines on, which ends early where there is no time for more: behind a line, and never with nothing left. */
export class SourcePart implements TableSource {
  readonly name: string;
  readonly known?: TableSource['known'];
  /** Where the next part begins; undefined once all is read. */
  next: LinePosition | undefined;

  /** @param goesOn asked before every piece but the first in which a line ends */
  constructor(
    private readonly source: TableSource,
    private readonly from: LinePosition,
    private readonly goesOn: () => boolean,
  ) {
    this.name = source.name;
    if (source.known !== undefined) this.known = source.known;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    let { bytes, lines } = this.from;
    let rest: Buffer = NOTHING;
    for await (const chunk of this.source.read(bytes)) {
      if (bytes > this.from.bytes && !this.goesOn()) {
        this.next = { bytes, lines };
        return;
      }
      const text = rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([rest, chunk]);
      const end = text.lastIndexOf(LINE_FEED) + 1;
      rest = text.subarray(end);
      if (end === 0) continue;
      bytes += end;
      lines += linesIn(text, end);
      yield text.subarray(0, end);
    }
    if (rest.length > 0) yield rest;
  }

  open(): ReturnType<TableSource['open']> {
    return this.source.open();
  }
}

function linesIn(text: Buffer, end: number): number {
  let lines = 0;
  for (let at = 0; at < end; at = text.indexOf(LINE_FEED, at) + 1) lines += 1;
  return lines;
}
