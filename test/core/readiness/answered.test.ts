import fc from 'fast-check';
import { answerTo, faultOutcome, goldenDifferences } from '../../../core/readiness/answered';
import type { ModelSchema } from '../../../core/schema/schema';

const CLASSES = ['nonspam', 'spam'];
const BOTH: ModelSchema = {
  version: 1,
  features: [{ name: 'x', type: 'number' }],
  outputs: [
    { name: 'label', type: 'integer', classes: CLASSES },
    { name: 'probabilities', type: 'number', size: 2, classes: CLASSES },
  ],
};
const SCORES: ModelSchema = { ...BOTH, outputs: BOTH.outputs.slice(1) };
const NUMBER: ModelSchema = { ...BOTH, outputs: [{ name: 'price', type: 'number' }] };
const TEXT: ModelSchema = { ...BOTH, outputs: [{ name: 'kind', type: 'string' }] };

test.each([
  [{ label: 1 }, { label: 1 }],
  [[{ label: 1 }], { label: 1 }],
  [{ predictions: [{ label: 1 }] }, { label: 1 }],
  [{ predictions: [1, 2] }, [1, 2]],
  [[0.2], 0.2],
  [0.2, 0.2],
  ['spam', 'spam'],
])('of what a model answered one record with, %j, the answer is %j', (body, answer) => expect(answerTo(body)).toEqual(answer));

const FAULT = { expected: 'nonspam', given: 'spam' };

test.each([
  ['the label, by the name of its class', BOTH, { label: 0, probabilities: [0.6, 0.4] }, 'gone', 'nonspam'],
  ['the label, as it was', BOTH, { label: 1, probabilities: [0.1, 0.9] }, 'there', 'spam'],
  ['a label that no class has', BOTH, { label: 7, probabilities: [0.1, 0.9] }, 'otherwise', 7],
  ['the likeliest class, where there is no label', SCORES, { probabilities: [0.7, 0.3] }, 'gone', 'nonspam'],
  ['the likeliest class, where the answer is bare', SCORES, [0.3, 0.7], 'there', 'spam'],
  ['a text', TEXT, { kind: 'nonspam' }, 'gone', 'nonspam'],
] as const)('a known fault is told by %s', (_, schema, answer, outcome, now) => {
  expect(faultOutcome(answer, FAULT, schema)).toEqual({ outcome, now });
});

test.each([
  [10, 'gone'],
  [12.5, 'there'],
  [12.500_000_5, 'there'],
  [11, 'otherwise'],
])('of a regression that said 12.5 and should say 10, %d is %s', (price, outcome) => {
  expect(faultOutcome({ price }, { expected: 10, given: 12.5 }, NUMBER).outcome).toBe(outcome);
});

test.each([
  [{ verdict: 'nonspam', score: 0.3 }, 'gone'],
  [[['spam', 0.8]], 'there'],
  ['nonspam', 'gone'],
  // Both words, or neither: nobody knows which is the answer.
  [{ nonspam: 0.3, spam: 0.7 }, 'otherwise'],
  [{ scores: { spam: 'nonspam', other: 'spam' } }, 'otherwise'],
])('of a model that has no schema the answer %j is looked through: %s', (answer, outcome) => {
  expect(faultOutcome(answer, FAULT, undefined).outcome).toBe(outcome);
});

test('what is expected of several outputs is compared output by output', () => {
  const fault = { expected: { label: 0 }, given: { label: 1 } };
  expect(faultOutcome({ label: 0, probabilities: [1, 0] }, fault, BOTH).outcome).toBe('gone');
  expect(faultOutcome({ label: 1, probabilities: [0, 1] }, fault, BOTH).outcome).toBe('there');
});

test('golden rows agree to 1e-6 in numbers and exactly in all else', () => {
  const output = { label: 0, probabilities: [0.9, 0.1] };
  expect(goldenDifferences({ label: 0, probabilities: [0.900_000_5, 0.099_999_5] }, output)).toEqual([]);
  expect(goldenDifferences({ label: 1, probabilities: [0.9, 0.1] }, output)).toEqual(['label is 1, recorded was 0']);
  expect(goldenDifferences({ label: 0, probabilities: [0.8, 0.2] }, output)).toEqual([
    'probabilities is [0.8,0.2], recorded was [0.9,0.1]',
  ]);
  expect(goldenDifferences({ label: 0 }, output)).toEqual(['probabilities is missing, recorded was [0.9,0.1]']);
});

test('a label may flip only where a probability is within 1e-6 of the threshold', () => {
  const output = { label: 0, probabilities: [0.5, 0.5] };
  expect(goldenDifferences({ label: 1, probabilities: [0.499_999_9, 0.500_000_1] }, output)).toEqual([]);
  expect(goldenDifferences({ label: 1, probabilities: [0.4999, 0.5001] }, output)).toHaveLength(2);
});

test('a score that cannot be made a number is no score', () => {
  const fault = { expected: 'spam', given: 'ham' };
  expect(faultOutcome([{ toString: false }], fault, SCORES).outcome).toBe('otherwise');
});

test('whatever is answered has one outcome, and what is recorded agrees with itself', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (answer, expected, given) => {
      for (const schema of [undefined, BOTH, SCORES, NUMBER, TEXT])
        expect(['gone', 'there', 'otherwise']).toContain(faultOutcome(answer, { expected, given }, schema).outcome);
    }),
  );
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => expect(goldenDifferences(record, record)).toEqual([])));
});
