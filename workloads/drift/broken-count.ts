import type { BrokenRecord } from './read-options.js';

/** Broken records that are named; the rest is counted. */
const MOST_NAMED = 20;

/** Counts broken records and keeps the first. */
export class BrokenCount {
  readonly first: BrokenRecord[] = [];
  count = 0;

  add(record: BrokenRecord): void {
    this.count += 1;
    if (this.first.length < MOST_NAMED) this.first.push(record);
  }
}
