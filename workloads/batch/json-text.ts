const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_RECORD = 0x7b;
const CLOSE_RECORD = 0x7d;
const SPACE = 0x20;

/** It is no value that can be stepped over so simply. */
export const NO_VALUE = -1;

/** Position after the text whose opening mark is at `start`; NO_VALUE where it is not closed or holds what JSON does not allow. */
export function textEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte < SPACE) return NO_VALUE;
    if (byte === BACKSLASH) at += 1;
  }
  return NO_VALUE;
}

/** Position after the value that begins at `start`: of a text, a list, a record, or up to the next separator. Whether it is sound is not looked at. */
export function valueEnd(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start];
  if (first === QUOTE) return textEnd(bytes, start, end);
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = textEnd(bytes, at, end);
      if (at === NO_VALUE) return NO_VALUE;
      at -= 1;
    } else if (byte === OPEN_LIST || byte === OPEN_RECORD) depth += 1;
    else if (byte === CLOSE_LIST || byte === CLOSE_RECORD) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || byte <= SPACE)) return at;
  }
  return NO_VALUE;
}
