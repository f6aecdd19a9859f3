import { costOfRun } from '../../../core/batch/cost';
import { secondsOfJob } from '../../../core/batch/job-seconds';

const INSTANCES = { type: 'ml.m5.large', count: 3 };
const PRICES = { currency: 'EUR', instances: { 'ml.m5.large': { batch: 0.5 } } };

test('a run costs what its instances were there for, in all of its attempts', () => {
  const attempts = [
    { attempt: 1, instanceSeconds: 600, saidByJob: true, error: 'States.TaskFailed' },
    { attempt: 2, instanceSeconds: 1200, saidByJob: true },
  ];
  expect(costOfRun({ attempts, instances: INSTANCES }, PRICES)).toEqual({
    amount: 0.75,
    currency: 'EUR',
    instanceSeconds: 5400,
    atMost: false,
  });
});

test('where a job left no times the cost is at most that of the whole attempt', () => {
  const attempts = [{ attempt: 1, instanceSeconds: 3600, saidByJob: false }];
  expect(costOfRun({ attempts, instances: INSTANCES }, PRICES)).toMatchObject({ amount: 1.5, atMost: true });
});

test('no price, no cost; a price of nothing is one', () => {
  const attempts = [{ attempt: 1, instanceSeconds: 3600, saidByJob: true }];
  expect(costOfRun({ attempts, instances: { type: 'ml.c5.large', count: 1 } }, PRICES).amount).toBeNull();
  expect(costOfRun({ attempts, instances: INSTANCES }, { currency: 'EUR', instances: { 'ml.m5.large': { batch: 0 } } }).amount).toBe(0);
});

test.each<[string, unknown, number | undefined]>([
  ['ISO 8601', { TransformStartTime: '2026-03-02T04:00:00Z', TransformEndTime: '2026-03-02T04:01:30.25Z' }, 90.25],
  ['milliseconds', { TransformStartTime: 1_772_424_000_000, TransformEndTime: 1_772_424_060_000 }, 60],
  ['seconds', { TransformStartTime: 1_772_424_000, TransformEndTime: 1_772_424_060.5 }, 60.5],
  ['a job that never started', { TransformEndTime: 1_772_424_000 }, undefined],
  ['times the wrong way round', { TransformStartTime: 60, TransformEndTime: 0 }, undefined],
  ['no description', 'The job timed out', undefined],
])('times of a job as %s', (_what, description, seconds) => {
  expect(secondsOfJob(description)).toBe(seconds);
});
