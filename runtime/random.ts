// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { floor, imul } = Math;

/** Chance as a parameter: a number in [0, 1). */
export type Random = () => number;

/** Mulberry32 (Tommy Ettinger, public domain): small, fast and equal on every machine; for simulation, never for secrets. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A version 4 UUID from the given dice; unique enough to tell records apart, never a secret. */
export function uuid(random: Random): string {
  const [a, b, c, d] = [random, random, random, random].map((roll) => floor(roll() * 2 ** 32));
  const text = [a, ((b ?? 0) & 0xffff0fff) | 0x4000, ((c ?? 0) & 0x3fffffff) | 0x80000000, d]
    .map((word) => ((word ?? 0) >>> 0).toString(16).padStart(8, '0'))
    .join('');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
