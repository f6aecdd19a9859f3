import type { Random } from '../core/random.js';

export { seeded, type Random } from '../core/random.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { floor } = Math;

/** A version 4 UUID from the given dice; unique enough to tell records apart, never a secret. */
export function uuid(random: Random): string {
  const [a, b, c, d] = [random, random, random, random].map((roll) => floor(roll() * 2 ** 32));
  const text = [a, ((b ?? 0) & 0xffff0fff) | 0x4000, ((c ?? 0) & 0x3fffffff) | 0x80000000, d]
    .map((word) => ((word ?? 0) >>> 0).toString(16).padStart(8, '0'))
    .join('');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
