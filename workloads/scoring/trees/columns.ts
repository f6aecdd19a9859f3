import { Reads, ZERO, type Ensemble } from './ensemble.js';

/**
 * The kernel knows one test: second child if the value in a column is no greater than the threshold, first child otherwise and if it is NaN.
 * Everything else a library may ask is asked of another column: where a missing value goes the other way, of the negated value; zeros that are
 * missing, missing values that are zeros and categories have columns of their own. Only what some node looks at is a column.
 */
export class Columns {
  readonly #places = new Map<string, number>();
  readonly #columns: Column[] = [];

  constructor(readonly ensemble: Ensemble) {}

  /** Columns, with column 0, which is NaN in every row and which leaves look at. */
  get count(): number {
    return this.#columns.length + 1;
  }

  /** The place of a column, which is made when it is asked for the first time. */
  place(feature: number, reads: number, negated: boolean, set?: ReadonlySet<number>): number {
    const sign = negated ? -1 : 1;
    const key = `${feature} ${reads} ${sign}${set === undefined ? '' : ` ${[...set].join(',')}`}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#columns.push({ feature, reads, sign, ...(set === undefined ? {} : { set }) });
    this.#places.set(key, this.#columns.length);
    return this.#columns.length;
  }

  /** Writes one row, four apart as the kernel wants it; `at` is the row's place in column 0, which stays. */
  writer(): (row: Float32Array | Float64Array, from: number, into: Float64Array, at: number) => void {
    const columns = this.#columns.map((column, index) => ({ ...column, offset: 4 * (index + 1) }));
    const plain = columns.filter(({ reads }) => reads === Reads.plain);
    const features = Int32Array.from(plain, ({ feature }) => feature);
    const signs = Float64Array.from(plain, ({ sign }) => sign);
    const offsets = Int32Array.from(plain, ({ offset }) => offset);
    const odd = columns
      .filter(({ reads }) => reads !== Reads.plain)
      .map((column) => ({ ...column, read: readerOf(column, this.ensemble) }));
    const { scale } = this.ensemble;
    const scaled = scale === undefined ? undefined : new Float64Array(this.ensemble.features);
    return (row, from, into, at) => {
      let source: Float32Array | Float64Array = row;
      let start = from;
      if (scale !== undefined && scaled !== undefined) {
        for (let feature = 0; feature < scaled.length; feature += 1) {
          const moved = Math.fround((row[from + feature] ?? Number.NaN) - (scale.offset[feature] ?? 0));
          scaled[feature] = Math.fround(moved * (scale.factor[feature] ?? 1));
        }
        source = scaled;
        start = 0;
      }
      for (let column = 0; column < features.length; column += 1) {
        into[at + offsets[column]] = signs[column] * source[start + features[column]];
      }
      for (const { feature, sign, offset, read } of odd) into[at + offset] = sign * read(source[start + feature]);
    };
  }
}

interface Column {
  readonly feature: number;
  readonly reads: number;
  readonly sign: 1 | -1;
  readonly set?: ReadonlySet<number>;
}

/** Of a category: -1 if it is in the set, 1 if not, so that `<= 0` holds if it is. */
function readerOf({ reads, set }: Column, { codeOf = Math.trunc }: Ensemble): (value: number) => number {
  if (reads === Reads.zeroAsMissing) return (value) => (Math.abs(value) <= ZERO ? Number.NaN : value);
  if (reads === Reads.missingAsZero) return (value) => (Number.isNaN(value) ? 0 : value);
  return (value) => (Number.isNaN(value) ? value : set?.has(codeOf(value)) === true ? -1 : 1);
}
