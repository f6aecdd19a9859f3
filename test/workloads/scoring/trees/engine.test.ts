import fc from 'fast-check';
import type { RowBlock } from '../../../../workloads/scoring/engine';
import { openTrees } from '../../../../workloads/scoring/trees/engine';
import { Reads, type Ensemble, type Tree } from '../../../../workloads/scoring/trees/ensemble';
import { below } from '../../../../workloads/scoring/trees/layout';
import { walk } from './oracle';

const FEATURES = 4;
const SPECIAL = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  5e-324,
  2 ** -149,
  1e-35,
  1e-36,
  -1e-36,
  1,
  -1,
  0.1,
];

/** Few numbers, so that values and thresholds meet; all of them 32-bit floats where the precision is single. */
const numbers = (precision: Ensemble['precision']): fc.Arbitrary<number> =>
  fc
    .oneof(fc.constantFrom(...SPECIAL), fc.integer({ min: -3, max: 3 }), fc.double({ min: -2, max: 2, noNaN: true }))
    .map((value) => (precision === 'single' ? Math.fround(value) : value));

/** A tree grown node by node: a list of what each split asks, hung below random leaves. */
const trees = (precision: Ensemble['precision'], outputs: number): fc.Arbitrary<Tree> => {
  const threshold = numbers(precision).map((value) => (Number.isNaN(value) ? 0.5 : value));
  const split = fc.record({
    below: fc.nat(),
    feature: fc.nat({ max: FEATURES - 1 }),
    threshold,
    reads: fc.constantFrom(...Object.values(Reads)),
    missingYes: fc.boolean(),
    set: fc.uniqueArray(fc.nat({ max: 4 })),
  });
  return fc
    .record({
      splits: fc.array(split, { maxLength: 12 }),
      values: fc.array(threshold.filter(Number.isFinite), { minLength: 13 * outputs, maxLength: 13 * outputs }),
      wide: fc.boolean(),
      output: fc.nat({ max: outputs - 1 }),
    })
    .map(({ splits, values, wide, output }) => {
      const nodes: { feature: number; threshold: number; yes: number; no: number; reads: number; missingYes: number }[] = [];
      const sets = new Map<number, ReadonlySet<number>>();
      const leaf = { feature: -1, threshold: 0, yes: 0, no: 0, reads: 0, missingYes: 0 };
      nodes.push({ ...leaf });
      for (const { below: place, missingYes, set, ...rest } of splits) {
        const leaves = nodes.flatMap(({ feature }, index) => (feature === -1 ? [index] : []));
        const node = leaves[place % leaves.length] ?? 0;
        nodes[node] = { ...rest, yes: nodes.length, no: nodes.length + 1, missingYes: missingYes ? 1 : 0 };
        if (rest.reads === Reads.category) sets.set(node, new Set(set));
        nodes.push({ ...leaf }, { ...leaf });
      }
      const width = wide ? outputs : 1;
      nodes.filter(({ feature }) => feature === -1).forEach((node, index) => (node.yes = index * width));
      return {
        feature: Int32Array.from(nodes, ({ feature }) => feature),
        threshold: Float64Array.from(nodes, (node) => node.threshold),
        yes: Int32Array.from(nodes, ({ yes }) => yes),
        no: Int32Array.from(nodes, ({ no }) => no),
        reads: Uint8Array.from(nodes, ({ reads }) => reads),
        missingYes: Uint8Array.from(nodes, ({ missingYes }) => missingYes),
        sets,
        values: Float64Array.from(values),
        width,
        output: wide ? 0 : output,
      };
    });
};

const cases = fc
  .record({ precision: fc.constantFrom('single' as const, 'double' as const), outputs: fc.integer({ min: 1, max: 3 }) })
  .chain(({ precision, outputs }) =>
    fc.record({
      ensemble: fc.record({
        features: fc.constant(FEATURES),
        test: fc.constantFrom('<' as const, '<=' as const),
        trees: fc.array(trees(precision, outputs), { maxLength: 9 }),
        start: fc.array(numbers(precision).filter(Number.isFinite), { minLength: outputs, maxLength: outputs }),
        precision: fc.constant(precision),
        codeOf: fc.constantFrom(Math.trunc, Math.floor),
        scale: fc.option(fc.constant({ offset: [0, 1, -0.5, 2], factor: [1, 2, -1, 0.5] }), { nil: undefined }),
      }),
      rows: fc.array(fc.array(numbers(precision), { minLength: FEATURES, maxLength: FEATURES }), { minLength: 1, maxLength: 70 }),
    }),
  );

const open = (ensemble: Ensemble): ReturnType<typeof openTrees> =>
  openTrees({
    ensemble,
    schema: { version: 1, features: [], outputs: [] },
    finish: (sums) => [{ name: 'sums', size: ensemble.start.length, values: sums }],
  });

function block(ensemble: Ensemble, rows: readonly (readonly number[])[]): RowBlock {
  return ensemble.precision === 'single'
    ? { kind: 'matrix', rows: rows.length, values: Float32Array.from(rows.flat()) }
    : { kind: 'matrix64', rows: rows.length, values: Float64Array.from(rows.flat()) };
}

test('any trees on any rows give the sums of a plain walk to the last bit', () => {
  fc.assert(
    fc.property(cases, ({ ensemble, rows }) => {
      const given = open(ensemble).runSync(block(ensemble, rows))[0]?.values;
      expect(Array.from(given as Float64Array)).toEqual(rows.flatMap((row) => walk(ensemble, row)));
    }),
    { numRuns: 1000 },
  );
});

test('a row alone, in a batch, and beside others gets the same sums', () => {
  fc.assert(
    fc.property(cases, ({ ensemble, rows }) => {
      const engine = open(ensemble);
      const together = Array.from(engine.runSync(block(ensemble, rows))[0]?.values as Float64Array);
      const alone = rows.flatMap((row) => Array.from(engine.runSync(block(ensemble, [row]))[0]?.values as Float64Array));
      expect(alone).toEqual(together);
    }),
    { numRuns: 200 },
  );
});

test('the double below a number has none between them', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      fc.pre(value !== Number.NEGATIVE_INFINITY);
      const under = below(value);
      expect(under).toBeLessThan(value);
      const middle = under / 2 + value / 2;
      expect(!Number.isFinite(middle) || middle <= under || middle >= value).toBe(true);
    }),
  );
  expect(below(Number.NEGATIVE_INFINITY)).toBeNaN();
});

test('a model without trees answers its start', () => {
  const engine = open({ features: 2, test: '<', trees: [], start: [0.5, -1], precision: 'single' });
  expect(engine.runSync({ kind: 'cells', rows: 1, cells: [[1, null]] })[0]?.values).toEqual(Float64Array.of(0.5, -1));
});

test('fails when the values are not as many as the rows say', () => {
  const engine = open({ features: 2, test: '<', trees: [], start: [0], precision: 'single' });
  expect(() => engine.runSync({ kind: 'matrix', rows: 2, values: new Float32Array(3) })).toThrow('3 values are no 2 rows of 2 features');
});

test('fails when the trees do not fit into the memory that one process can address', () => {
  const nodes = { length: 300_000_000 } as unknown as Int32Array;
  const tree = { feature: nodes, width: 1, values: new Float64Array(0) } as unknown as Tree;
  const opening = (): unknown => open({ features: 1, test: '<', trees: [tree], start: [0], precision: 'single' });
  expect(opening).toThrow('the trees need 4578 MiB; one process can hold up to 4096 MiB of them');
});
