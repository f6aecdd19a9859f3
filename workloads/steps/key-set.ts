import { createHash } from 'node:crypto';

/** Words of a key's digest that are kept: 128 bits, so that two keys among billions do not meet by chance. */
const WORDS = 4;
/** A set that is fuller than this finds its free places slowly. */
const FULLEST = 0.7;
const FIRST_PLACES = 1 << 12;
/** Places whose digests fit into a function of 1 GB, beside those of the half as large set that they are taken over from. */
const MOST_PLACES = 1 << 25;

/** More rows than whose keys can be remembered. */
export class TooManyKeys extends Error {
  override readonly name = 'TooManyKeys';
}

/** Keys that were seen, by their digests: 16 bytes a place, and no key itself. */
export class KeySet {
  private places = FIRST_PLACES;
  private words = new Uint32Array(FIRST_PLACES * WORDS);
  private size = 0;

  /** @param most places; fewer in tests */
  constructor(private readonly most = MOST_PLACES) {}

  /** Whether it was not there before. */
  add(key: string): boolean {
    const digest = createHash('sha256').update(key).digest();
    const words = Uint32Array.from({ length: WORDS }, (_, word) => digest.readUInt32LE(4 * word));
    // All words 0 mean that a place is free.
    if (words.every((word) => word === 0)) words[0] = 1;
    if (!this.put(words)) return false;
    this.size += 1;
    if (this.size > this.places * FULLEST) this.grow();
    return true;
  }

  private put(words: Uint32Array): boolean {
    const mask = this.places - 1;
    for (let place = (words[0] ?? 0) & mask; ; place = (place + 1) & mask) {
      const at = place * WORDS;
      if (this.isFree(at)) {
        this.words.set(words, at);
        return true;
      }
      if (words.every((word, index) => this.words[at + index] === word)) return false;
    }
  }

  private isFree(at: number): boolean {
    return this.words[at] === 0 && this.words[at + 1] === 0 && this.words[at + 2] === 0 && this.words[at + 3] === 0;
  }

  private grow(): void {
    if (this.places * 2 > this.most)
      throw new TooManyKeys(
        `the keys of more than ${this.size - 1} rows cannot be held against each other; leave uniqueKey out, or give each day a part of its own`,
      );
    const before = this.words;
    this.places *= 2;
    this.words = new Uint32Array(this.places * WORDS);
    for (let at = 0; at < before.length; at += WORDS) {
      const words = before.subarray(at, at + WORDS);
      if (words.some((word) => word !== 0)) this.put(words);
    }
  }
}
