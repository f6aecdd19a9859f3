import { byCodePoint } from './by-code-point.js';

/**
 * The first names in ascending order with their counts, and how many rows have any other. A name that falls out never comes back, since the
 * names before it only grow more, so the result is the same whatever the order of rows and parts.
 */
export class FirstNames {
  private counted = new Map<string, number>();
  /** Names after this one are others for sure. */
  private last: string | undefined;
  private others = 0;

  constructor(private readonly most: number) {}

  add(name: string, count: number): void {
    const before = this.counted.get(name);
    if (before !== undefined) this.counted.set(name, before + count);
    else if (this.last !== undefined && byCodePoint(name, this.last) > 0) this.others += count;
    else {
      this.counted.set(name, count);
      // Twice as many before names are put in order, so that a million of them cost no million orderings.
      if (this.counted.size > 2 * this.most) this.prune();
    }
  }

  addOthers(count: number): void {
    this.others += count;
  }

  counts(): { unseen: [name: string, count: number][]; others: number } {
    this.prune();
    return { unseen: [...this.counted], others: this.others };
  }

  private prune(): void {
    const ordered = [...this.counted].sort(([a], [b]) => byCodePoint(a, b));
    for (const [, count] of ordered.slice(this.most)) this.others += count;
    this.counted = new Map(ordered.slice(0, this.most));
    if (ordered.length >= this.most) this.last = ordered[this.most - 1]?.[0];
  }
}
