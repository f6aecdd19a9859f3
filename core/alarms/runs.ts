// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { NaN: NONE } = Number;
/** Values in ascending order, [from, to) of an array, with how often each occurs. */
export interface Run {
  readonly values: Float64Array;
  readonly times: Float64Array;
  readonly from: number;
  readonly to: number;
}

/** How many values runs hold, each as often as it occurs. */
export function sizeOf(runs: readonly Run[]): number {
  let size = 0;
  for (const { times, from, to } of runs) for (let index = from; index < to; index += 1) size += times[index] ?? 0;
  return size;
}

/**
 * The values of a rank and of the next one in the common order of several runs, without putting them together: values are taken from the nearer
 * end, so that a p99 looks at one value in a hundred.
 *
 * @param rank from 0, below `size`
 * @param size `sizeOf(runs)`
 */
export function neighbours(runs: readonly Run[], rank: number, size: number): [number, number] {
  const isUpper = 2 * rank > size;
  if (!isUpper) return take(new Heads(runs, false), rank);
  if (rank + 1 >= size) return twice(take(new Heads(runs, true), 0)[0]);
  const [high, low] = take(new Heads(runs, true), size - 2 - rank);
  return [low, high];
}

/** Several runs as one. */
export function merged(runs: readonly Run[]): Run {
  const [only] = runs;
  if (only !== undefined && runs.length === 1) return only;
  const length = runs.reduce((sum, { from, to }) => sum + to - from, 0);
  const [values, times] = [new Float64Array(length), new Float64Array(length)];
  const heads = new Heads(runs, false);
  for (let index = 0; index < length; index += 1) {
    values[index] = heads.value;
    times[index] = heads.occurs;
    heads.drop();
  }
  return { values, times, from: 0, to: length };
}

function take(heads: Heads, rank: number): [number, number] {
  let before = 0;
  while (!heads.isEmpty) {
    const { value } = heads;
    before += heads.occurs;
    heads.drop();
    if (before > rank) return [value, before > rank + 1 || heads.isEmpty ? value : heads.value];
  }
  return twice(NONE);
}

function twice(value: number): [number, number] {
  return [value, value];
}

/** The first values of several runs, or the last ones, the foremost on top: a binary heap of runs. */
class Heads {
  private readonly heap: number[];
  private readonly at: number[];
  private readonly sign: number;

  constructor(
    private readonly runs: readonly Run[],
    fromTop: boolean,
  ) {
    this.sign = fromTop ? -1 : 1;
    this.at = runs.map(({ from, to }) => (fromTop ? to - 1 : from));
    this.heap = runs.map((_, run) => run);
    for (let place = (this.heap.length >> 1) - 1; place >= 0; place -= 1) this.sink(place);
  }

  get isEmpty(): boolean {
    return this.heap.length === 0;
  }

  get value(): number {
    return this.valueOf(this.heap[0] ?? 0);
  }

  get occurs(): number {
    const run = this.heap[0] ?? 0;
    return this.runs[run]?.times[this.at[run] ?? 0] ?? 0;
  }

  /** Goes on to the next value. */
  drop(): void {
    const run = this.heap[0] ?? 0;
    const next = (this.at[run] ?? 0) + this.sign;
    this.at[run] = next;
    if (this.isOver(run, next)) {
      const last = this.heap.pop() ?? 0;
      if (this.heap.length === 0) return;
      this.heap[0] = last;
    }
    this.sink(0);
  }

  private isOver(run: number, index: number): boolean {
    const values = this.runs[run];
    return values === undefined || index < values.from || index >= values.to;
  }

  private valueOf(run: number): number {
    return this.runs[run]?.values[this.at[run] ?? 0] ?? NONE;
  }

  private sink(start: number): void {
    const { heap } = this;
    const moved = heap[start] ?? 0;
    const key = this.sign * this.valueOf(moved);
    let place = start;
    for (let child = 2 * place + 1; child < heap.length; child = 2 * place + 1) {
      const right = child + 1;
      if (right < heap.length && this.sign * this.valueOf(heap[right] ?? 0) < this.sign * this.valueOf(heap[child] ?? 0)) child = right;
      if (key <= this.sign * this.valueOf(heap[child] ?? 0)) break;
      heap[place] = heap[child] ?? 0;
      place = child;
    }
    heap[place] = moved;
  }
}
