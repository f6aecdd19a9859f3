import fc from 'fast-check';
import { distancesFromSketches } from '../../../core/drift/from-sketches';
import { kolmogorovSmirnov } from '../../../core/drift/distances/kolmogorov-smirnov';
import { psi } from '../../../core/drift/distances/psi';
import { wasserstein } from '../../../core/drift/distances/wasserstein';
import type { NumericProfile, Profile } from '../../../core/drift/profile/profile';
import { confirmed, driftedImportance, judge, type FeatureVerdict, type Verdict } from '../../../core/drift/verdict/judge';
import { poolRare } from '../../../core/drift/verdict/pool-rare';
import { sameWeekday, thresholdsFrom, type HealthyWindow } from '../../../core/drift/verdict/thresholds';
import { seeded } from '../../../runtime/random';
import { baselineOf, profileOf, tableOf } from './tables';

const CODES = ['ATL', 'ORD', 'DFW', 'LAX', 'JFK', 'DEN', 'SEA', 'BOS'];

/** Flights as they might be: a long-tailed distance, an hour, a code, a delay that is often 0. */
function flights(rows: number, seed: number): { distance: number[]; hour: number[]; origin: string[]; delay: number[] } {
  const dice = seeded(seed);
  const each = <T>(make: () => T): T[] => Array.from({ length: rows }, make);
  return {
    distance: each(() => Math.round(80 + 2500 * dice() * dice())),
    hour: each(() => 5 + Math.floor(dice() * 9 + dice() * 9)),
    origin: each(() => CODES[Math.floor(dice() * dice() * CODES.length)] ?? ''),
    delay: each(() => (dice() < 0.2 ? 0 : Math.round((dice() * 60 - 20) * 10) / 10)),
  };
}

const BASELINE = baselineOf(tableOf(flights(20_000, 1)));
const judged = (columns: Record<string, unknown[]>): Verdict => judge(BASELINE, profileOf(BASELINE, [tableOf(columns)]));
const featureOf = ({ features }: Verdict, name: string): FeatureVerdict =>
  features.find((feature) => feature.name === name) as FeatureVerdict;
const driftedIn = ({ features }: Verdict): string[] => features.filter(({ drifted }) => drifted).map(({ name }) => name);

test.each([200, 500, 5000])('%d more rows of the same kind have not drifted', (rows) => {
  for (let seed = 2; seed < 14; seed += 1) expect([seed, driftedIn(judged(flights(rows, seed)))]).toEqual([seed, []]);
});

test.each<[string, (window: ReturnType<typeof flights>) => Record<string, unknown[]>, string, string]>([
  ['miles become kilometres', (w) => ({ ...w, distance: w.distance.map((miles) => Math.round(miles * 1.609)) }), 'distance', 'psi'],
  ['hours are in another zone', (w) => ({ ...w, hour: w.hour.map((hour) => (hour + 5) % 24) }), 'hour', 'psi'],
  ['codes are in lower case', (w) => ({ ...w, origin: w.origin.map((code) => code.toLowerCase()) }), 'origin', 'new_value_share'],
  [
    'a fifth is missing',
    (w) => ({ ...w, distance: w.distance.map((miles, row) => (row % 5 === 0 ? null : miles)) }),
    'distance',
    'missing_share',
  ],
  [
    'a twentieth becomes 0',
    (w) => ({ ...w, distance: w.distance.map((miles, row) => (row % 20 === 0 ? 0 : miles)) }),
    'distance',
    'zero_share',
  ],
  ['a feature is frozen', (w) => ({ ...w, delay: w.delay.map(() => 12.5) }), 'delay', 'psi'],
  ['a number comes as a text', (w) => ({ ...w, hour: w.hour.map((hour) => `${hour}h`) }), 'hour', 'type_error_share'],
  ['a feature vanishes', ({ hour: _hour, ...w }) => w, 'hour', 'missing_share'],
])('%s: the feature has drifted, and alone', (_what, fault, name, statistic) => {
  const verdict = judged(fault(flights(5000, 77)));
  expect(verdict.verdict).toBe('drift');
  expect(driftedIn(verdict)).toEqual([name]);
  expect(featureOf(verdict, name).statistic).toBe(statistic);
  expect(verdict.features[0]?.name).toBe(name);
});

test('of a feature that no row has it is asked whether its column is there', () => {
  const { hour: _hour, ...window } = flights(2000, 79);
  expect(featureOf(judged(window), 'hour').reason).toMatch(
    /^no row has a value, 0 % had none in the baseline: is the column there, under this name\?/,
  );
});

test('5 % of zeros is far below what PSI sees, and the share of zeros says it', () => {
  const window = flights(5000, 78);
  const verdict = judged({ ...window, delay: window.delay.map((delay, row) => (row % 20 === 0 ? 0 : delay)) });
  const delay = featureOf(verdict, 'delay');
  expect(delay.comparison?.psi).toBeLessThan(0.05);
  expect(delay).toMatchObject({ statistic: 'zero_share', drifted: true });
  expect(delay.reason).toMatch(/^zeros: 2\d(\.\d)? % of the rows, \d+(\.\d)? % in the baseline$/);
});

test('fewer than 200 rows are too little to tell, whatever they hold', () => {
  const verdict = judged({ ...flights(199, 5), distance: Array<number>(199).fill(1) });
  expect(verdict).toMatchObject({ verdict: 'too-little', rows: 199, notify: 'nobody' });
  expect(driftedIn(verdict)).toEqual([]);
  expect(featureOf(verdict, 'distance').reason).toMatch(/^too little to tell: 199 values, 200 are needed$/);
});

test('one row and no row are too little, and nothing breaks', () => {
  expect(judged(flights(1, 5)).verdict).toBe('too-little');
  expect(judge(BASELINE, profileOf(BASELINE, []))).toMatchObject({ verdict: 'too-little', rows: 0 });
});

test('from 200 to 499 rows drift is a ticket of low confidence', () => {
  const verdict = judged({ ...flights(300, 6), distance: Array<number>(300).fill(99) });
  expect(verdict).toMatchObject({ verdict: 'drift', notify: 'ticket' });
  expect(featureOf(verdict, 'distance').reason).toMatch(/; low confidence, few rows$/);
});

const DAY = (index: number): string => new Date(Date.UTC(2001, 0, 1 + index)).toISOString().slice(0, 10);
/** On Saturdays and Sundays people fly further. */
function day(index: number, seed: number): Record<string, unknown[]> {
  const window = flights(2000, seed);
  const weekend = [0, 6].includes(new Date(DAY(index)).getUTCDay());
  return weekend ? { ...window, distance: window.distance.map((miles) => miles * 2) } : window;
}
const HEALTHY: HealthyWindow[] = Array.from({ length: 28 }, (_, index) => ({
  day: DAY(index),
  profile: profileOf(BASELINE, [tableOf(day(index, 100 + index))]),
}));

test('healthy days are each held against the same weekday, so that a weekend is no drift', () => {
  const thresholds = thresholdsFrom(HEALTHY);
  expect(thresholds.windows).toBe(28);
  expect(thresholds.worst.get('distance')?.psi).toBeLessThan(0.1);
  const saturday = profileOf(BASELINE, [tableOf(day(33, 999))]);
  expect(judge(sameWeekday(HEALTHY, DAY(33)) as Profile, saturday, thresholds).verdict).toBe('no-drift');
  // Against all days alike, each weekend has drifted.
  expect(judge(BASELINE, saturday).verdict).toBe('drift');
});

test('with 28 healthy windows the floor is 0.1, and a threshold lies half above the worst of them', () => {
  const thresholds = thresholdsFrom(HEALTHY, BASELINE);
  const worst = thresholds.worst.get('distance')?.psi ?? 0;
  expect(worst).toBeGreaterThan(0.2);
  const verdict = judge(BASELINE, profileOf(BASELINE, [tableOf(flights(2000, 7))]), thresholds);
  expect(verdict.features.find(({ name }) => name === 'distance')).toMatchObject({ drifted: false });
  expect(psiThreshold(verdict, 'distance')).toBeCloseTo(1.5 * worst, 12);
  expect(psiThreshold(verdict, 'hour')).toBe(0.1);
  expect(psiThreshold(judged(flights(2000, 7)), 'hour')).toBe(0.2);
});

function psiThreshold({ features }: Verdict, name: string): number | null | undefined {
  return features.find((feature) => feature.name === name && feature.statistic === 'psi')?.threshold;
}

test('drift pages when the drifted features hold 30 % of the importance, with enough windows and rows', () => {
  const thresholds = thresholdsFrom(HEALTHY);
  const one = { ...flights(2000, 8), distance: Array<number>(2000).fill(1) };
  const reference = sameWeekday(HEALTHY, DAY(31)) as Profile;
  const oneOfFour = judge(reference, profileOf(BASELINE, [tableOf(one)]), thresholds);
  expect([driftedImportance(oneOfFour.features), oneOfFour.notify]).toEqual([0.25, 'ticket']);
  const twoOfFour = judge(reference, profileOf(BASELINE, [tableOf({ ...one, hour: Array<number>(2000).fill(3) })]), thresholds);
  expect([driftedImportance(twoOfFour.features), twoOfFour.notify]).toEqual([0.5, 'page']);
});

test('two of the last three windows confirm', () => {
  expect([[], [true], [true, true], [true, false, true], [true, true, false, false], [false, false, true]].map(confirmed)).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
  ]);
});

test('rare bins are pooled until chance alone gives little PSI', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 3000 }), fc.integer({ min: 50, max: 400 }), fc.nat(), (rows, names, seed) => {
      const dice = seeded(seed);
      const draw = (): number[] => {
        const counts = Array<number>(names + 1).fill(0);
        for (let row = 0; row < rows; row += 1) {
          const name = Math.floor(dice() * names);
          counts[name] = (counts[name] ?? 0) + 1;
        }
        return counts;
      };
      const [baseline, current] = [draw(), draw()];
      const pooled = poolRare({ labels: baseline.map(String), baseline, current, apart: 1 });
      expect(psi(pooled.baseline, pooled.current)).toBeLessThan(0.2);
      expect(pooled.current.reduce((sum, count) => sum + count, 0)).toBe(rows);
      expect(pooled.labels).toHaveLength(pooled.current.length);
    }),
    { numRuns: 100 },
  );
});

const values = fc.array(fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer({ min: -20, max: 700 }), fc.constant(0)), {
  minLength: 1,
  maxLength: 80,
});

test('distances from sketches are off by no more than they say', () => {
  fc.assert(
    fc.property(values, values, fc.boolean(), (left, right, whole) => {
      const [a, b] = [left, right].map((list) => Float64Array.from(list, (value) => (whole ? Math.round(value) : value)).sort());
      const baseline = baselineOf(tableOf({ x: a }), { predictions: ['x'] });
      const [one, other] = [baseline, profileOf(baseline, [tableOf({ x: b })])].map(({ predictions }) => predictions[0] as NumericProfile);
      const distances = distancesFromSketches(one, other);
      // Fractions in a column of whole numbers are type errors, and not in its sketch.
      if (distances === undefined || other?.typeErrors !== 0) return;
      const exact = {
        ks: kolmogorovSmirnov(a, b),
        wasserstein: wasserstein(a, b),
      };
      expect(distances.ks.value).toBeLessThanOrEqual(exact.ks + 1e-12);
      expect(exact.ks).toBeLessThanOrEqual(distances.ks.value + distances.ks.error + 1e-12);
      expect(Math.abs(distances.wasserstein.value - exact.wasserstein)).toBeLessThanOrEqual(
        distances.wasserstein.error * (1 + 1e-9) + 1e-6,
      );
    }),
    { numRuns: 500 },
  );
});

test('of whole numbers up to 512 the sketch is exact', () => {
  const dice = seeded(12);
  const [a, b] = [0, 3].map((shift) => Float64Array.from({ length: 5000 }, () => Math.floor(dice() * dice() * 500) + shift));
  const baseline = baselineOf(tableOf({ x: a }));
  const current = profileOf(baseline, [tableOf({ x: b })]);
  const distances = distancesFromSketches(baseline.features[0] as NumericProfile, current.features[0] as NumericProfile);
  expect(distances?.ks.error).toBe(0);
  expect(distances?.ks.value).toBeCloseTo(kolmogorovSmirnov((a as Float64Array).toSorted(), (b as Float64Array).toSorted()), 12);
  expect(distances?.wasserstein.error).toBe(0);
  expect(distances?.wasserstein.value).toBeCloseTo(wasserstein((a as Float64Array).toSorted(), (b as Float64Array).toSorted()), 9);
});
