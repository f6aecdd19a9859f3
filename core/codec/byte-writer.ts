const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;
const SMALLEST_CAPACITY = 1024;
/** Bytes of the longest number: sign, point, 17 digits, exponent. */
const LONGEST_NUMBER = 32;
/** Most bytes of UTF-8 per unit of a JavaScript text. */
const BYTES_PER_UNIT = 3;
const NINE_DIGITS = 1e9;
const EIGHT_DIGITS = 1e8;
const LARGEST_WHOLE = 1e9;
/** `00` to `99`, one after the other. */
const PAIRS = Uint8Array.from({ length: 200 }, (_, at) => ZERO + (at % 2 === 0 ? Math.floor(at / 20) : (at >> 1) % 10));

/** Writes an answer into bytes that are used again for the next one. */
export class ByteWriter {
  bytes = new Uint8Array(SMALLEST_CAPACITY);
  length = 0;
  /** Whether all that was written is ASCII. */
  ascii = true;
  private readonly encoder = new TextEncoder();

  reset(): void {
    this.length = 0;
    this.ascii = true;
  }

  byte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** Bytes that are ASCII. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  text(text: string): void {
    this.reserve(text.length * BYTES_PER_UNIT);
    const { written } = this.encoder.encodeInto(text, this.bytes.subarray(this.length));
    if (written !== text.length) this.ascii = false;
    this.length += written;
  }

  /**
   * A finite number, so that reading it gives the same double again: 17 significant digits always do (IEEE 754-2019, 5.12.2). A 32-bit
   * float is written as the double that it is, not as the shortest text that would round to it: what a client parses is what the model said.
   */
  number(value: number): void {
    this.reserve(LONGEST_NUMBER);
    const size = Math.abs(value);
    if (Number.isInteger(size) && size < LARGEST_WHOLE && !Object.is(value, -0)) {
      if (value < 0) this.bytes[this.length++] = MINUS;
      this.digits(size, digitsOf(size));
      return;
    }
    const power = powerOf(size);
    if (power === undefined || Math.fround(value) !== value) {
      // JSON and CSV know -0; String does not.
      this.text(Object.is(value, -0) ? '-0' : String(value));
      return;
    }
    if (value < 0) this.bytes[this.length++] = MINUS;
    this.fraction(size, power);
  }

  /** 0.0001 to 1, of 24 significant bits: times 10^12 at most, which has 28, it is exact, and so is what its whole part leaves. */
  private fraction(size: number, power: number): void {
    const scaled = size * power;
    const high = Math.floor(scaled);
    let low = Math.round((scaled - high) * EIGHT_DIGITS);
    const carry = low === EIGHT_DIGITS ? 1 : 0;
    low -= carry * EIGHT_DIGITS;
    this.bytes[this.length++] = ZERO;
    this.bytes[this.length++] = POINT;
    for (let zeros = power / NINE_DIGITS; zeros > 1.5; zeros /= 10) this.bytes[this.length++] = ZERO;
    this.digits(high + carry, 9);
    this.digits(low, 8);
    while (this.bytes[this.length - 1] === ZERO) this.length -= 1;
  }

  /** Two digits at a time, from the last ones on. */
  private digits(value: number, count: number): void {
    const { bytes, length } = this;
    let rest = value | 0;
    let at = length + count;
    while (at - length >= 2) {
      const quotient = (rest / 100) | 0;
      const pair = 2 * (rest - quotient * 100);
      bytes[at - 1] = PAIRS[pair + 1];
      at -= 2;
      bytes[at] = PAIRS[pair];
      rest = quotient;
    }
    if (at > length) bytes[length] = ZERO + rest;
    this.length += count;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

/** The power of ten that brings a number to nine digits before the point; undefined for those that are left to JavaScript. */
function powerOf(size: number): number | undefined {
  if (size >= 1 || size < 0.0001) return undefined;
  return size >= 0.1 ? 1e9 : size >= 0.01 ? 1e10 : size >= 0.001 ? 1e11 : 1e12;
}

function digitsOf(size: number): number {
  let count = 1;
  for (let rest = size; rest >= 10; rest = (rest / 10) | 0) count += 1;
  return count;
}
