import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chiSquare } from '../../../core/drift/distances/chi-square';
import { jensenShannon } from '../../../core/drift/distances/jensen-shannon';
import { kolmogorovSmirnov } from '../../../core/drift/distances/kolmogorov-smirnov';
import { linfSimple } from '../../../core/drift/distances/linf-simple';
import { psi } from '../../../core/drift/distances/psi';
import { totalVariation } from '../../../core/drift/distances/total-variation';
import { wasserstein } from '../../../core/drift/distances/wasserstein';
import { chiSquareTail } from '../../../core/drift/special/chi-square-tail';
import { kolmogorovTail } from '../../../core/drift/special/kolmogorov-tail';
import { twoSampleTail } from '../../../core/drift/special/two-sample-tail';
import { sumOf } from '../../../core/drift/sum';
import { sampleOf, type Recipe } from './samples';

interface Reference {
  readonly made: string;
  readonly pairs: readonly {
    readonly a: Recipe;
    readonly b: Recipe;
    readonly sums: readonly [number, number];
    readonly ks: number;
    readonly p: number;
    readonly asymptotic: number;
    readonly wasserstein: number;
  }[];
  readonly histograms: readonly {
    readonly p: readonly number[];
    readonly q: readonly number[];
    readonly psi: number;
    readonly jensenShannon: number;
    readonly totalVariation: number;
    readonly linf: number;
    readonly chiSquare: number;
    readonly freedom: number;
    readonly chiSquareP: number;
  }[];
  /** n, d, probability. */
  readonly kstwo: readonly (readonly [number, number, number])[];
  /** Statistic, degrees of freedom, probability. */
  readonly gammaincc: readonly (readonly [number, number, number])[];
}

/** Written by reference.py. */
const SCIPY = JSON.parse(readFileSync(join(__dirname, 'scipy.json'), 'utf8')) as Reference;
const WITHIN = 1e-12;

/** Equal to 1e-12, of the value where that is above 1. */
function expectClose(ours: number, theirs: number): void {
  expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(WITHIN * Math.max(1, Math.abs(theirs)));
}

test('the reference is what it says it is', () => {
  expect(SCIPY.made).toMatch(/^scipy 1\.17\./);
});

describe.each(SCIPY.pairs)("two samples of $a.size and $b.size, seed $a.seed: scipy's", (pair) => {
  const [drawnA, drawnB] = [sampleOf(pair.a), sampleOf(pair.b)];
  const [a, b] = [drawnA.toSorted(), drawnB.toSorted()];

  test('draws', () => expect([sumOf(drawnA), sumOf(drawnB)]).toEqual(pair.sums));
  test('Kolmogorov-Smirnov statistic', () => expectClose(kolmogorovSmirnov(a, b), pair.ks));
  test('p-value', () => expectClose(twoSampleTail(kolmogorovSmirnov(a, b), a.length, b.length), pair.p));
  test('asymptotic p-value', () => expectClose(twoSampleTail(kolmogorovSmirnov(a, b), a.length, b.length, 'asymptotic'), pair.asymptotic));
  test('Wasserstein distance', () => expectClose(wasserstein(a, b), pair.wasserstein));
});

describe.each(SCIPY.histograms)('histograms $p against $q', (reference) => {
  const { p, q } = reference;
  test('PSI', () => expectClose(psi(p, q), reference.psi));
  test('Jensen-Shannon distance', () => expectClose(jensenShannon(p, q), reference.jensenShannon));
  test('total variation', () => expectClose(totalVariation(p, q), reference.totalVariation));
  test('L-infinity simple', () => expectClose(linfSimple(p, q), reference.linf));
  test('chi-square', () => {
    const ours = chiSquare(p, q);
    expectClose(ours.statistic, reference.chiSquare);
    expect(ours.freedom).toBe(reference.freedom);
    expectClose(ours.p, reference.chiSquareP);
  });
});

test.each(SCIPY.kstwo)("n = %d, d = %d: the tail of Kolmogorov's distribution is scipy's", (n, d, tail) => {
  expectClose(kolmogorovTail(n, d), tail);
});

test.each(SCIPY.gammaincc)('chi-square of %d with %d degrees of freedom has the tail that scipy gives it', (statistic, freedom, tail) => {
  expectClose(chiSquareTail(statistic, freedom), tail);
});

const counts = fc.array(fc.nat(1000), { minLength: 2, maxLength: 30 });
const histograms = fc
  .tuple(counts, counts)
  .map(([p, q]) => {
    const bins = Math.min(p.length, q.length);
    return [p.slice(0, bins), q.slice(0, bins)] as const;
  })
  .filter(([p, q]) => sumOf(p) > 0 && sumOf(q) > 0);

test('every distance of histograms is 0 of like ones, the same both ways, and never below 0', () => {
  fc.assert(
    fc.property(histograms, ([p, q]) => {
      for (const distance of [psi, jensenShannon, totalVariation, linfSimple]) {
        expect(distance(p, p)).toBe(0);
        expect(distance(p, q)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(distance(p, q) - distance(q, p))).toBeLessThanOrEqual(1e-12);
      }
      expect(totalVariation(p, q)).toBeLessThanOrEqual(1 + WITHIN);
      expect(jensenShannon(p, q)).toBeLessThanOrEqual(1 + WITHIN);
    }),
  );
});

test('the Kolmogorov-Smirnov statistic is the greatest difference that counting finds, whatever the ties', () => {
  const values = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 40 }).map((list) => list.toSorted((x, y) => x - y));
  fc.assert(
    fc.property(values, values, (a, b) => {
      const below = (list: readonly number[], x: number): number => list.filter((value) => value <= x).length / list.length;
      const counted = Math.max(...[...a, ...b].map((x) => Math.abs(below(a, x) - below(b, x))));
      expect(Math.abs(kolmogorovSmirnov(a, b) - counted)).toBeLessThanOrEqual(WITHIN);
    }),
  );
});

test('an exact p-value is the share of all orders of few rows that are as far apart', () => {
  // Every way to lay 3 rows among 7: counted one by one.
  const orders = (ones: number, zeros: number): number[][] =>
    ones === 0 || zeros === 0
      ? [[...Array<number>(ones).fill(1), ...Array<number>(zeros).fill(0)]]
      : [...orders(ones - 1, zeros).map((rest) => [1, ...rest]), ...orders(ones, zeros - 1).map((rest) => [0, ...rest])];
  const all = orders(3, 4).map((order) => {
    const at = (side: number): number[] => order.flatMap((each, index) => (each === side ? [index] : []));
    return kolmogorovSmirnov(at(1), at(0));
  });
  expect(all).toHaveLength(35);
  for (const d of new Set(all)) {
    const share = all.filter((other) => other >= d - 1e-9).length / all.length;
    expectClose(twoSampleTail(d, 3, 4), share);
  }
});

test('shifting a sample moves it by the shift, in its own unit', () => {
  const values = sampleOf({ size: 500, seed: 9, draws: 2, scale: 4, shift: 0 }).toSorted();
  expect(
    wasserstein(
      values,
      values.map((value) => value + 1.5),
    ),
  ).toBeCloseTo(1.5, 12);
});

test('a side without rows has no distance', () => {
  expect([psi([0, 0], [1, 2]), jensenShannon([1, 2], [0, 0]), wasserstein([], [1]), kolmogorovSmirnov([1], [])]).toEqual(
    Array(4).fill(Number.NaN),
  );
  expect(chiSquare([0, 0], [1, 2])).toEqual({ statistic: Number.NaN, freedom: 1, p: Number.NaN });
});
