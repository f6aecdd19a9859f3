/** Values that the top level keeps, and how much less each level below it does; Model Monitor's. */
const K = 2048;
const C = 0.64;
const FEWEST = 2;

/** Values with what each stands for, in any order. */
export interface WeightedValues {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/**
 * A sketch of a distribution (Karnin, Lang, Liberty, "Optimal quantile approximation in streams", FOCS 2016). Up to 2,048 values it keeps
 * each, in their order; of more it keeps some at the weight of many. A coin decides which in the paper; here they take turns, so that the
 * same values give the same file.
 */
export class Kll {
  private readonly levels: number[][] = [[]];
  /** Of each level: the next time it is thinned out the odd places are kept. */
  private readonly odd: boolean[] = [false];

  add(value: number): void {
    this.levels[0]?.push(value);
    for (let level = 0; this.sizeOf(level) > this.capacity(level); level += 1) this.compact(level);
  }

  get data(): readonly (readonly number[])[] {
    return this.levels;
  }

  get parameters(): { c: number; k: number } {
    return { c: C, k: K };
  }

  private sizeOf(level: number): number {
    return this.levels[level]?.length ?? 0;
  }

  private capacity(level: number): number {
    return Math.max(FEWEST, Math.ceil(K * C ** (this.levels.length - 1 - level)));
  }

  /** Half of a level's values go up, each for two; an odd one out stays. */
  private compact(level: number): void {
    if (this.levels[level + 1] === undefined) {
      this.levels.push([]);
      this.odd.push(false);
    }
    const odd = this.odd[level] ?? false;
    const sorted = (this.levels[level] ?? []).toSorted((a, b) => a - b);
    const stays = sorted.length % 2 === 1 ? sorted.splice(odd ? 0 : -1, 1) : [];
    this.levels[level] = stays;
    this.levels[level + 1]?.push(...sorted.filter((_, place) => place % 2 === (odd ? 1 : 0)));
    this.odd[level] = !odd;
  }
}

export function weightedValues(data: readonly (readonly number[])[]): WeightedValues {
  const pairs = data.flatMap((values, level) => values.map((value): [number, number] => [value, 2 ** level])).sort(([a], [b]) => a - b);
  return { values: Float64Array.from(pairs, ([value]) => value), weights: Float64Array.from(pairs, ([, weight]) => weight) };
}

/** The greatest difference of two distribution functions: Model Monitor's `linf_simple` of numbers. NaN where a side is empty. */
export function distributionDistance(one: WeightedValues, other: WeightedValues): number {
  const totals = [total(one), total(other)] as const;
  if (totals[0] === 0 || totals[1] === 0) return Number.NaN;
  let [i, j, below, beside, greatest] = [0, 0, 0, 0, 0];
  while (i < one.values.length || j < other.values.length) {
    const value = Math.min(one.values[i] ?? Number.POSITIVE_INFINITY, other.values[j] ?? Number.POSITIVE_INFINITY);
    while (one.values[i] === value) below += one.weights[i++] ?? 0;
    while (other.values[j] === value) beside += other.weights[j++] ?? 0;
    greatest = Math.max(greatest, Math.abs(below / totals[0] - beside / totals[1]));
  }
  return greatest;
}

function total({ weights }: WeightedValues): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}
