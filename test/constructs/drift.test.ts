import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as cloudwatchActions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AlarmPlan,
  DataCapture,
  DriftMonitor,
  DriftPlan,
  Model,
  ModelDeployment,
  MonitorCheck,
  RealtimeEndpoint,
  Traffic,
  type DriftMonitorProps,
  type QualityOptions,
} from '../../constructs/index';
import { readDocument } from '../../core/drift/monitor/document';
import { monitorSettings } from '../../core/drift/monitor/settings';
import { findMonitorMetric } from '../../core/metrics/index';
import { endpointIn, MODEL_FOLDER, realtime, scratch, spamModel, stackOf, synthesized } from './apps';

type Properties = Readonly<Record<string, unknown>>;

function monitored(props: Partial<DriftMonitorProps> = {}): { template: Template; monitor: DriftMonitor } {
  const stack = stackOf();
  const monitor = new DriftMonitor(stack, 'Drift', { service: endpointIn(stack), ...props });
  return { template: synthesized(stack), monitor };
}

function propertiesOf(template: Template, type: string): Properties[] {
  return Object.values(template.findResources(type)).map((resource) => (resource as { Properties: Properties }).Properties);
}

/** A function's environment as Lambda would have it, with stand-ins for what only an account knows. */
function environmentOf(template: Template): Record<string, string> {
  const [found] = propertiesOf(template, 'AWS::Lambda::Function').filter(({ Handler }) => Handler === 'index.handler');
  const { Variables } = (found?.['Environment'] ?? { Variables: {} }) as { Variables: Record<string, unknown> };
  const plain = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const { Ref, 'Fn::Join': join_, 'Fn::Sub': sub } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]]; 'Fn::Sub'?: string };
    return Ref ?? sub ?? (join_?.[1] ?? []).map(plain).join('');
  };
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, plain(value)]));
}

test('the function knows all that it has to, and its code reads it', () => {
  const { template } = monitored({ every: Duration.minutes(15), featureMetrics: ['free', 'hp'] });
  const settings = monitorSettings(environmentOf(template));
  expect(settings).toMatchObject({
    deployment: 'Spam-Endpoint',
    endpoint: { name: 'Spam-Endpoint', variant: 'AllTraffic' },
    sampling: 0.2,
    integrityMillis: 900_000,
    days: 1,
    featureMetrics: ['free', 'hp'],
  });
  expect(settings.records.key).toBe('capture/');
  expect(settings.results.key).toBe('monitor/');
});

test('the document travels as an asset: the baseline, golden rows, and the digests that the endpoint tells', () => {
  const stack = stackOf();
  new DriftMonitor(stack, 'Drift', { service: endpointIn(stack) });
  const template = synthesized(stack);
  const hash = /([0-9a-f]{64})\.json/.exec(environmentOf(template)['SLIPWAY_DOCUMENT'] ?? '')?.[1] ?? '';
  const file = join(outdirOf(stack), `asset.${hash}.json`);
  const document = readDocument(JSON.parse(readFileSync(file, 'utf8')), file);
  expect(document.baseline.features.length + document.baseline.leftOut.length).toBe(57);
  expect(document.golden).toHaveLength(50);
  expect(Object.keys(document.digests)).toEqual(['slipway-model', 'slipway-columns']);
});

test('two schedules send the time at which they were due, so that a retry is the same tick', () => {
  const { template } = monitored({ every: Duration.minutes(5) });
  const schedules = propertiesOf(template, 'AWS::Scheduler::Schedule').map(({ ScheduleExpression, Target }) => [
    ScheduleExpression,
    JSON.parse((Target as { Input: string }).Input),
  ]);
  expect(schedules).toEqual([
    ['cron(1/5 * * * ? *)', { task: 'integrity', time: '<aws.scheduler.scheduled-time>' }],
    ['cron(26 * * * ? *)', { task: 'distribution', time: '<aws.scheduler.scheduled-time>' }],
  ]);
  expect(propertiesOf(monitored().template, 'AWS::Scheduler::Schedule')[0]?.['ScheduleExpression']).toBe('cron(16 * * * ? *)');
});

test('the role reads its own records, writes its own results, calls its own endpoint, and publishes to its own namespace only', () => {
  const { template } = monitored();
  const policies = template.findResources('AWS::IAM::Policy');
  const [, policy] = Object.entries(policies).find(([id]) => id.startsWith('DriftFunctionRole')) ?? [];
  const statements = (
    policy as { Properties: { PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown; Condition?: unknown }[] } } }
  ).Properties.PolicyDocument.Statement;
  const of = (action: string): { Resource: unknown; Condition?: unknown }[] =>
    statements.filter(({ Action }) => [Action].flat().includes(action));
  expect(statements.flatMap(({ Action }) => Action).toSorted()).toEqual([
    'cloudwatch:GetMetricData',
    'cloudwatch:PutMetricData',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:GetObject',
    's3:GetObject',
    's3:GetObject',
    's3:ListBucket',
    's3:ListBucket',
    's3:PutObject',
    'sagemaker:InvokeEndpoint',
  ]);
  expect(of('cloudwatch:PutMetricData')[0]?.Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Slipway' } });
  expect(of('s3:ListBucket')[0]?.Condition).toEqual({ StringLike: { 's3:prefix': 'capture/Spam-Endpoint/*' } });
  expect(JSON.stringify(of('s3:GetObject')[0]?.Resource)).toContain('/capture/Spam-Endpoint/*');
  expect(JSON.stringify(of('s3:PutObject')[0]?.Resource)).toContain('/monitor/*');
});

test('results expire, and what thresholds come of does not', () => {
  const { template } = monitored({ retention: Duration.days(30), removalPolicy: RemovalPolicy.DESTROY });
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: { Rules: [{ Prefix: 'monitor/results/', ExpirationInDays: 30, Status: 'Enabled' }, Match.anyValue()] },
  });
  template.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
});

test('every alarm watches what the monitor publishes, under its one dimension', () => {
  const { template, monitor } = monitored();
  const watched = propertiesOf(template, 'AWS::CloudWatch::Alarm').flatMap(({ Namespace, MetricName, Dimensions, Metrics }) =>
    Metrics === undefined
      ? [{ Namespace, MetricName, Dimensions }]
      : (Metrics as { MetricStat?: { Metric: Properties } }[]).flatMap(({ MetricStat }) =>
          MetricStat === undefined ? [] : [MetricStat.Metric],
        ),
  );
  const own = watched.filter(({ Namespace }) => Namespace === 'Slipway');
  expect(own.length).toBeGreaterThanOrEqual(monitor.pages.length + monitor.tickets.length);
  for (const { MetricName, Dimensions } of own) {
    expect(findMonitorMetric(String(MetricName))).toBeDefined();
    expect(Dimensions).toEqual([{ Name: 'Deployment', Value: 'Spam-Endpoint' }]);
  }
  expect([monitor.pages, monitor.tickets].map((alarms) => alarms.map(({ node }) => node.id))).toEqual([
    ['ChangedValues', 'InvalidOutputs', 'ConstantOutputs', 'GoldenRows', 'MonitorSilent', 'PredictionDrift', 'ImportantFeatureDrift'],
    // Every feature of this model is required: what lacks one is refused, and never captured.
    ['FeatureDrift', 'Violations', 'Zeros', 'StuckFeatures', 'ServedDiffers', 'Capture'],
  ]);
});

test('silence of the monitor is an alarm after twice its cadence, and not before its first tick', () => {
  const { template } = monitored({ every: Duration.minutes(30) });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'RowsSeen',
    Statistic: 'SampleCount',
    Period: 3600,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
    WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 60, OnlyStartEvaluatingAfterWarmUpPeriodEnds: false },
  });
});

test('a monitor of its own acts by one composite a severity; in a deployment the composites of its alarms act for it too', () => {
  const stack = stackOf();
  const topic = new sns.Topic(stack, 'Oncall');
  new DriftMonitor(stack, 'Drift', { service: endpointIn(stack), page: new cloudwatchActions.SnsAction(topic) });
  synthesized(stack).resourceCountIs('AWS::CloudWatch::CompositeAlarm', 2);
  const other = stackOf();
  new ModelDeployment(other, 'Filter', { model: spamModel(), hosting: realtime() });
  const composites = propertiesOf(synthesized(other), 'AWS::CloudWatch::CompositeAlarm');
  expect(composites).toHaveLength(2);
  expect(composites[0]?.['AlarmDescription']).toContain('Disk, ChangedValues, InvalidOutputs');
});

test('a model without a baseline, or whose requests nobody captures, has no monitor unless somebody asks for one', () => {
  const bare = scratch();
  cpSync(MODEL_FOLDER, bare, { recursive: true });
  rmSync(join(bare, 'baseline'), { recursive: true });
  const without = (deployment: (stack: ReturnType<typeof stackOf>) => ModelDeployment): DriftMonitor | undefined =>
    deployment(stackOf()).driftMonitor;
  expect(without((stack) => new ModelDeployment(stack, 'A', { model: Model.fromDirectory(bare), hosting: realtime() }))).toBeUndefined();
  expect(
    without(
      (stack) => new ModelDeployment(stack, 'A', { model: spamModel(), hosting: realtime({ capture: DataCapture.off('it is a test') }) }),
    ),
  ).toBeUndefined();
  expect(
    without(
      (stack) => new ModelDeployment(stack, 'A', { model: spamModel(), hosting: realtime(), drift: DriftPlan.none('watched elsewhere') }),
    ),
  ).toBeUndefined();
  expect(() => DriftPlan.none(' ')).toThrow('no drift monitor without a reason');
  expect(
    () =>
      new ModelDeployment(stackOf(), 'A', {
        model: Model.fromDirectory(bare),
        hosting: realtime(),
        drift: DriftPlan.standard(Duration.hours(1)),
      }),
  ).toThrow('there is nothing to compare Spam-A with; put a baseline into the folder of the model');
});

test('what cannot be watched is refused: no records, a cadence that does not fit, a baseline of another schema, a feature that is not there', () => {
  const imported = (): DriftMonitor => {
    const stack = stackOf();
    return new DriftMonitor(stack, 'Drift', {
      service: RealtimeEndpoint.fromEndpointName(stack, 'Fraud', 'fraud'),
      baseline: join(MODEL_FOLDER, 'baseline'),
    });
  };
  expect(imported).toThrow(
    'it is not known where requests to fraud are kept; let the service capture them (DataCapture.sample), or give records',
  );
  expect(() => monitored({ every: Duration.minutes(7) })).toThrow('every is 7 minutes; give a part of an hour, from 5 to 60 minutes');
  expect(() => monitored({ featureMetrics: ['fre'] })).toThrow('the baseline does not compare fre; it compares make, address');
  const folder = scratch();
  mkdirSync(folder, { recursive: true });
  const profile = readFileSync(join(MODEL_FOLDER, 'baseline', 'profile.json'), 'utf8').replaceAll('"george"', '"fred"');
  writeFileSync(join(folder, 'profile.json'), profile);
  expect(() => monitored({ baseline: folder })).toThrow(
    'the baseline is of another schema: it has fred, which the model does not take; it lacks george; make it again with --schema',
  );
});

test('an endpoint that nobody here made is watched with its records and a baseline', () => {
  const stack = stackOf();
  const bucket = s3.Bucket.fromBucketName(stack, 'Records', 'fraud-records');
  const service = RealtimeEndpoint.fromEndpointAttributes(stack, 'Fraud', {
    endpointName: 'fraud',
    captured: { bucket, prefix: 'in/', samplingPercent: 50 },
  });
  new DriftMonitor(stack, 'Drift', { service, baseline: join(MODEL_FOLDER, 'baseline'), every: Duration.minutes(15) });
  const template = synthesized(stack);
  expect(monitorSettings(environmentOf(template))).toMatchObject({
    records: { bucket: 'fraud-records', key: 'in/' },
    sampling: 0.5,
    endpoint: { name: 'fraud', variant: 'AllTraffic' },
  });
  // Nothing is known of golden rows or digests, so no alarm waits for them.
  expect(JSON.stringify(template.toJSON())).not.toContain('GoldenRowsWrong');
});

test('little traffic is judged by the week, by one verdict: CloudWatch looks back seven days at most', () => {
  const stack = stackOf();
  new ModelDeployment(stack, 'Filter', {
    model: spamModel(),
    hosting: realtime({ traffic: Traffic.promised({ perMinute: 1 }) }),
    drift: DriftPlan.standard(Duration.hours(1)),
    alarms: AlarmPlan.none('it is a test'),
  });
  const template = synthesized(stack);
  expect(monitorSettings(environmentOf(template)).days).toBe(7);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'DriftedFeatures',
    Period: 604_800,
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
  });
});

test('drift starts what it is told to, by the alarm that two of three days set off', () => {
  const stack = stackOf();
  const monitor = new DriftMonitor(stack, 'Drift', { service: endpointIn(stack) });
  monitor.onFeatureDrift('Retrain', new targets.SqsQueue(new sqs.Queue(stack, 'Retraining')));
  synthesized(stack).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^DriftFeatureDriftAlarm'), 'Arn'] }],
      detail: { state: { value: ['ALARM'] } },
    },
  });
});

const LABELLED = { delay: Duration.days(7), atLeast: { roc_auc: 0.97 } } as const;

/** A monitor that is told where labels come from. */
function judgedByLabels(more: Partial<QualityOptions> = {}): { template: Template; monitor: DriftMonitor } {
  const stack = stackOf();
  const labels = s3.Bucket.fromBucketName(stack, 'Truth', 'truth');
  const quality = { labels, labelsPrefix: 'spam/', ...LABELLED, ...more };
  const monitor = new DriftMonitor(stack, 'Drift', { service: endpointIn(stack), quality });
  return { template: synthesized(stack), monitor };
}

test('labels are read on a schedule of their own, and nothing else of their bucket', () => {
  const { template } = judgedByLabels({ labelledShare: 0.5, groups: ['george'] });
  expect(monitorSettings(environmentOf(template)).quality).toEqual({
    labels: { bucket: 'truth', key: 'spam/' },
    labelDelayMillis: 7 * 86_400_000,
    labelledShare: 0.5,
    atLeast: { roc_auc: 0.97 },
    segments: [],
    groups: ['george'],
  });
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(41 * * * ? *)',
    Target: { Input: '{"task":"quality","time":"<aws.scheduler.scheduled-time>"}' },
  });
  const text = JSON.stringify(template.findResources('AWS::IAM::Policy'));
  expect(text).toContain(':s3:::truth/spam/*');
  expect(text).toContain('{"s3:prefix":"spam/*"}');
});

test('quality pages, labels that stopped are a ticket; without labels there is neither', () => {
  const { template, monitor } = judgedByLabels();
  expect(monitor.pages.map(({ node }) => node.id)).toContain('Quality');
  expect(monitor.tickets.map(({ node }) => node.id)).toContain('LabelsStopped');
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'QualityFailing',
    Statistic: 'Maximum',
    Period: 86_400,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });
  expect(JSON.stringify(monitored().template.toJSON())).not.toContain('QualityFailing');
});

test('what labels can never show is refused with what they can', () => {
  expect(() => judgedByLabels({ atLeast: {} })).toThrow('quality has no bar; give atLeast, as in { roc_auc: 0.9 }');
  expect(() => judgedByLabels({ atLeast: { auc: 0.9 } })).toThrow('quality has a bar for auc; give one for some of accuracy, precision');
  expect(() => judgedByLabels({ atLeast: { roc_auc: 0.9, r2: 0.5 } })).toThrow(
    'quality has bars for roc_auc, r2; a model answers classes or values, so give some of accuracy, precision',
  );
  expect(() => judgedByLabels({ delay: Duration.minutes(90) })).toThrow('the delay of labels is 1.5 hours; give whole hours');
  expect(() => judgedByLabels({ labelledShare: 0 })).toThrow('labelledShare is 0; give a share above 0 and at most 1');
  expect(() => judgedByLabels({ groups: ['age'] })).toThrow('the model takes no age; segments and groups are features');
});

test('every check has an alarm, and pages come first', () => {
  const pages = MonitorCheck.all().map((check) => check.pages);
  expect(pages).toEqual([...pages].toSorted((a, b) => Number(b) - Number(a)));
  expect(new Set(MonitorCheck.all().map(({ name }) => name)).size).toBe(MonitorCheck.all().length);
});

function outdirOf(stack: ReturnType<typeof stackOf>): string {
  return (stack.node.root as unknown as { _assemblyBuilder: { outdir: string } })._assemblyBuilder.outdir;
}
