import type { Plan } from '../../../../runtime/plan';
import type { RehearsalReport } from '../../../../runtime/report/rehearsal-report';
import { nightly, rehearsedRuns } from './apps';

jest.setTimeout(300_000);

/** The alarm on slow runs, watching something else. */
const watching = (properties: Readonly<Record<string, unknown>>): Plan => {
  const plan = nightly();
  return {
    ...plan,
    alarms: plan.alarms.map((alarm) =>
      alarm.name.includes('SlowRun') ? { ...alarm, properties: { ...alarm.properties, ...properties } } : alarm,
    ),
  };
};
const slowRun = ({ alarms }: RehearsalReport): RehearsalReport['alarms'][number] | undefined =>
  alarms.find(({ name }) => name.includes('SlowRun'));

test('an alarm whose threshold lies within what a job may need to start depends on it, and the report says what it does at each end', async () => {
  // Of minutes: three to eight are the start of the job, and its records next to nothing.
  const plan = watching({ MetricName: 'RunDuration', Threshold: 6 * 60 });
  const options = { faults: ['batch-hangs'], healthyDays: 14, bands: true };
  const judged = slowRun(await rehearsedRuns(plan, options));
  expect(judged?.verdict).toBe('depends');
  expect(judged?.depends).toEqual([
    { constant: 'jobStartMinutes', at: 'drawn for each run', outcome: 'noisy' },
    { constant: 'jobStartMinutes', at: '3 min', outcome: 'fires' },
  ]);
  expect(slowRun(await rehearsedRuns(plan, { ...options, bands: false }))).toMatchObject({ verdict: 'noisy', depends: [] });
});
