// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { ceil, log, log1p, min, round } = Math;

const LEAST = 1;
const GREATEST = 120_000_000;

/** Counts of values by size, each kept to a stated precision: the microseconds of a minute's requests. */
export class Histogram {
  private readonly counts: Float64Array;
  private readonly touched: Int32Array;
  private used = 0;
  private readonly scale: number;

  /** @param precision relative width of a bin: 0.01 keeps values to 1 % */
  constructor(private readonly precision: number) {
    this.scale = 1 / log1p(precision);
    const bins = ceil(log(GREATEST / LEAST) * this.scale) + 1;
    this.counts = new Float64Array(bins);
    this.touched = new Int32Array(bins);
  }

  add(value: number, count: number): void {
    const bin = value <= LEAST ? 0 : min(this.counts.length - 1, round(log(value) * this.scale));
    if (this.counts[bin] === 0) {
      this.touched[this.used] = bin;
      this.used += 1;
    }
    this.counts[bin] = (this.counts[bin] ?? 0) + count;
  }

  /** Hands out what it holds, the least value first, and is empty then. */
  drain(take: (value: number, count: number) => void): void {
    this.touched.subarray(0, this.used).sort();
    for (let index = 0; index < this.used; index += 1) {
      const bin = this.touched[index] ?? 0;
      const count = this.counts[bin] ?? 0;
      if (count > 0) take((1 + this.precision) ** bin, count);
      this.counts[bin] = 0;
    }
    this.used = 0;
  }
}
