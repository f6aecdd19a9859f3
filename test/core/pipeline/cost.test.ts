import { costOfRun } from '../../../core/pipeline/cost';
import type { StepFacts } from '../../../core/pipeline/record';

const PRICES = {
  currency: 'EUR',
  instances: { 'ml.m5.large': { batch: 0.5, training: 1, processing: 2 } },
  athena: { terabyteScanned: 5 },
};
const started = { instanceType: 'ml.m5.large', instances: 2, retries: 0, seconds: 900 };
const times = (kind: string): StepFacts['times'] => ({
  [`${kind}StartTime`]: '2026-03-01T04:00:00Z',
  [`${kind}EndTime`]: '2026-03-01T04:10:00Z',
});

const cost = (step: StepFacts, prices = PRICES) => costOfRun({ steps: { Step: step } }, prices);

test.each<[string, StepFacts, number]>([
  ['a processing job', { kind: 'processing', ...started, times: times('Processing') }, (2 * 600 * 2) / 3600],
  ['an evaluation', { kind: 'evaluation', ...started, times: times('Processing') }, (2 * 600 * 2) / 3600],
  ['a training', { kind: 'training', ...started, times: times('Training') }, (2 * 600) / 3600],
  ['a training on spot instances', { kind: 'training', ...started, times: { ...times('Training'), BillableTimeInSeconds: 180 } }, 0.1],
  ['a transform', { kind: 'transform', ...started, times: times('Transform') }, (2 * 600 * 0.5) / 3600],
  ['a query', { kind: 'sql', scannedBytes: 2 ** 39 }, 2.5],
  ['a check that reads next to nothing, of which 10 MB are paid', { kind: 'check', scannedBytes: 1 }, 50 / 2 ** 20],
])('%s costs what it is paid for', (_, step, amount) => {
  const { amount: told, ...rest } = cost(step);
  expect(told).toBeCloseTo(amount, 12);
  expect(rest).toMatchObject({ currency: 'EUR', atMost: false, unknown: [] });
});

test('a job that was tried again, or left no times, costs at most what all the time around it does', () => {
  const job = { kind: 'processing', ...started };
  expect(cost({ ...job, times: times('Processing'), retries: 1 })).toMatchObject({ amount: 1, atMost: true });
  expect(cost({ ...job, times: {} })).toMatchObject({ amount: 1, atMost: true });
});

test.each<[string, StepFacts, typeof PRICES, string]>([
  [
    'without a price of its instance',
    { kind: 'processing', ...started, instanceType: 'ml.c5.large', times: times('Processing') },
    PRICES,
    'the price instances.ml.c5.large.processing',
  ],
  [
    'without a price for queries',
    { kind: 'sql', scannedBytes: 7 },
    { ...PRICES, athena: undefined } as unknown as typeof PRICES,
    'the price athena.terabyteScanned',
  ],
  ['without its bytes', { kind: 'branch' }, PRICES, "how much the query of 'Step' read"],
  ['without its machines', { kind: 'training', seconds: 3 }, PRICES, "for how long the job of 'Step' ran"],
  ['that failed', { kind: 'transform', error: 'States.TaskFailed' }, PRICES, "what 'Step' cost until it failed"],
])('the cost of a step %s is not known, and is not nothing', (_, step, prices, why) => {
  expect(cost(step, prices)).toMatchObject({ amount: null, unknown: [why], steps: { Step: { unknown: why } } });
});

test('what is known is summed, and the rest named once', () => {
  const unpriced: StepFacts = { kind: 'training', ...started, instanceType: 'ml.c5.large', times: times('Training') };
  const run = costOfRun(
    {
      steps: {
        Query: { kind: 'sql', scannedBytes: 2 ** 40 },
        One: unpriced,
        Two: unpriced,
        Left: { kind: 'training', skipped: true },
        Gate: { kind: 'gate' },
      },
    },
    PRICES,
  );
  expect(run).toMatchObject({ amount: 5, unknown: ['the price instances.ml.c5.large.training'] });
  expect(Object.keys(run.steps)).toEqual(['Query', 'One', 'Two']);
});

test('a run that failed tells of no step, so its cost is not known; one without steps costs nothing', () => {
  expect(costOfRun({}, PRICES)).toMatchObject({ amount: null, unknown: ['what its steps did until it failed'] });
  expect(costOfRun({ steps: {} }, PRICES)).toMatchObject({ amount: 0, unknown: [] });
});
