import type { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OBSERVABLES } from '../../../core/metrics/index';
import { FAULTS } from '../../../runtime/faults/catalogue';
import { LATER_FAULTS } from '../../../runtime/faults/later';
import type { Host } from '../../../runtime/host';
import { alarm, faultIn, rehearsed, theirs, type Said } from '../rehearsal/apps';

jest.setTimeout(120_000);

const ROOM = join(__dirname, '..', '..', '..', 'runtime', 'faults');

test('every number of the catalogue stands once: it runs, it waits, or it is found without a run', () => {
  const numbers = [...FAULTS, ...LATER_FAULTS, { number: 20 }].map(({ number }) => number);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

test.each(FAULTS.map((fault) => [fault.name, fault] as const))(
  '%s has a file of its own, a source, and its fixed strength in its range',
  (name, fault) => {
    const { strength, moves } = fault;
    expect(readFileSync(join(ROOM, `${name}.ts`), 'utf8')).toContain(`name: '${name}'`);
    expect(strength.source).not.toBe('');
    expect(strength.fixed).toBeGreaterThanOrEqual(strength.range[0]);
    expect(strength.fixed).toBeLessThanOrEqual(strength.range[1]);
    expect(moves.every((observable) => OBSERVABLES.includes(observable))).toBe(true);
  },
);

type Props = Partial<cloudwatch.CfnAlarmProps>;
const HOST = { namespace: '/aws/sagemaker/Endpoints' };
const LATE: Props = { metricName: 'ModelLatency', extendedStatistic: 'p99', threshold: 100_000 };
const FAILED: Props = { metricName: 'Invocation5XXErrors', statistic: 'Average', threshold: 0.02, period: 300, evaluationPeriods: 2 };
const INSTANCES: Props = {
  ...HOST,
  metricName: 'CPUUtilization',
  statistic: 'SampleCount',
  threshold: 2,
  comparisonOperator: 'LessThanThreshold',
  treatMissingData: 'breaching',
};

// A deployment with the alarm that sees the fault; the deployment that does not has none.
const SEES: readonly [fault: string, props: Props, said?: Said][] = [
  ['slow-model', LATE, { answers: '50ms', perMinute: 120 }],
  ['slow-tail', LATE, { answers: '20ms', perMinute: 600 }],
  ['queue-saturation', LATE, { answers: '60ms', perMinute: 900 }],
  ['timeout-60s', FAILED],
  ['ping-starvation', INSTANCES, { perMinute: 300 }],
  ['retry-storm', FAILED],
  ['memory-growth', { ...HOST, metricName: 'MemoryUtilization', statistic: 'Maximum', threshold: 85 }, { perMinute: 300 }],
  ['disk-full', { ...HOST, metricName: 'DiskUtilization', statistic: 'Maximum', threshold: 70 }, { capture: true }],
  ['error-burst', FAILED, { perMinute: 300 }],
  ['denied', { ...INSTANCES, threshold: 1 }, { instances: 1 }],
  [
    'no-traffic',
    {
      metricName: 'Invocations',
      statistic: 'Sum',
      threshold: 1,
      comparisonOperator: 'LessThanThreshold',
      period: 900,
      evaluationPeriods: 1,
      treatMissingData: 'breaching',
    },
  ],
];

test.each(SEES)('%s is seen where an alarm watches for it, and is a blind spot where none does', async (fault, props, said = {}) => {
  const options = { faults: [fault], healthyDays: 1 };
  const seeing = await rehearsed(
    theirs((stack: Stack) => void alarm(stack, 'Sees', props), said),
    options,
  );
  const blind = await rehearsed(
    theirs(() => undefined, said),
    options,
  );
  expect(faultIn(seeing, fault)).toMatchObject({ status: 'seen', seenBy: ['Sees'] });
  expect(faultIn(seeing, fault).minutes).toBeGreaterThan(0);
  expect(faultIn(blind, fault)).toMatchObject({ status: 'blind', seenBy: [], minutes: null });
  expect(blind.blindSpots).toHaveLength(1);
});

test.each([
  ['throttled', { perMinute: 600 }],
  ['payload-too-large', { perMinute: 600 }],
])('%s harms callers and shows in no metric: it is a blind spot that never counts', async (fault, said) => {
  const watched = (stack: Stack): void => {
    alarm(stack, 'Failed', FAILED);
    alarm(stack, 'Late', LATE);
  };
  const report = await rehearsed(theirs(watched, { ...said, covers: ['errors', 'too large to run'] }), { faults: [fault], healthyDays: 1 });
  expect(faultIn(report, fault)).toMatchObject({ status: 'blind' });
  expect(report.blindSpots).toEqual([expect.objectContaining({ fault, counts: false })]);
});

test('late metrics and a weekend set nothing off that is sound, and an alarm that takes missing data for a breach is noisy', async () => {
  const jumpy: Props = {
    ...LATE,
    threshold: 10_000_000,
    treatMissingData: 'breaching',
    evaluationPeriods: 1,
    dimensions: [
      { name: 'EndpointName', value: 'fraud' },
      { name: 'VariantName', value: 'Blue' },
    ],
  };
  const report = await rehearsed(
    theirs(
      (stack) => {
        alarm(stack, 'Sound', LATE);
        alarm(stack, 'Jumpy', { ...jumpy, period: 60 });
      },
      { perMinute: 600, quietestPerMinute: 1 },
    ),
    { faults: ['late-metrics', 'weekend'], healthyDays: 1 },
  );
  expect(report.alarms.find(({ name }) => name === 'Jumpy')?.verdict).toBe('noisy');
  expect(report.alarms.find(({ name }) => name === 'Sound')?.falseAlarms).toBe(0);
});

test('a fault that a fast model shrugs off is harmless at this strength, and its weakest strength is still sought', async () => {
  const report = await rehearsed(
    theirs((stack) => void alarm(stack, 'Late', LATE), { answers: '1ms' }),
    { faults: ['slow-model'], healthyDays: 1 },
  );
  expect(faultIn(report, 'slow-model')).toMatchObject({ status: 'harmless', harmed: 0 });
  const [weakest] = report.alarms[0]?.weakest ?? [];
  // 100 ms over 1 ms, somewhat less because requests then wait for each other; a range that is halved by ratio ends within 12 %.
  expect(weakest?.strength).toBeGreaterThan(60);
  expect(weakest?.strength).toBeLessThan(112);
});

test('a fault that does not apply says why', async () => {
  const report = await rehearsed(
    theirs(() => undefined),
    { faults: ['no-capacity'], healthyDays: 1 },
  );
  expect(faultIn(report, 'no-capacity')).toMatchObject({ status: 'not-runnable', text: 'its capacity is fixed: nothing scales out' });
});

test('what slipway.json accepts and is not there is said, and refuses nothing', async () => {
  const said: string[] = [];
  const host: Host = {
    say: ({ level, text }) => {
      if (level === 'warn') said.push(text);
    },
  };
  const allow = ['Theirs/Typo', 'slow-modle', 'slow-model', 'Theirs/Endpoint slow-tail'].map((id) => ({ id, reason: 'known' }));
  await rehearsed(
    theirs(() => undefined, { allow }),
    { host, faults: ['slow-model'] },
  );
  expect(said).toEqual(
    ['Theirs/Typo', 'slow-modle'].map((id) => `slipway.json accepts '${id}', which is neither an alarm nor a fault here`),
  );
});

test('a stand-in that is not there is refused, with where it should be', async () => {
  const plan = theirs(() => undefined, { standIn: 'nowhere.onnx' });
  await expect(rehearsed(plan, { faults: ['slow-model'] })).rejects.toThrow(/there is no model at .*nowhere\.onnx, which is to stand in/);
});

test('a fault, a deployment or an acceptance that is not there is refused, with what there is', async () => {
  const plan = theirs(() => undefined);
  await expect(rehearsed(plan, { faults: ['slow-modle'] })).rejects.toThrow(
    'there is no fault slow-modle that can run; there are slow-model,',
  );
  await expect(rehearsed(plan, { paths: ['Ours'] })).rejects.toThrow('there is no deployment at Ours; there are Theirs/Endpoint');
  await expect(rehearsed(plan, { allow: [{ id: 'Theirs/Typo', reason: 'known' }] })).rejects.toThrow(
    "'Theirs/Typo' is neither an alarm nor a fault here",
  );
});
