const LINE_FEED = 0x0a;

/** The lines of a stream, each with its line end; empty ones are left out, as batch transform has no record of them. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes: Buffer = rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      if (!isEmpty(bytes, start, end)) yield bytes.subarray(start, end + 1);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (!isEmpty(rest, 0, rest.length)) yield rest;
}

export async function countLines(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let count = 0;
  for await (const line of linesOf(chunks)) count += line.length > 0 ? 1 : 0;
  return count;
}

function isEmpty(bytes: Buffer, start: number, end: number): boolean {
  return end === start || (end === start + 1 && bytes[start] === 0x0d);
}
