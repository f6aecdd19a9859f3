import { CfnRule } from 'aws-cdk-lib/aws-events';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { CfnEndpoint, CfnEndpointConfigProps } from 'aws-cdk-lib/aws-sagemaker';
import { Stack, type App } from 'aws-cdk-lib';
import { join } from 'node:path';
import type { RehearsalReport } from '../../../runtime/report/rehearsal-report';
import type { Plan } from '../../../runtime/plan';
import { verdictOf } from '../../../runtime/report/verdict';
import { planOf, theirConfig, theirEndpoint, theirModel } from '../assembly/apps';
import { alarm, alarmIn, faultIn, ON_BLUE, rehearsed, theirs } from './apps';

type Props = Partial<cloudwatch.CfnAlarmProps>;

const BUSY = { perMinute: 600 };
const LATENCY = { metricName: 'ModelLatency' };

jest.setTimeout(120_000);

// Each a broken alarm, and the reason that is given for it.
const NEVER: readonly [what: string, props: Props, reason: string][] = [
  [
    'the wrong dimensions',
    { ...LATENCY, statistic: 'Average', dimensions: [{ name: 'EndpointName', value: 'fraud' }] },
    'is never published under EndpointName',
  ],
  [
    'a variant that is not there',
    {
      ...LATENCY,
      statistic: 'Average',
      dimensions: [
        { name: 'EndpointName', value: 'fraud' },
        { name: 'VariantName', value: 'Green' },
      ],
    },
    "of variant 'Green' never has data",
  ],
  ['the wrong unit', { ...LATENCY, statistic: 'Average', unit: 'Milliseconds' }, "unit 'Milliseconds' filters all data out"],
  [
    'a metric that this mode does not publish',
    { metricName: 'ModelSetupTime', statistic: 'Average' },
    'a real-time endpoint does not publish',
  ],
  ['a statistic that this metric does not have', { metricName: 'OverheadLatency', extendedStatistic: 'p99' }, 'has no p99'],
  ['a threshold beyond the range', { metricName: 'Invocation5XXErrors', statistic: 'Average', threshold: 1 }, 'is never reached'],
  [
    // The example of AWS's own guide, deployment-guardrails-configuration: no average of zeros and ones is above 1.
    "AWS's own guardrail",
    { metricName: 'Invocation4XXErrors', statistic: 'Average', threshold: 1, period: 600, evaluationPeriods: 2 },
    'threshold 1 with GreaterThanThreshold is never reached: Average of Invocation4XXErrors is 0 to 1',
  ],
  [
    'a threshold in milliseconds',
    { ...LATENCY, extendedStatistic: 'p99', threshold: 100 },
    'threshold 100 of ModelLatency is 100 microseconds',
  ],
  [
    'too few samples for its percentile',
    { ...LATENCY, extendedStatistic: 'p99', threshold: 100_000, evaluateLowSampleCountPercentile: 'ignore' },
    'p99 needs 1000 requests in a period and the promised traffic gives 60',
  ],
  ['actions that are disabled', { metricName: 'Invocation5XXErrors', statistic: 'Sum', actionsEnabled: false }, 'ActionsEnabled is false'],
  [
    'a threshold that no fault reaches',
    { metricName: 'MemoryUtilization', namespace: '/aws/sagemaker/Endpoints', statistic: 'Minimum', threshold: 99.999 },
    'none of memory-growth trips it at any strength; at most it sees',
  ],
];

describe('an alarm that can never go off, or of which nobody would learn', () => {
  let report: RehearsalReport;
  beforeAll(async () => {
    report = await rehearsed(
      theirs((stack) => {
        for (const [what, props] of NEVER) alarm(stack, nameOf(what), props);
        const endpoint = stack.node.findChild('Endpoint') as CfnEndpoint;
        alarm(stack, 'Arn', {
          ...LATENCY,
          statistic: 'Average',
          dimensions: [
            { name: 'EndpointName', value: endpoint.ref },
            { name: 'VariantName', value: 'Blue' },
          ],
        });
        const topic = new sns.CfnTopic(stack, 'Topic', { kmsMasterKeyId: 'alias/aws/sns' });
        alarm(stack, 'Mute', { metricName: 'Invocation5XXErrors', statistic: 'Sum', alarmActions: [topic.ref] });
        alarm(stack, 'Alone', { metricName: 'Invocation5XXErrors', statistic: 'Sum', threshold: 5, alarmActions: undefined });
      }),
    );
  });

  test.each(NEVER)('with %s never fires, and the reason says so', (what, _, reason) => {
    const found = alarmIn(report, nameOf(what));
    expect(found).toMatchObject({ verdict: 'never-fires', deployment: 'Theirs/Endpoint' });
    expect(found.reason).toContain(reason);
    expect(found.source).toMatch(/apps\.ts:\d+$/);
  });

  test('that is on all day is not said to see a fault, though it goes off again after a gap in its metric', () => {
    const { name, firesOn, weakest } = alarmIn(report, nameOf('a threshold in milliseconds'));
    expect({ firesOn, weakest }).toEqual({ firesOn: [], weakest: [] });
    expect(report.faults.filter(({ matrix }) => matrix.some((each) => each.alarm === name))).toEqual([]);
    const told = report.updates.flatMap(({ toldBy }) => toldBy);
    expect(told).not.toContain(name);
  });

  test('with the Ref of the endpoint, its ARN, as dimension never fires', () => {
    expect(alarmIn(report, 'Arn')).toMatchObject({ verdict: 'never-fires', reason: expect.stringContaining('which is an ARN') });
  });

  test('with a topic that shuts CloudWatch out never fires', () => {
    expect(alarmIn(report, 'Mute')).toMatchObject({
      verdict: 'never-fires',
      delivers: false,
      reason: expect.stringContaining('alias/aws/sns'),
    });
    expect(faultIn(report, 'mute-alarm')).toMatchObject({ status: 'seen', text: expect.stringContaining('Mute') });
  });

  test('without any action fires, and tells nobody', () => {
    expect(alarmIn(report, 'Alone')).toMatchObject({
      verdict: 'fires',
      delivers: false,
      reason: expect.stringContaining('it has no action'),
    });
    expect(faultIn(report, 'error-burst')).toMatchObject({ status: 'blind', seenBy: [], minutes: null });
  });

  test('decides the exit code', () => {
    const against = verdictOf(report);
    expect(against.passed).toBe(false);
    expect(against.alarms).toHaveLength(NEVER.length + 2);
  });
});

function nameOf(what: string): string {
  return what.replaceAll(' ', '-');
}

test('silence that is missing data passes where missing data is no breach; where nobody knows what an idle minute holds, that is said', async () => {
  const props: Props = { ...LATENCY, statistic: 'SampleCount', comparisonOperator: 'LessThanThreshold', treatMissingData: 'notBreaching' };
  const report = await rehearsed(
    theirs((stack) => alarm(stack, 'Silence', props), { quietestPerMinute: 40 }),
    { bands: true },
  );
  const found = alarmIn(report, 'Silence');
  expect(['depends', 'never-fires']).toContain(found.verdict);
  expect(found.reason).toMatch(/idleUnknown|lets silence pass/);
});

test('an alarm that goes off on healthy days is noisy, and one that the caller knows of is accepted', async () => {
  const declare = (stack: Stack): unknown =>
    alarm(stack, 'Any', { metricName: 'Invocation5XXErrors', statistic: 'Sum', threshold: 0, evaluationPeriods: 1 });
  const report = await rehearsed(theirs((stack) => void declare(stack)));
  expect(alarmIn(report, 'Any')).toMatchObject({ verdict: 'noisy', reason: expect.stringMatching(/goes off \d+ times in 2 healthy days/) });
  expect(verdictOf(report)).toMatchObject({ passed: false });
  const accepted = await rehearsed(theirs((stack) => void declare(stack), { allow: [{ id: 'Theirs/Any', reason: 'known since May' }] }));
  expect(alarmIn(accepted, 'Any').accepted).toBe('known since May');
  expect(verdictOf(accepted).passed).toBe(true);
});

test('what depends on a number that nobody publishes says on which, with the outcome at both ends, and speaks against nothing', async () => {
  const busy: Props = {
    namespace: '/aws/sagemaker/Endpoints',
    metricName: 'CPUUtilization',
    statistic: 'Average',
    threshold: 170,
    period: 300,
  };
  const report = await rehearsed(
    theirs((stack) => alarm(stack, 'Busy', busy), { environment: {} }),
    { bands: true },
  );
  const found = alarmIn(report, 'Busy');
  expect(found.verdict).toBe('depends');
  expect(found.depends).toEqual(
    expect.arrayContaining([
      { constant: 'workers', at: '1', outcome: 'never fires' },
      { constant: 'workers', at: '2', outcome: 'fires' },
    ]),
  );
  expect(verdictOf(report).passed).toBe(true);
});

test('what cannot be reproduced is named: an anomaly band, a metric that is not produced, an endpoint of another app', async () => {
  const report = await rehearsed(
    theirs((stack) => {
      new cloudwatch.CfnAlarm(stack, 'Band', {
        alarmName: 'Band',
        comparisonOperator: 'GreaterThanUpperThreshold',
        evaluationPeriods: 2,
        thresholdMetricId: 'band',
        metrics: [
          {
            id: 'm',
            metricStat: {
              metric: { namespace: 'AWS/SageMaker', metricName: 'ModelLatency', dimensions: ON_BLUE },
              period: 300,
              stat: 'Average',
            },
          },
          { id: 'band', expression: 'ANOMALY_DETECTION_BAND(m, 2)' },
        ],
      });
      alarm(stack, 'Streams', { metricName: 'MidStreamErrors', statistic: 'Sum' });
      alarm(stack, 'Foreign', { ...LATENCY, statistic: 'Average', dimensions: [{ name: 'EndpointName', value: 'elsewhere' }, ON_BLUE[1]] });
    }),
  );
  expect(alarmIn(report, 'Band')).toMatchObject({ verdict: 'not-reproducible', reason: expect.stringMatching(/anomaly/i) });
  expect(alarmIn(report, 'Streams')).toMatchObject({
    verdict: 'not-reproducible',
    reason: expect.stringContaining('does not produce MidStreamErrors'),
  });
  expect(alarmIn(report, 'Foreign')).toMatchObject({
    verdict: 'not-reproducible',
    reason: expect.stringContaining("'elsewhere' is declared nowhere"),
  });
});

test('a composite above, or a rule on changes of state, tells for an alarm that has no action', async () => {
  const errors: Props = { metricName: 'Invocation5XXErrors', statistic: 'Sum', threshold: 5, alarmActions: undefined };
  const composed = await rehearsed(
    theirs((stack) => {
      const child = alarm(stack, 'Errors', errors);
      new cloudwatch.CfnCompositeAlarm(stack, 'Page', {
        alarmName: 'Page',
        alarmRule: `ALARM("${child.attrArn}")`,
        alarmActions: ['arn:aws:sns:us-east-1:123456789012:oncall'],
      });
    }, BUSY),
    { faults: ['error-burst'] },
  );
  expect(faultIn(composed, 'error-burst')).toMatchObject({ status: 'seen', seenBy: expect.arrayContaining(['Errors', 'Page']) });
  const ruled = await rehearsed(
    theirs((stack) => {
      alarm(stack, 'Errors', errors);
      new CfnRule(stack, 'Changes', {
        eventPattern: {
          source: ['aws.cloudwatch'],
          'detail-type': ['CloudWatch Alarm State Change'],
          detail: { state: { value: ['ALARM'] } },
        },
        targets: [{ arn: 'arn:aws:sns:us-east-1:123456789012:oncall', id: 'T' }],
      });
    }, BUSY),
    { faults: ['error-burst'] },
  );
  expect(faultIn(ruled, 'error-burst')).toMatchObject({ status: 'seen', seenBy: ['Errors'] });
});

test('an alarm below a composite tells nobody while the composite waits for another one, is suppressed, or is on already', async () => {
  const errors: Props = { metricName: 'Invocation5XXErrors', statistic: 'Sum', threshold: 5, alarmActions: undefined };
  const always: Props = { ...LATENCY, statistic: 'Average', threshold: 1, alarmActions: undefined };
  const below = async (composite: (child: string, other: string) => Partial<cloudwatch.CfnCompositeAlarmProps>, other: Props) =>
    rehearsed(
      theirs((stack) => {
        const [child, beside] = [alarm(stack, 'Errors', errors), alarm(stack, 'Other', other)];
        new cloudwatch.CfnCompositeAlarm(stack, 'Page', {
          alarmName: 'Page',
          alarmActions: ['arn:aws:sns:us-east-1:123456789012:oncall'],
          alarmRule: '',
          ...composite(child.attrArn, beside.attrArn),
        });
      }, BUSY),
      { faults: ['error-burst'] },
    );
  const both = await below((child, other) => ({ alarmRule: `ALARM("${child}") AND ALARM("${other}")` }), {
    ...always,
    threshold: 50_000_000,
  });
  const suppressed = await below(
    (child, other) => ({
      alarmRule: `ALARM("${child}")`,
      actionsSuppressor: other,
      actionsSuppressorWaitPeriod: 60,
      actionsSuppressorExtensionPeriod: 60,
    }),
    always,
  );
  const on = await below((child, other) => ({ alarmRule: `ALARM("${child}") OR ALARM("${other}")` }), always);
  for (const report of [both, suppressed, on]) {
    expect(faultIn(report, 'error-burst')).toMatchObject({ status: 'blind', seenBy: [], minutes: null });
    expect(faultIn(report, 'error-burst').matrix).toContainEqual(expect.objectContaining({ alarm: 'Errors', delivers: false }));
    expect(report.blindSpots.map(({ fault }) => fault)).toEqual(['error-burst']);
  }
  expect(alarmIn(on, 'Page')).toMatchObject({
    verdict: 'never-fires',
    reason: expect.stringContaining('it is in ALARM on healthy days already'),
  });
});

test("in other people's apps a blind spot is shown, and counts only where slipway.json says that it is covered", async () => {
  const [shown, counted] = await Promise.all([
    rehearsed(theirs(() => undefined)),
    rehearsed(theirs(() => undefined, { covers: ['errors'] })),
  ]);
  expect(shown.blindSpots.map(({ fault }) => fault)).toEqual(expect.arrayContaining(['error-burst', 'throttled', 'no-traffic']));
  expect(verdictOf(shown).passed).toBe(true);
  expect(verdictOf(counted).blindSpots.map(({ fault }) => fault)).toEqual(expect.arrayContaining(['error-burst']));
  expect(counted.blindSpots.find(({ fault }) => fault === 'throttled')?.counts).toBe(false);
  expect(counted.blindSpots.find(({ fault }) => fault === 'no-traffic')?.counts).toBe(false);
});

test('where nobody said how much traffic there is the report asks for it, invents none, and still judges what needs no run', async () => {
  const report = await rehearsed(
    theirs(
      (stack) => {
        alarm(stack, 'Unit', { ...LATENCY, statistic: 'Average', unit: 'Seconds' });
        alarm(stack, 'Errors', { metricName: 'Invocation5XXErrors', statistic: 'Sum' });
      },
      { perMinute: 0 },
    ),
  );
  expect(report.asks).toEqual([expect.objectContaining({ deployment: 'Theirs/Endpoint', what: 'how many requests come in a minute' })]);
  expect(report.deployments[0]).toMatchObject({ requestsPerMinute: null, healthy: null });
  expect(alarmIn(report, 'Unit').verdict).toBe('never-fires');
  expect(alarmIn(report, 'Errors').verdict).toBe('not-reproducible');
  expect(report.faults.every(({ status }) => status === 'not-runnable' || status === 'harmless')).toBe(true);
});

test('where only a stand-in is missing the report asks for all that it needs, as one entry that can be copied; of what cannot be played it asks nothing', async () => {
  const declared = (config: Partial<CfnEndpointConfigProps>): Plan =>
    planOf((app: App) => {
      const stack = new Stack(app, 'Theirs');
      theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName, config).attrEndpointConfigName);
    });
  const [ask, ...others] = (await rehearsed(declared({}))).asks;
  expect(others).toEqual([]);
  expect(ask?.what).toBe('what answers in place of its image, how many requests come in a minute, within which time it is to answer');
  const { services } = JSON.parse(ask?.how.replace('slipway.json: ', '') ?? '') as { services: Record<string, unknown> };
  expect(services).toEqual({
    'Theirs/Endpoint': {
      standIn: { stub: { answer: '{}', latency: '80ms' } },
      traffic: { perMinute: 20 },
      latency: '100ms',
    },
  });
  const queued = declared({ asyncInferenceConfig: { outputConfig: { s3OutputPath: 's3://out/' } } });
  expect((await rehearsed(queued)).asks).toEqual([]);
});

describe('a model of which nobody knows what callers send', () => {
  const standIn = { command: [process.execPath, join(__dirname, 'containers', 'rows-alone.cjs')] };
  const errors = (stack: Stack): unknown => alarm(stack, 'Errors', { metricName: 'Invocation5XXErrors', statistic: 'Sum', threshold: 5 });

  test('is not called broken when it fails on an empty record: the report asks for requests', async () => {
    const report = await rehearsed(theirs(errors, { standIn }));
    expect(report.asks).toEqual([
      expect.objectContaining({ deployment: 'Theirs/Endpoint', how: expect.stringContaining('"samples": "requests.jsonl"') }),
    ]);
    expect(alarmIn(report, 'Errors')).toMatchObject({
      verdict: 'not-reproducible',
      reason: 'nobody said what callers send, and its model answers an empty record with 500',
    });
    expect(report.blindSpots).toEqual([]);
  });

  test('is rehearsed with the requests that slipway.json names', async () => {
    const samples = ['1,2', '3,4.5'].map((input) => ({ input, contentType: 'text/csv' }));
    const report = await rehearsed(theirs(errors, { ...BUSY, standIn, samples }), { faults: ['error-burst'] });
    expect(report.asks).toEqual([]);
    expect(report.deployments[0]?.measured).toContainEqual(expect.objectContaining({ name: 'rows asked', value: 2 }));
    expect(alarmIn(report, 'Errors').verdict).toBe('fires');
  });
});
