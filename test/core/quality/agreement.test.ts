import { agreementOf, mostDifferent, type Pair } from '../../../core/quality/agreement';
import { decisionOf } from '../../../core/quality/decision';
import { contractBreaks } from '../../../core/schema/contract';
import type { ModelSchema, Output } from '../../../core/schema/schema';

const LABEL: Output = { name: 'label', type: 'integer', classes: ['ham', 'spam'] };
const SHARES: Output = { name: 'probabilities', type: 'number', size: 2, classes: ['ham', 'spam'] };

function pair(row: number, current: [string, number], candidate: [string, number]): Pair {
  return { row, current: { label: current[0], score: current[1] }, candidate: { label: candidate[0], score: candidate[1] } };
}

test.each<[string, object, readonly Output[], object]>([
  [
    'a label by the name of its class, and the probability of the last',
    { label: 1, probabilities: [0.2, 0.8] },
    [LABEL, SHARES],
    { label: 'spam', score: 0.8 },
  ],
  ['probabilities alone by the greatest', { probabilities: [0.7, 0.3] }, [SHARES], { label: 'ham', score: 0.3 }],
  ['a text as it is', { said: 'spam' }, [{ name: 'said', type: 'string' }], { label: 'spam' }],
  [
    'a number between 0 and 1 as the probability of class 1',
    { p: 0.7 },
    [{ name: 'p', type: 'number', range: [0, 1] }],
    { label: '1', score: 0.7 },
  ],
  ['any other number as a value', { price: 12.5 }, [{ name: 'price', type: 'number' }], { score: 12.5 }],
  ['nothing where nothing is', {}, [LABEL, SHARES], {}],
])('a prediction is read: %s', (_what, prediction, outputs, decision) => {
  expect(decisionOf(prediction as Record<string, unknown>, { outputs })).toEqual(decision);
});

test('labels that are the same are counted with their interval, flips by their direction, scores by how far they are apart', () => {
  const pairs = [
    ...Array.from({ length: 96 }, (_, index) => pair(index + 1, ['ham', 0.1], ['ham', 0.1])),
    pair(97, ['spam', 0.9], ['ham', 0.4]),
    pair(98, ['spam', 0.6], ['ham', 0.45]),
    pair(99, ['spam', 0.7], ['ham', 0.3]),
    pair(100, ['ham', 0.4], ['spam', 0.6]),
  ];
  const { same, flips, difference } = agreementOf(pairs);
  // Wilson's interval of 96 of 100: 0.9016 to 0.9843 (Brown, Cai and DasGupta 2001 give the formula).
  expect([same?.value, same?.lower, same?.upper].map((value) => Number(value?.toFixed(4)))).toEqual([0.96, 0.9016, 0.9843]);
  expect(flips).toEqual([
    { from: 'spam', to: 'ham', count: 3 },
    { from: 'ham', to: 'spam', count: 1 },
  ]);
  expect(difference?.p50).toBe(0);
  expect(difference?.most).toBeCloseTo(0.5);
  expect(mostDifferent(pairs, 2).map(({ row }) => row)).toEqual([97, 99]);
});

test('models of values have no labels: their greatest differences are shown', () => {
  const pairs: Pair[] = [1, 5, 2].map((by, index) => ({ row: index + 1, current: { score: 10 }, candidate: { score: 10 + by } }));
  expect(agreementOf(pairs)).toMatchObject({ same: null, flips: [], difference: { most: 5 } });
  expect(mostDifferent(pairs, 2).map(({ row }) => row)).toEqual([2, 3]);
});

test('what callers would run into is said by name', () => {
  const current: ModelSchema = {
    version: 1,
    features: [
      { name: 'age', type: 'number' },
      { name: 'city', type: 'string' },
    ],
    outputs: [LABEL, SHARES],
  };
  const candidate: ModelSchema = {
    version: 1,
    features: [
      { name: 'age', type: 'string' },
      { name: 'income', type: 'number' },
      { name: 'note', type: 'string', optional: true },
    ],
    outputs: [{ ...SHARES, size: 3 }],
  };
  expect(contractBreaks(current, current)).toEqual([]);
  expect(contractBreaks(current, candidate)).toEqual([
    "it asks for feature 'income', which callers do not send",
    "it does not know feature 'city', which callers send",
    "feature 'age' is string, and callers send number",
    "it does not answer 'label', which callers read",
    "output 'probabilities' is 3 of number, and callers read 2 of number",
  ]);
});
