import fc from 'fast-check';
import type { OutputValues, Predictions, RowBlock } from '../../../core/codec/block';
import { Batcher } from '../../../workloads/scoring/batcher';

/** A row of two numbers; the model doubles the first, and fails where it is 13. */
const FAULT = 13;

class Model {
  readonly runs: number[] = [];
  millis = 0;

  /** What a row takes, ms. */
  constructor(private readonly rowMillis = 0.001) {}

  readonly now = (): number => this.millis;

  readonly runSync = (block: RowBlock): readonly OutputValues[] => {
    if (block.kind !== 'matrix') throw new TypeError('no matrix');
    this.runs.push(block.rows);
    this.millis += block.rows * this.rowMillis;
    const firsts = Array.from({ length: block.rows }, (_, row) => block.values[row * 2]);
    if (firsts.includes(FAULT)) throw new RangeError('the model fell over');
    return [{ name: 'y', size: 1, values: Float32Array.from(firsts, (value) => value * 2) }];
  };

  readonly run = async (block: RowBlock): Promise<readonly OutputValues[]> => this.runSync(block);
}

function blockOf(firsts: readonly number[]): RowBlock {
  return { kind: 'matrix', rows: firsts.length, values: Float32Array.from(firsts.flatMap((value) => [value, -1])) };
}

function valuesOf(parts: readonly Predictions[]): number[] {
  return parts.flatMap(({ outputs, from, to }) => Array.from((outputs[0]?.values ?? []) as Float32Array).slice(from, to));
}

const always = (): boolean => true;
const ignore = (): void => undefined;
const turn = (): Promise<void> => new Promise((next) => setImmediate(next));

test.each(['in the same turn', 'later'])(
  'each request gets its own rows in its own order, whatever else is asked meanwhile, from an engine that answers %s',
  async (when) => {
    const requests = fc.array(
      fc.record({
        size: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 500, max: 3000 })),
        turns: fc.nat({ max: 3 }),
        bad: fc.boolean(),
      }),
      { minLength: 1, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(requests, async (all) => {
        const model = new Model();
        const batcher = new Batcher(when === 'later' ? { run: model.run } : model, ignore, model.now);
        await Promise.all(
          all.map(async ({ size, turns, bad }, index) => {
            for (let passed = 0; passed < turns; passed += 1) await turn();
            const firsts = Array.from({ length: size }, (_, row) => (bad && row === size - 1 ? FAULT : index * 5000 + row + 100));
            const answer = batcher.score(blockOf(firsts), always);
            if (bad) await expect(answer).rejects.toThrow('the model fell over');
            else expect(valuesOf(await answer)).toEqual(firsts.map((value) => value * 2));
          }),
        );
        expect(batcher.waiting).toBe(0);
        expect(Math.max(...model.runs)).toBeLessThanOrEqual(1024);
      }),
      { numRuns: 60 },
    );
  },
);

test('requests of one turn are one run', async () => {
  const model = new Model();
  const observed: number[] = [];
  const batcher = new Batcher(model, (rows) => observed.push(rows), model.now);
  await Promise.all(Array.from({ length: 10 }, (_, index) => batcher.score(blockOf([index]), always)));
  expect(model.runs).toEqual([10]);
  expect(observed).toEqual([10]);
});

test('a single request waits for nobody: it runs at the end of its own turn', async () => {
  const model = new Model();
  const batcher = new Batcher(model, ignore, model.now);
  void batcher.score(blockOf([1]), always);
  await turn();
  expect(model.runs).toEqual([1]);
});

test('where a row takes long, runs are short, so that others are answered between them', async () => {
  const model = new Model(2);
  const batcher = new Batcher(model, ignore, model.now);
  await batcher.score(blockOf(Array.from({ length: 40 }, (_, row) => row + 100)), always);
  expect(Math.max(...model.runs.slice(1))).toBeLessThanOrEqual(5);
  expect(model.runs.reduce((total, rows) => total + rows, 0)).toBe(40);
});

test('a row does not wait for the whole of a long request', async () => {
  const model = new Model();
  const batcher = new Batcher(model, ignore, model.now);
  const finished: string[] = [];
  const long = batcher.score(blockOf(Array.from({ length: 20_000 }, (_, row) => row + 100)), always).then(() => finished.push('long'));
  await turn();
  const short = batcher.score(blockOf([1]), always).then(() => finished.push('short'));
  await Promise.all([long, short]);
  expect(finished).toEqual(['short', 'long']);
});

test('rows that nobody waits for any more are not run', async () => {
  const model = new Model();
  const batcher = new Batcher(model, ignore, model.now);
  const gone = batcher.score(blockOf([1, 2, 3]), () => false);
  const here = batcher.score(blockOf([4]), always);
  await expect(gone).rejects.toThrow('nobody waits');
  expect(valuesOf(await here)).toEqual([8]);
  expect(model.runs).toEqual([1]);
});
