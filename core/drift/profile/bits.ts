/** Top bits of a double that make a key: sign, exponent, eight bits of mantissa; buckets are 0.4 % wide. */
export const KEY_BITS = 20;
/** All NaN, whatever their bits: the key of the canonical one. */
export const NAN_KEY = 0x7ff80;
/** Keys from here on, and below the negative of it, are no finite numbers. */
const INFINITY_KEY = 0x7ff00;

const HALF = 2 ** (KEY_BITS - 1);
const double = new Float64Array(1);
/** The high word comes second on little-endian machines, and node runs on no other. */
const words = new Uint32Array(double.buffer);

/**
 * The key of each double: its top 20 bits as a signed number, read from the high word. SQL says the same, see docs/profile.md; all NaN share
 * one key, and -0 is 0.
 *
 * @param high the high word of the double, as Int32Array shows it on a little-endian machine
 */
export function rawKey(value: number, high: number): number {
  if (value === 0) return 0;
  return value === value ? high >> 12 : NAN_KEY;
}

/** Negative keys run backwards; this puts all of them in the order of their numbers. */
export function orderedKey(raw: number): number {
  return raw < 0 ? -HALF - 1 - raw : raw;
}

export function isFiniteKey(ordered: number, bits: number): boolean {
  const limit = INFINITY_KEY >> (KEY_BITS - bits);
  return ordered < limit && ordered >= -limit;
}

/** Least double of a bucket, by its ordered key; the next key's least double is where it ends. For a negative bucket the end belongs to it instead. */
export function bucketStart(ordered: number, bits: number): number {
  const shift = KEY_BITS - bits;
  // Key -1 - k mirrors key k, so a bucket below zero starts where its mirror ends.
  return ordered >= 0 ? doubleOf(ordered << shift) : -doubleOf(-ordered << shift);
}

function doubleOf(top: number): number {
  words[1] = top << (32 - KEY_BITS);
  return double[0] ?? 0;
}
