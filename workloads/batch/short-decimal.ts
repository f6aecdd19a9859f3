const ZERO = 0x30;
const DOT = 0x2e;
const MINUS = 0x2d;
/** So many digits fit into a whole number of 32 bits, whatever they are. */
const MOST_DIGITS = 9;
const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) => Number(`1e${exponent}`));

/** It is another number, or none. */
export const NOT_SHORT = -1;

/**
 * Reads a plain number of up to nine digits, `-12.345`, which nearly all in tables are: with whole numbers of 32 bits alone, and one division,
 * which is exact before it is rounded (Clinger, PLDI 1990). Whatever else stands there is left to `NumberScanner`.
 *
 * @returns position after it, or NOT_SHORT with nothing written
 */
export function shortDecimal(bytes: Uint8Array, start: number, values: Float32Array | Float64Array, place: number): number {
  let at = start;
  let byte = bytes[at];
  const negative = byte === MINUS;
  if (negative) byte = bytes[++at];
  const first = at;
  let mantissa = 0;
  let digit = byte - ZERO;
  // Beyond the end a byte is undefined, and what is reckoned with it is no digit.
  while (digit >= 0 && digit <= 9) {
    mantissa = (Math.imul(mantissa, 10) + digit) | 0;
    byte = bytes[++at];
    digit = byte - ZERO;
  }
  let digits = at - first;
  if (digits === 0) return NOT_SHORT;
  let fraction = 0;
  if (byte === DOT) {
    const point = at;
    digit = bytes[++at] - ZERO;
    while (digit >= 0 && digit <= 9) {
      mantissa = (Math.imul(mantissa, 10) + digit) | 0;
      digit = bytes[++at] - ZERO;
    }
    fraction = at - point - 1;
    if (fraction === 0) return NOT_SHORT;
    digits += fraction;
  }
  if (digits > MOST_DIGITS) return NOT_SHORT;
  const size = fraction === 0 ? mantissa : mantissa / POWERS[fraction];
  values[place] = negative ? -size : size;
  return at;
}
