const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** A seed of its own for each part of a rehearsal, from the one that was given (FNV-1a): what one part draws does not move the others. */
export function seedOf(seed: number, ...parts: readonly (string | number)[]): number {
  let hash = OFFSET;
  for (const character of [seed, ...parts].join('\n')) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, PRIME);
  }
  return hash >>> 0;
}
