import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as cloudwatchActions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  AlarmPlan,
  Capacity,
  CpuAlarm,
  ErrorAlarm,
  GpuAlarm,
  InstancesLostAlarm,
  InstanceType,
  LatencyAlarm,
  MemoryAlarm,
  ModelDeployment,
  NotificationTopic,
  RealtimeEndpoint,
  Release,
  SilenceAlarm,
  Traffic,
  type EndpointBase,
  type ModelDeploymentProps,
} from '../../constructs/index';
import { realtime, spamModel, stackOf, synthesized } from './apps';

/** Alarms that stop an update are tried by themselves, in release.test.ts. */
const UNGUARDED = Release.none('only what watches all day is looked at');

function deployed(props: Partial<ModelDeploymentProps> = {}): Template {
  const stack = stackOf();
  new ModelDeployment(stack, 'Filter', {
    model: spamModel(),
    hosting: realtime({ traffic: Traffic.promised({ perMinute: 600, quietestPerMinute: 2 }) }),
    release: UNGUARDED,
    ...props,
  });
  return synthesized(stack);
}

function theirs(stack: Stack, minimumInstances?: number): EndpointBase {
  return RealtimeEndpoint.fromEndpointAttributes(stack, 'Fraud', {
    endpointName: 'fraud-prod',
    instanceTypeName: 'ml.g5.12xlarge',
    minimumInstances,
  });
}

/** The one alarm of a stack. */
function alarmOf(declare: (stack: Stack) => void): Record<string, unknown> {
  const stack = stackOf();
  declare(stack);
  const [alarm] = Object.values(synthesized(stack).findResources('AWS::CloudWatch::Alarm')) as { Properties: Record<string, unknown> }[];
  return alarm?.Properties ?? {};
}

test('a promised latency of 100 ms is a threshold of 100,000 microseconds', () => {
  deployed().hasResourceProperties('AWS::CloudWatch::Alarm', {
    Threshold: 100_000,
    ComparisonOperator: 'GreaterThanThreshold',
    DatapointsToAlarm: 3,
    EvaluationPeriods: 5,
    TreatMissingData: 'notBreaching',
    Metrics: Match.arrayWith([Match.objectLike({ Expression: 'IF(n >= 1000, p99, IF(n >= 100, p90, average))' })]),
  });
});

test('a given percentile waits for enough requests: ten divided by its share above', () => {
  // CloudWatch user guide, percentiles-with-low-samples: 10 / (1 - p), for p99 1000, for p99.9 10000.
  const expressionOf = (percentile: number): unknown =>
    (
      alarmOf((stack) => new LatencyAlarm(stack, 'A', { service: theirs(stack), below: Duration.millis(50), percentile }))['Metrics'] as {
        Expression?: string;
      }[]
    )[0]?.Expression;
  expect(expressionOf(99)).toBe('IF(n >= 1000, slow)');
  expect(expressionOf(99.9)).toBe('IF(n >= 10000, slow)');
  expect(expressionOf(90)).toBe('IF(n >= 100, slow)');
});

test('one failure among few requests is no rate: three are needed', () => {
  const properties = alarmOf((stack) => new ErrorAlarm(stack, 'A', { service: theirs(stack) }));
  expect(properties).toMatchObject({ Threshold: 0.01, DatapointsToAlarm: 2, EvaluationPeriods: 3 });
  expect(properties['Metrics']).toContainEqual(
    expect.objectContaining({ Expression: 'IF(MAX([e5, em - e4]) >= 3, MAX([e5, em - e4]) / n, 0)' }),
  );
});

test('an error rate of 0 is an honest 0', () => {
  expect(alarmOf((stack) => new ErrorAlarm(stack, 'A', { service: theirs(stack), rate: 0 }))['Threshold']).toBe(0);
});

test.each([
  // 14 requests are expected in the quietest hour, at least 15 minutes: 14 / 2 = 7 minutes, 14 / 0.1 = 140, a day at most.
  [2, 900],
  [0.1, 8400],
  [0.001, 86_400],
])('at %s requests a minute at the quietest, silence is an alarm after %s s', (quietestPerMinute, seconds) => {
  deployed({ hosting: realtime({ traffic: Traffic.promised({ perMinute: 600, quietestPerMinute }) }) }).hasResourceProperties(
    'AWS::CloudWatch::Alarm',
    {
      MetricName: 'Invocations',
      Statistic: 'Sum',
      Period: seconds,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    },
  );
});

test('without promised traffic silence is no alarm', () => {
  const alarms = Object.values(deployed({ hosting: realtime() }).findResources('AWS::CloudWatch::Alarm')) as {
    Properties: { MetricName?: string };
  }[];
  expect(alarms.filter(({ Properties }) => Properties.MetricName === 'Invocations')).toEqual([]);
});

test('what counts silence as a breach waits for the endpoint, and what an endpoint may watch does not', () => {
  const alarms = Object.entries(deployed().findResources('AWS::CloudWatch::Alarm')) as [
    string,
    { DependsOn?: string[]; Properties: { TreatMissingData: string } },
  ][];
  for (const [, { DependsOn = [], Properties }] of alarms) {
    const waits = DependsOn.some((id) => id.startsWith('FilterEndpoint'));
    expect(waits).toBe(Properties.TreatMissingData === 'breaching');
  }
});

test('CPU is measured over the cores that a server can use: of 2 vCPU one, where it answers in one process', () => {
  deployed().hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'CPUUtilization', Statistic: 'Average', Threshold: 85 });
});

test('CPU is measured over all cores where nobody knows how many a server can use: 85 % of 48 vCPU are 4080', () => {
  expect(alarmOf((stack) => new CpuAlarm(stack, 'A', { service: theirs(stack) }))).toMatchObject({
    MetricName: 'CPUUtilization',
    Threshold: 4080,
  });
});

test('GPU is measured over all GPUs: 85 % of four are 340', () => {
  // ml.g5.12xlarge has four A10G: EC2 instance types, accelerated computing.
  expect(alarmOf((stack) => new GpuAlarm(stack, 'A', { service: theirs(stack) }))).toMatchObject({
    MetricName: 'GPUUtilization',
    Threshold: 340,
  });
});

test('an alarm that depends on an unknown machine says what to give', () => {
  const stack = stackOf();
  const unknown = RealtimeEndpoint.fromEndpointName(stack, 'E', 'fraud-prod');
  expect(() => new CpuAlarm(stack, 'Cpu', { service: unknown })).toThrow('fromEndpointAttributes');
  expect(() => new InstancesLostAlarm(stack, 'Lost', { service: unknown })).toThrow('give atLeast');
  expect(() => new MemoryAlarm(stack, 'Memory', { service: unknown })).not.toThrow();
});

test('instances are counted by their CPU samples', () => {
  const properties = alarmOf((stack) => new InstancesLostAlarm(stack, 'A', { service: theirs(stack, 3) }));
  expect(properties).toMatchObject({
    MetricName: 'CPUUtilization',
    Statistic: 'SampleCount',
    Threshold: 3,
    ComparisonOperator: 'LessThanThreshold',
    Period: 60,
    DatapointsToAlarm: 5,
    EvaluationPeriods: 10,
  });
});

test('one composite pages, another opens tickets, and the alarms below them act for nobody', () => {
  const template = deployed();
  template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 2);
  template.allResourcesProperties('AWS::CloudWatch::CompositeAlarm', { AlarmActions: [Match.anyValue()], OKActions: [Match.anyValue()] });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent() });
});

test('every alarm belongs to exactly one composite', () => {
  const template = deployed();
  const rules = JSON.stringify(template.findResources('AWS::CloudWatch::CompositeAlarm'));
  for (const logicalId of Object.keys(template.findResources('AWS::CloudWatch::Alarm')))
    expect(rules.split(`"${logicalId}"`)).toHaveLength(2);
});

test('pages and tickets go where they are told to', () => {
  const stack = stackOf();
  const [oncall, backlog] = ['oncall', 'backlog'].map((name) =>
    sns.Topic.fromTopicArn(stack, name, `arn:aws:sns:eu-central-1:210987654321:${name}`),
  );
  new ModelDeployment(stack, 'Filter', { model: spamModel(), hosting: realtime(), notify: oncall, tickets: backlog });
  const template = synthesized(stack);
  template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
    AlarmDescription: Match.stringLikeRegexp('^PAGE'),
    AlarmActions: ['arn:aws:sns:eu-central-1:210987654321:oncall'],
  });
  template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
    AlarmDescription: Match.stringLikeRegexp('^TICKET'),
    AlarmActions: ['arn:aws:sns:eu-central-1:210987654321:backlog'],
  });
  template.resourceCountIs('AWS::SNS::Topic', 0);
});

test('without a topic one is made that alarms can reach, and its ARN is an output', () => {
  const template = deployed();
  template.hasResourceProperties('AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Principal: { Service: 'cloudwatch.amazonaws.com' } }),
      ]),
    },
  });
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: 'sns:Publish', Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
      ]),
    },
  });
  template.hasOutput('*', { Description: Match.stringLikeRegexp('subscribe') });
});

test("a topic of one's own can be mailed from", () => {
  const stack = stackOf();
  new NotificationTopic(stack, 'Oncall', { emails: ['oncall@example.com'] });
  synthesized(stack).hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'oncall@example.com' });
});

test('a topic that makes the alarms mute is refused', () => {
  const stack = stackOf();
  const notify = new sns.Topic(stack, 'Mute', { enforceSSL: true });
  new ModelDeployment(stack, 'Filter', { model: spamModel(), hosting: realtime(), notify });
  expect(() => synthesized(stack)).toThrow(/alarm-mute: the alarm is mute: the policy of topic Mute\w+ replaces SNS's default/);
});

test('the text of an alarm says which model, what broke, what to do, whose it is and where it is written', () => {
  const alarms = Object.values(
    deployed({ owner: 'mail-platform', runbook: 'https://example.com/spam' }).findResources('AWS::CloudWatch::Alarm'),
  ) as {
    Properties: { AlarmDescription: string };
  }[];
  for (const { Properties } of alarms) {
    expect(Properties.AlarmDescription).toMatch(
      /^Model spam-filter [0-9a-f]{12} on Spam-Filter, variant AllTraffic: .+\. To do: .+\. Owner: mail-platform\. Run-book: https:\/\/example\.com\/spam$/,
    );
    // botocore, AlarmDescription: at most 1024 characters.
    expect(Properties.AlarmDescription.length).toBeLessThanOrEqual(1024);
  }
});

test('an alarm can stand alone on an endpoint that nobody here made, and act by itself', () => {
  const properties = alarmOf((stack) => {
    const notify = new cloudwatchActions.SnsAction(sns.Topic.fromTopicArn(stack, 'T', 'arn:aws:sns:eu-central-1:210987654321:oncall'));
    new LatencyAlarm(stack, 'FraudLatency', { service: theirs(stack), below: Duration.millis(50), notify });
  });
  expect(properties).toMatchObject({ Threshold: 50_000, AlarmActions: ['arn:aws:sns:eu-central-1:210987654321:oncall'] });
});

test('several variants have alarms of their own', () => {
  const stack = stackOf();
  const variant = { model: spamModel(), instanceType: InstanceType.M5_LARGE, capacity: Capacity.fixed(2) };
  const service = new RealtimeEndpoint(stack, 'E', {
    variants: [
      { ...variant, name: 'Blue' },
      { ...variant, name: 'Green' },
    ],
    latency: Duration.millis(100),
    release: UNGUARDED,
  });
  expect(() => new MemoryAlarm(stack, 'Memory', { service })).toThrow('the service has variants Blue, Green');
  const topic = new cloudwatchActions.SnsAction(new NotificationTopic(stack, 'N').topic);
  AlarmPlan.standard().bind(stack, { service, page: topic, ticket: topic });
  const template = synthesized(stack);
  const ofVariant = (name: string): number =>
    JSON.stringify(template.findResources('AWS::CloudWatch::Alarm')).split(`variant ${name}:`).length - 1;
  expect(ofVariant('Blue')).toBe(8);
  expect(ofVariant('Green')).toBe(8);
});

test('no alarms is a decision with a reason', () => {
  deployed({ alarms: AlarmPlan.none('a demonstration that nobody relies on') }).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  expect(() => AlarmPlan.none('')).toThrow('no alarms without a reason');
});

test.each([
  [
    'a percentile of 100',
    (stack: Stack) => new LatencyAlarm(stack, 'A', { service: theirs(stack), below: Duration.millis(1), percentile: 100 }),
    'percentile 100',
  ],
  ['an error rate of 1', (stack: Stack) => new ErrorAlarm(stack, 'A', { service: theirs(stack), rate: 1 }), 'an error rate of 1'],
  ['100 % of memory', (stack: Stack) => new MemoryAlarm(stack, 'A', { service: theirs(stack), percent: 100 }), '100 % of the memory'],
  [
    'half a minute of silence',
    (stack: Stack) => new SilenceAlarm(stack, 'A', { service: theirs(stack), silentFor: Duration.seconds(90) }),
    'whole minutes',
  ],
  ['traffic of 0', () => Traffic.promised({ perMinute: 0 }), 'promises nothing'],
  [
    'a variant that is not there',
    (stack: Stack) => new MemoryAlarm(stack, 'A', { service: theirs(stack), variantName: 'Blue' }),
    "there is no variant 'Blue'",
  ],
])('%s is refused', (_what, declare, message) => {
  expect(() => declare(stackOf())).toThrow(message);
});

test('the dashboard shows the promise as a line', () => {
  const [dashboard] = Object.values(deployed().findResources('AWS::CloudWatch::Dashboard')) as { Properties: { DashboardBody: unknown } }[];
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);
  expect(body).toContain('promised 100 ms');
  expect(body).toContain('\\"value\\":100000');
});
