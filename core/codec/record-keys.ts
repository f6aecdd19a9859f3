import type { Feature } from '../schema/schema.js';

/** What is known of the names in records: in which order they come, and which were there. One for a model: clients keep to their order. */
export class RecordKeys {
  /** The feature whose name followed each feature's last time; records are mostly written in one order. */
  private readonly following: Int32Array;
  /** Record, counted from 1, that last had each feature: a name that stands twice is found by it. */
  private readonly seen: Float64Array;
  private readonly positions: ReadonlyMap<string, number>;
  private record = 0;

  constructor(features: readonly Feature[]) {
    this.following = Int32Array.from(features, (_, index) => index + 1);
    this.seen = new Float64Array(features.length);
    this.positions = new Map(features.map(({ name }, index) => [name, index]));
  }

  /** The feature that will be named next, as far as one can tell; the first one after -1. */
  expected(previous: number): number {
    return previous < 0 ? 0 : this.following[previous];
  }

  /** The feature of a name that was not expected, -1 where there is none. */
  find(name: string, previous: number): number {
    const found = this.positions.get(name) ?? -1;
    if (previous >= 0 && found >= 0) this.following[previous] = found;
    return found;
  }

  begin(): void {
    this.record += 1;
  }

  /** @returns false where the record has this feature already */
  mark(feature: number): boolean {
    if (this.seen[feature] === this.record) return false;
    this.seen[feature] = this.record;
    return true;
  }

  /** Features that the record does not have. */
  missing(): number[] {
    return [...this.seen.keys()].filter((feature) => this.seen[feature] !== this.record);
  }
}
