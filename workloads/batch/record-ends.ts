const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/** The bytes end before the record does: more of them may bring its end. */
export const NO_END = -1;
/** As before, and a quoted cell is open: if no more bytes come, it is never closed. */
export const UNCLOSED = -2;

/**
 * Position after the record of CSV that begins at `start`, by RFC 4180: a quoted cell may hold line breaks. A record whose quotes are broken ends
 * with its first line, so that the lines after it are not lost with it.
 *
 * @param end position after the last byte that is there
 */
export function recordEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (;;) {
    if (bytes[at] === QUOTE && at < end) {
      at = quotedEnd(bytes, at, end);
      if (at === NO_END) return UNCLOSED;
      if (at < end && !endsCell(bytes, at, end)) return lineEnd(bytes, start, end);
    } else {
      while (at < end && bytes[at] !== COMMA && bytes[at] !== LINE_FEED) at += 1;
    }
    if (bytes[at] === RETURN) at += 1;
    if (at >= end) return NO_END;
    if (bytes[at] === LINE_FEED) return at + 1;
    at += 1;
  }
}

/** Position after the closing mark of the quoted cell that begins at `start`; NO_END where it is not closed. */
export function quotedEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  for (;;) {
    at = bytes.indexOf(QUOTE, at);
    if (at < 0 || at >= end) return NO_END;
    if (at + 1 >= end || bytes[at + 1] !== QUOTE) return at + 1;
    at += 2;
  }
}

/** Position after the line that begins at `start`; NO_END where it has no end. */
export function lineEnd(bytes: Uint8Array, start: number, end: number): number {
  const found = bytes.indexOf(LINE_FEED, start);
  return found < 0 || found >= end ? NO_END : found + 1;
}

/** Position after the last record that ends within the first `length` bytes, which begin with a record; 0 where none does. */
export function lastRecordEnd(bytes: Uint8Array, length: number): number {
  const quote = bytes.indexOf(QUOTE);
  if (quote < 0 || quote >= length) return lastLineEnd(bytes, length);
  // Before the first quotation mark every line is a record.
  let last = quote === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, quote - 1) + 1;
  for (let next = recordEnd(bytes, last, length); next > 0; next = recordEnd(bytes, last, length)) last = next;
  return last;
}

export function lastLineEnd(bytes: Uint8Array, length: number): number {
  return length === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, length - 1) + 1;
}

function endsCell(bytes: Uint8Array, at: number, end: number): boolean {
  const byte = bytes[at];
  return byte === COMMA || byte === LINE_FEED || (byte === RETURN && (at + 1 >= end || bytes[at + 1] === LINE_FEED));
}
