import { byCodePoint } from '../profile/by-code-point.js';
import { addMoments, momentsOf, NO_MOMENTS } from '../profile/moments.js';
import { CompensatedSum } from '../sum.js';
import type { RawCell } from '../table/batch.js';
import { nameIn, numberIn } from '../table/cells.js';
import type { FeatureStatistics, InferredType, KllDocument } from './documents.js';
import { Kll, weightedValues } from './kll.js';

const INTEGRAL = /^[+-]?\d+$/;
const BUCKETS = 10;
/** Names that are counted each; how many rows have further ones is known, and not how many names those are. */
const MOST_NAMES = 1000;

/** What Model Monitor counts of one column. */
export class ColumnStatistics {
  private missing = 0;
  private readonly found = { integral: 0, fractional: 0, text: 0 };
  private readonly sum = new CompensatedSum();
  private moments = NO_MOMENTS;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private readonly kll = new Kll();
  private readonly names = new Map<string, number>();

  constructor(
    readonly name: string,
    private readonly sensitive: boolean,
  ) {}

  addMissing(rows: number): void {
    this.missing += rows;
  }

  add(cells: ArrayLike<RawCell>, rows: number): void {
    const finite: number[] = [];
    for (let row = 0; row < rows; row += 1) {
      const cell = cells[row];
      if (cell === undefined || cell === null || cell === '') this.missing += 1;
      else {
        const number = numberIn(cell);
        if (typeof number !== 'number') this.found.text += 1;
        else this.found[isIntegral(cell) ? 'integral' : 'fractional'] += 1;
        if (typeof number === 'number' && Number.isFinite(number)) finite.push(number);
        const name = nameIn(cell);
        if (typeof name === 'string') this.count(name);
      }
    }
    this.moments = addMoments(this.moments, momentsOf(finite));
    for (const value of finite) {
      this.sum.add(value);
      this.min = Math.min(this.min, value);
      this.max = Math.max(this.max, value);
      this.kll.add(value);
    }
  }

  get present(): number {
    return this.found.integral + this.found.fractional + this.found.text;
  }

  /** Share of the values that are there; 1 of no row. */
  get completeness(): number {
    const rows = this.present + this.missing;
    return rows === 0 ? 1 : this.present / rows;
  }

  /** A text among numbers makes a column one of texts (Deequ's rule, which Model Monitor is built on). */
  get type(): InferredType {
    if (this.present === 0) return 'Unknown';
    if (this.found.text > 0) return 'String';
    return this.found.fractional > 0 ? 'Fractional' : 'Integral';
  }

  /** Share of the values that are of a type; 1 where there is none. */
  shareOf(type: InferredType): number {
    const { integral, fractional } = this.found;
    if (this.present === 0 || type === 'String' || type === 'Unknown') return 1;
    return (type === 'Integral' ? integral : integral + fractional) / this.present;
  }

  /** Counts of the values as texts, the most frequent first. */
  get counts(): readonly (readonly [value: string, count: number])[] {
    return [...this.names].sort(([a, one], [b, other]) => other - one || byCodePoint(a, b));
  }

  get sketch(): Kll {
    return this.kll;
  }

  get nonNegative(): boolean {
    return this.min >= 0;
  }

  finish(): FeatureStatistics {
    const common = { common: { num_present: this.present, num_missing: this.missing } };
    const head = { name: this.name, inferred_type: this.type };
    if (this.type === 'String') return { ...head, string_statistics: { ...common, ...(this.sensitive ? {} : this.texts()) } };
    if (this.type === 'Unknown') return { ...head, string_statistics: common };
    return { ...head, numerical_statistics: { ...common, ...(this.sensitive || this.moments.count === 0 ? {} : this.numbers()) } };
  }

  private texts(): object {
    return {
      distinct_count: this.names.size,
      distribution: { categorical: { buckets: this.counts.map(([value, count]) => ({ value, count })) } },
    };
  }

  private numbers(): object {
    const { count, mean, squares } = this.moments;
    const { min, max } = this;
    return { mean, sum: this.sum.value, std_dev: Math.sqrt(squares / count), min, max, distribution: { kll: this.distribution() } };
  }

  private distribution(): KllDocument {
    const { values, weights } = weightedValues(this.kll.data);
    const bound = (bucket: number): number => (bucket === BUCKETS ? this.max : this.min + ((this.max - this.min) * bucket) / BUCKETS);
    const buckets = Array.from({ length: BUCKETS }, (_, bucket) => {
      const [from, to] = [bound(bucket), bound(bucket + 1)];
      const last = bucket === BUCKETS - 1;
      const count = weights.reduce((sum, weight, place) => {
        const value = values[place] ?? 0;
        return value >= from && (value < to || (last && value <= to)) ? sum + weight : sum;
      }, 0);
      return { lower_bound: from, upper_bound: to, count };
    });
    return { buckets, sketch: { parameters: this.kll.parameters, data: this.kll.data } };
  }

  private count(name: string): void {
    const before = this.names.get(name);
    if (before !== undefined || this.names.size < MOST_NAMES) this.names.set(name, (before ?? 0) + 1);
  }
}

/** A whole number that is written with a point is Fractional. */
function isIntegral(cell: RawCell): boolean {
  return typeof cell === 'string' ? INTEGRAL.test(cell.trim()) : typeof cell === 'bigint' || Number.isInteger(cell);
}
