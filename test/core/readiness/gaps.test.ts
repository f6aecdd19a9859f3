import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCard } from '../../../core/readiness/card';
import { readinessGaps, type Demands, type Evidence } from '../../../core/readiness/gaps';

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
const CARD = JSON.parse(readFileSync(join(MODEL, 'card.json'), 'utf8')) as Card;
const FAULTS = readFileSync(join(MODEL, 'samples', 'known-faults.jsonl'), 'utf8').split('\n');
const DIGEST = 'a'.repeat(64);
const DEMANDS: Demands = { atLeast: { roc_auc: 0.97 }, knownFaults: true, approved: false };

interface Card {
  additional_information: Record<string, unknown>;
  evaluation_details: { metadata: Record<string, string>; metric_groups: { metric_data: { name: string; value: unknown }[] }[] }[];
}

function gaps(change: (card: Card) => void, demands: Partial<Demands> = {}, evidence: Partial<Evidence> = {}): string[] {
  const card = structuredClone(CARD);
  change(card);
  return readinessGaps({ card, knownFaults: FAULTS, digest: DIGEST, ...evidence }, { ...DEMANDS, ...demands });
}

const evaluationOf = (card: Card): Card['evaluation_details'][number] => card.evaluation_details[0] ?? fail();
function fail(): never {
  throw new Error('the card of the example has an evaluation');
}
function dropMetric(card: Card, name: string): void {
  for (const group of evaluationOf(card).metric_groups) group.metric_data = group.metric_data.filter((metric) => metric.name !== name);
}
function setMetric(card: Card, name: string, value: number): void {
  for (const group of evaluationOf(card).metric_groups)
    for (const metric of group.metric_data) if (metric.name === name) metric.value = value;
}

test('the model of the example is ready, and its card is read as it stands', () => {
  expect(gaps(() => undefined)).toEqual([]);
  const [evaluation] = readCard(CARD).evaluations;
  expect(evaluation).toMatchObject({ rows: 842, unseen: true, baseline: { name: 'majority class', metric: 'accuracy', value: 0.60095 } });
});

test.each<[string, (card: Card) => void, Partial<Demands>, RegExp]>([
  [
    'a bar above the lower end of the interval',
    () => undefined,
    { atLeast: { roc_auc: 0.985 } },
    /^roc_auc is at least 0\.979908 .*842 rows.* 0\.985 is demanded/,
  ],
  [
    'a metric that the card does not hold',
    () => undefined,
    { atLeast: { f1: 0.9 } },
    /^f1 of at least 0\.9 is demanded, and card\.json has no f1 on unseen rows/,
  ],
  [
    'metrics on training rows only',
    (card) => (evaluationOf(card).metadata['unseen'] = 'false'),
    {},
    /^card\.json has no evaluation on unseen rows/,
  ],
  ['no interval', (card) => dropMetric(card, 'roc_auc_lower'), {}, /^roc_auc in evaluation 'held-out' has no interval; add roc_auc_lower/],
  ['no number of rows', (card) => delete evaluationOf(card).metadata['rows'], {}, /^evaluation 'held-out' does not say on how many rows/],
  ['no baseline', (card) => delete evaluationOf(card).metadata['baseline'], {}, /^card\.json names nothing that the model has to beat/],
  [
    'a baseline by a metric that is not there',
    (card) => (evaluationOf(card).metadata['baseline'] = 'current model, f1 0.9'),
    {},
    /by f1, and it has no f1_lower/,
  ],
  [
    'no better than the majority class',
    (card) => setMetric(card, 'accuracy_lower', 0.6),
    {},
    /^accuracy is at least 0\.6 .*no better than majority class with 0\.60095/,
  ],
  [
    'no better than the current model',
    (card) => (evaluationOf(card).metadata['baseline'] = 'current model, roc_auc 0.98'),
    {},
    /no better than current model with 0\.98/,
  ],
  ['no approval', () => undefined, { approved: true }, /^nobody has approved this model; .*"approved_digest": "a{64}"/],
])('%s is one gap, with how to mend it', (_what, change, demands, expected) => {
  const found = gaps(change, demands);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(expected);
});

test('an approval is of bytes: another digest is no approval, the same one and the registry are', () => {
  const approvedBy = (digest: string) => (card: Card) =>
    (card.additional_information['custom_details'] = { approved_by: 'R. Reviewer', approved_digest: digest });
  expect(gaps(approvedBy('b'.repeat(64)), { approved: true })).toEqual([
    expect.stringMatching(/^R\. Reviewer approved b{64}, and this model is a{64}/),
  ]);
  expect(gaps(approvedBy(DIGEST), { approved: true })).toEqual([]);
  const fromRegistry = { ...CARD, model_package_details: { model_approval_status: 'Approved' } };
  expect(gaps(() => undefined, { approved: true }, { card: fromRegistry })).toEqual([]);
});

test('without a card and without known faults both are said at once', () => {
  expect(gaps(() => undefined, {}, { card: undefined, knownFaults: undefined })).toEqual([
    expect.stringMatching(/^card\.json is missing/),
    expect.stringMatching(/^the known faults are not written down/),
  ]);
});

test.each([
  ['{"input": {}', /known-faults\.jsonl:1: this is no row with an input/],
  ['{"input": {}, "because": "x"}', /known-faults\.jsonl:1: expected, given are missing/],
  ['{"input": {}, "expected": 1, "given": 0, "because": " "}', /known-faults\.jsonl:1: "because" is missing/],
])('a known fault that is incomplete is named by its line: %s', (line, expected) => {
  expect(gaps(() => undefined, {}, { knownFaults: [line] })).toEqual([expect.stringMatching(expected)]);
});

test('any JSON at all as a card comes to gaps or to none, never to a crash', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (card) => {
      // Nothing random names unseen rows.
      expect(readinessGaps({ card, knownFaults: FAULTS, digest: DIGEST }, DEMANDS).length).toBeGreaterThan(0);
    }),
  );
});
