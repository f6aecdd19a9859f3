import type { MatrixBlock } from './block.js';

const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
/** Sets the bit that makes an E an e. */
const LOWER = 0x20;
const E = 0x65;

/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const GREATEST_POWER = POWERS.length - 1;
/** A whole number of so many digits is a double; times or over an exact power it is rounded once, which is what `Number(text)` does (Clinger, PLDI 1990). */
const EXACT_DIGITS = 15;
/** With so many digits, and two powers at most, a product of doubles is off by 14 roundings of 2^-53 at most: less than the margin. */
const MOST_DIGITS = 25;
const MARGIN = 2 ** -48;
/** A text longer than this is no number that anybody wrote; the reference decoder may have it. */
const LONGEST = 400;

/** Reads one number from bytes. */
export class NumberScanner {
  /** The number: `Number(text)`, or for a matrix of 32-bit floats a number whose nearest 32-bit float is that of `Number(text)`. */
  value = 0;
  /** Whether `value` is `Number(text)` itself. */
  exact = true;
  /** Position after the number. */
  end = 0;

  constructor(private readonly kind: MatrixBlock['kind']) {}

  /**
   * @param lenient CSV's wider spelling too: a plus sign, leading zeros, no digit before or after the point
   * @returns whether a finite number stands at `start`
   */
  scan(bytes: Uint8Array, start: number, lenient: boolean): boolean {
    const { length } = bytes;
    let at = start;
    let byte = at < length ? bytes[at] : 0;
    const negative = byte === MINUS;
    if (negative || (lenient && byte === PLUS)) byte = ++at < length ? bytes[at] : 0;
    const first = at;
    let mantissa = 0;
    while (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO);
      byte = ++at < length ? bytes[at] : 0;
    }
    let digits = at - first;
    if (!lenient && (digits === 0 || (digits > 1 && bytes[first] === ZERO))) return false;
    let power = 0;
    if (byte === DOT) {
      const fraction = at + 1;
      byte = ++at < length ? bytes[at] : 0;
      while (byte >= ZERO && byte <= NINE) {
        mantissa = mantissa * 10 + (byte - ZERO);
        byte = ++at < length ? bytes[at] : 0;
      }
      power = fraction - at;
      if (power === 0 && !lenient) return false;
      digits -= power;
    }
    if (digits === 0) return false;
    this.end = at;
    if ((byte | LOWER) === E) {
      const exponent = this.scanExponent(bytes, at + 1);
      if (exponent === undefined) return false;
      power += exponent;
    }
    return this.scale(negative ? -mantissa : mantissa, power, digits) || this.parse(bytes, start);
  }

  /** Moves `end` behind an exponent; undefined where there is none. */
  private scanExponent(bytes: Uint8Array, start: number): number | undefined {
    const sign = bytes[start];
    let at = sign === MINUS || sign === PLUS ? start + 1 : start;
    const first = at;
    let exponent = 0;
    for (let byte = bytes[at]; byte !== undefined && byte >= ZERO && byte <= NINE; byte = bytes[++at])
      exponent = exponent * 10 + (byte - ZERO);
    this.end = at;
    return at === first ? undefined : sign === MINUS ? -exponent : exponent;
  }

  /** False where the nearest 32-bit float is in doubt. */
  private scale(mantissa: number, power: number, digits: number): boolean {
    const steps = Math.abs(power);
    this.exact = digits <= EXACT_DIGITS && steps <= GREATEST_POWER;
    if (power === 0) this.value = mantissa;
    else if (steps <= GREATEST_POWER) this.value = power < 0 ? mantissa / POWERS[steps] : mantissa * POWERS[steps];
    else if (steps <= 2 * GREATEST_POWER) {
      const [one, other] = [POWERS[GREATEST_POWER], POWERS[steps - GREATEST_POWER]];
      this.value = power < 0 ? mantissa / one / other : mantissa * one * other;
    } else return false;
    if (this.exact || this.kind === 'matrix64') return this.exact;
    return digits <= MOST_DIGITS && Math.fround(this.value * (1 - MARGIN)) === Math.fround(this.value * (1 + MARGIN));
  }

  /** Whether the number that was read is whole. */
  isWhole(bytes: Uint8Array, start: number): boolean {
    return Number.isInteger(this.exact ? this.value : numberOf(bytes, start, this.end));
  }

  private parse(bytes: Uint8Array, start: number): boolean {
    if (this.end - start > LONGEST) return false;
    this.value = numberOf(bytes, start, this.end);
    this.exact = true;
    return Number.isFinite(this.value);
  }
}

/** What JavaScript makes of the text. */
function numberOf(bytes: Uint8Array, start: number, end: number): number {
  return Number(String.fromCharCode(...bytes.subarray(start, end)));
}
