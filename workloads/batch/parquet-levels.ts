/**
 * Whole numbers of up to 24 bits in Parquet's hybrid of runs and packed bits (Apache Parquet, Encodings, RLE): which values are there, and places in
 * a dictionary.
 *
 * @returns false where they need more bits, or end before all are there
 */
export function readHybrid(bytes: Uint8Array, start: number, width: number, into: Int32Array, count: number): boolean {
  if (width > MOST_BITS) return false;
  const mask = 2 ** width - 1;
  let at = start;
  for (let seen = 0; seen < count;) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length) return false;
      const byte = bytes[at++];
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if ((header & 1) === 0) {
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value |= bytes[at++] << shift;
      const end = Math.min(count, seen + (header >>> 1));
      into.fill(value, seen, end);
      seen = end;
    } else {
      const packed = (header >>> 1) * 8;
      const end = Math.min(count, seen + packed);
      let bit = at * 8;
      for (; seen < end; seen += 1, bit += width) {
        const byte = bit >>> 3;
        // Beyond the end there is undefined, which is 0 among bits.
        into[seen] = ((bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16) | (bytes[byte + 3] << 24)) >>> (bit & 7)) & mask;
      }
      at += (packed * width) / 8;
    }
  }
  return true;
}

/** With seven bits of the byte that they begin in, they fit into four bytes. */
const MOST_BITS = 24;
