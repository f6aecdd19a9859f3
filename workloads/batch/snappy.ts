/** Fewer bytes are copied as quickly one by one. */
const FEW = 24;
const LONG_LITERAL = 60;

/**
 * Unpacks what is packed by Snappy (its raw format: a length, then literals, and copies of what was unpacked before).
 *
 * @param into exactly as long as what comes out
 */
export function unpackSnappy(packed: Uint8Array, into: Uint8Array): void {
  let at = 0;
  let to = 0;
  const number = (bytes: number): number => {
    if (at + bytes > packed.length) throw new TypeError('what is packed by Snappy is cut off');
    let value = 0;
    for (let index = 0; index < bytes; index += 1) value += packed[at++] * 256 ** index;
    return value;
  };
  while (number(1) >= 0x80);
  while (at < packed.length) {
    const tag = packed[at++];
    const kind = tag & 3;
    const short = (tag >>> 2) + 1;
    if (kind === 0) {
      const length = short > LONG_LITERAL ? number(short - LONG_LITERAL) + 1 : short;
      if (at + length > packed.length || to + length > into.length) throw new TypeError('what is packed by Snappy is cut off');
      if (length > FEW) into.set(packed.subarray(at, at + length), to);
      else for (let index = 0; index < length; index += 1) into[to + index] = packed[at + index];
      at += length;
      to += length;
    } else {
      const length = kind === 1 ? ((tag >>> 2) & 7) + 4 : short;
      const offset = kind === 1 ? ((tag >>> 5) << 8) + number(1) : number(kind === 2 ? 2 : 4);
      const from = to - offset;
      if (offset === 0 || from < 0 || to + length > into.length) throw new TypeError('Snappy copies from where nothing is');
      // What is copied may be what is being written.
      if (offset >= length && length > FEW) into.copyWithin(to, from, from + length);
      else for (let index = 0; index < length; index += 1) into[to + index] = into[from + index];
      to += length;
    }
  }
  if (to !== into.length) throw new TypeError('what is packed by Snappy is cut off');
}
