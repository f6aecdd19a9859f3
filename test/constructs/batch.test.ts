import { Annotations as Said, Match, Template } from 'aws-cdk-lib/assertions';
import { Duration, Size, TimeZone, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import {
  AlarmPlan,
  BatchSchedule,
  BatchTransform,
  DataCapture,
  DriftMonitor,
  DriftPlan,
  Freshness,
  Hosting,
  InstanceType,
  LateData,
  ModelDeployment,
  OnBadObject,
  OnBadRecord,
  Release,
  ServiceMetric,
  Table,
  TableFormat,
  type BatchOptions,
  type BatchTransformProps,
} from '../../constructs/index';
import { checkDefinition } from '../../runtime/pipeline/check/check-definition';
import type { TaskRegistry } from '../../runtime/pipeline/tasks';
import { spamModel, stackOf } from './apps';

const SPAM_BASELINE = join(__dirname, '../../examples/spam-filter/model/baseline');
const BERLIN = TimeZone.EUROPE_BERLIN;

function batchIn(stack: Stack, options: Partial<BatchTransformProps> = {}): BatchTransform {
  const bucket = new s3.Bucket(stack, 'Data', { eventBridgeEnabled: true });
  return new BatchTransform(stack, 'Nightly', {
    model: spamModel(),
    input: Table.fromBucket(bucket, 'in/'),
    output: Table.fromBucket(bucket, 'out/'),
    instanceType: InstanceType.M5_LARGE,
    refreshed: Freshness.dailyBy('06:00', BERLIN),
    ...options,
  });
}

function templateOf(options: Partial<BatchTransformProps> = {}): Template {
  const stack = stackOf('Mail');
  batchIn(stack, options);
  return Template.fromStack(stack);
}

/** The definition as CloudFormation would make it, with the names of what it refers to. */
function definitionIn(template: Template): Record<string, never> {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine')) as { Properties: Record<string, unknown> }[];
  const { 'Fn::Join': [, parts] = ['', []] } = (machine ?? { Properties: {} }).Properties['DefinitionString'] as {
    'Fn::Join'?: [string, unknown[]];
  };
  const text = parts.map((part) => (typeof part === 'string' ? part : nameOf(part))).join('');
  return JSON.parse(text) as Record<string, never>;
}

function nameOf(reference: unknown): string {
  const { 'Fn::GetAtt': [id = ''] = [] } = reference as { 'Fn::GetAtt'?: string[] };
  return id.includes('Model') ? id : `arn:aws:lambda:eu-central-1:111111111111:function:${id}`;
}

const TASKS: TaskRegistry = {
  'lambda:invoke': async () => null,
  'sagemaker:createTransformJob': async () => null,
  'aws-sdk:sagemaker:stopTransformJob': async () => null,
};

test('the state machine is one that Step Functions takes, and that is played here', async () => {
  const definition = definitionIn(templateOf());
  const { States } = await checkDefinition(definition, TASKS);
  expect(Object.keys(States)).toEqual(expect.arrayContaining(['Prepare', 'Transform', 'Publish', 'WriteDown', 'Failed']));
  expect(States['Transform']).toMatchObject({
    Resource: 'arn:aws:states:::sagemaker:createTransformJob.sync',
    TimeoutSeconds: 3600,
    Arguments: {
      BatchStrategy: 'MultiRecord',
      MaxPayloadInMB: 6,
      TransformJobName: '{% $run.jobName %}',
      TransformInput: {
        ContentType: 'application/jsonlines',
        SplitType: 'Line',
        DataSource: { S3DataSource: { S3DataType: 'ManifestFile' } },
      },
      TransformOutput: { Accept: 'application/jsonlines', AssembleWith: 'Line' },
      TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
    },
  });
  expect(States['Transform']).not.toHaveProperty('Arguments.DataProcessing');
});

test('filters, joins, payload and instances reach the job', () => {
  const definition = definitionIn(
    templateOf({
      joinInput: true,
      inputFilter: '$[1:]',
      outputFilter: '$[0,-1]',
      maxPayload: Size.mebibytes(20),
      maxConcurrent: 4,
      instanceCount: 3,
    }),
  );
  expect(definition['States']).toMatchObject({
    Transform: {
      Arguments: {
        DataProcessing: { InputFilter: '$[1:]', OutputFilter: '$[0,-1]', JoinSource: 'Input' },
        MaxPayloadInMB: 20,
        MaxConcurrentTransforms: 4,
        TransformResources: { InstanceCount: 3 },
      },
    },
  });
});

test('runs begin early enough for every attempt to end by the promise, by the clocks of its zone', () => {
  // Two attempts of an hour, a quarter of an hour around each: half past three.
  templateOf().hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(30 3 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    Target: { Input: '{"time":"<aws.scheduler.scheduled-time>"}', DeadLetterConfig: Match.anyValue() },
  });
});

test('freshness is looked at every five minutes, by a schedule of its own', () => {
  templateOf({ schedule: BatchSchedule.none('started by hand') }).hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(5 minutes)',
    Target: { Input: '{"now":"<aws.scheduler.scheduled-time>"}' },
  });
});

test('a run at an hour that a day does not have is moved to the end of that hour, and it is said', () => {
  const stack = stackOf('Mail');
  batchIn(stack, { schedule: BatchSchedule.daily('02:30', BERLIN) });
  Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(0 3 * * ? *)' });
  Said.fromStack(stack).hasInfo(
    '*',
    Match.stringLikeRegexp('runs begin at 03:00 instead of 02:30 in Europe/Berlin: on 2026-03-29 there is no 02:30'),
  );
});

test('an object starts a run with the time of its event', () => {
  templateOf({ schedule: BatchSchedule.onObject('_SUCCESS') }).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { detail: { object: { key: [{ wildcard: 'in/*_SUCCESS' }] } } },
    Targets: [
      Match.objectLike({
        InputTransformer: { InputPathsMap: { time: '$.time' }, InputTemplate: '{"time":<time>}' },
        DeadLetterConfig: Match.anyValue(),
      }),
    ],
  });
});

test('a promise within a time runs twice within it', () => {
  templateOf({ refreshed: Freshness.within(Duration.hours(6)) }).hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(180 minutes)',
  });
});

test('keys of CSV are columns by number, since it has no names', () => {
  const stack = stackOf('Mail');
  const bucket = new s3.Bucket(stack, 'Csv');
  const [input, output] = ['in/', 'out/'].map((prefix) => Table.fromBucket(bucket, prefix, { format: TableFormat.CSV }));
  if (input === undefined || output === undefined) throw new TypeError('no tables');
  expect(() => batchIn(stack, { input, output, joinInput: true, uniqueKey: ['0', 'id'] })).toThrow(
    "uniqueKey is 'id' in CSV, which has no names; give the number of the column in the output, from 0",
  );
});

test('where objects may be set aside, what a job wrote that failed for the last time is looked at too', async () => {
  const definition = definitionIn(templateOf({ onBadObject: OnBadObject.SET_ASIDE }));
  const { States } = await checkDefinition(definition, TASKS);
  expect(States['IsPartly']).toMatchObject({ Choices: [{ Condition: '{% $tried >= 2 %}', Next: 'Publish' }], Default: 'WriteDown' });
  expect(Object.keys((await checkDefinition(definitionIn(templateOf()), TASKS)).States)).not.toContain('IsPartly');
});

describe('rows that are kept for a drift monitor', () => {
  function watched(options: Partial<BatchOptions> = {}): { readonly stack: Stack; readonly deployment: ModelDeployment } {
    const stack = stackOf('Mail');
    const bucket = new s3.Bucket(stack, 'Data');
    const deployment = new ModelDeployment(stack, 'Nightly', {
      model: spamModel(),
      hosting: Hosting.batch({
        input: Table.fromBucket(bucket, 'in/'),
        output: Table.fromBucket(bucket, 'out/'),
        instanceType: InstanceType.M5_LARGE,
        refreshed: Freshness.dailyBy('06:00', BERLIN),
        capture: DataCapture.sample(20),
        ...options,
      }),
      drift: DriftPlan.standard(Duration.hours(1), { baseline: SPAM_BASELINE }),
    });
    return { stack, deployment };
  }

  test('are written by the step that publishes and read by the monitor, which asks no endpoint', () => {
    const { stack, deployment } = watched();
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Environment: {
        Variables: { SLIPWAY_DEPLOYMENT: 'Mail-Nightly-batch', SLIPWAY_ENDPOINT: Match.absent(), SLIPWAY_SAMPLING_PERCENT: '20' },
      },
    });
    const [publish] = Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.publish' } }));
    expect(JSON.stringify(publish)).toContain('/capture/Mail-Nightly-batch/');
    expect(JSON.stringify(publish)).toContain('\\"everyRow\\":5');
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('sagemaker:InvokeEndpoint');
    const names = [...(deployment.driftMonitor?.pages ?? []), ...(deployment.driftMonitor?.tickets ?? [])].map(({ node }) => node.id);
    expect(names).toEqual(expect.arrayContaining(['PredictionDrift', 'FeatureDrift', 'MonitorSilent', 'Violations']));
    for (const ofEndpoints of ['GoldenRows', 'ServedDiffers', 'Capture']) expect(names).not.toContain(ofEndpoints);
  });

  test('come all at once: one window of them is enough to tell', () => {
    const template = Template.fromStack(watched().stack);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ViolationRate', DatapointsToAlarm: 1, EvaluationPeriods: 1 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'PredictionDrift', DatapointsToAlarm: 2, EvaluationPeriods: 3 });
  });

  test('are whole answers, and as the model saw them', () => {
    expect(() => watched({ outputFilter: '$.spam' })).toThrow('capture keeps whole answers, and outputFilter $.spam leaves parts of them');
    expect(() => watched({ inputFilter: '$.features' })).toThrow('of inputFilter $.features that is not known; give one such as');
  });

  describe('and labels', () => {
    function labelled(options: Partial<BatchOptions>): Stack {
      const { stack, deployment } = watched(options);
      new DriftMonitor(stack, 'Labelled', {
        service: deployment.service,
        baseline: SPAM_BASELINE,
        quality: { labels: new s3.Bucket(stack, 'Labels'), delay: Duration.hours(24), atLeast: { roc_auc: 0.9 } },
      });
      return stack;
    }

    test.each<[string, Partial<BatchOptions>]>([
      ['no key', {}],
      ['a key of several columns', { joinInput: true, uniqueKey: ['id', 'day'] }],
    ])('of rows with %s are refused, with what to do', (_what, options) => {
      expect(() => labelled(options)).toThrow(
        'labels find the rows of a batch by their ids, and these rows have none; give the batch joinInput and a uniqueKey of one column',
      );
    });

    test('of rows with a key are read every hour, with the alarms of an endpoint', () => {
      const template = Template.fromStack(labelled({ joinInput: true, uniqueKey: ['id'] }));
      template.hasResourceProperties('AWS::Lambda::Function', {
        Environment: { Variables: { SLIPWAY_QUALITY: Match.stringLikeRegexp('"delayHours":24'), SLIPWAY_ENDPOINT: Match.absent() } },
      });
      for (const MetricName of ['QualityFailing', 'LabelsStopped'])
        template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName });
    });
  });
});

test('late data are looked for by a step of their own, in a machine that Step Functions takes', async () => {
  const stack = stackOf('Mail');
  const bucket = new s3.Bucket(stack, 'Parted');
  batchIn(stack, { input: Table.fromBucket(bucket, 'in/{date}/'), lateData: LateData.runAgain(Duration.days(2)) });
  const { States } = await checkDefinition(definitionIn(Template.fromStack(stack)), TASKS);
  expect(Object.keys(States)).toEqual(expect.arrayContaining(['LookForLate', 'IsLate', 'TellOfLate']));
  expect(Object.keys((await checkDefinition(definitionIn(templateOf()), TASKS)).States)).not.toContain('LookForLate');
});

test('the container is told what to do with a record that it cannot score', () => {
  templateOf().hasResourceProperties('AWS::SageMaker::Model', { PrimaryContainer: { Environment: { SLIPWAY_ON_BAD_RECORD: 'mark' } } });
  templateOf({ onBadRecord: OnBadRecord.FAIL }).hasResourceProperties('AWS::SageMaker::Model', {
    PrimaryContainer: { Environment: { SLIPWAY_ON_BAD_RECORD: 'refuse' } },
  });
});

test.each<[string, Partial<BatchTransformProps>, string]>([
  ['no instances', { instanceCount: 0 }, 'instanceCount is 0; give a whole number from 1 to 100'],
  ['a payload that SageMaker refuses', { maxPayload: Size.mebibytes(101) }, 'maxPayload is 101 MiB; give 1 to 100'],
  ['more at once than SageMaker takes', { maxPayload: Size.mebibytes(50), maxConcurrent: 3 }, 'is more than 100; lower one of them'],
  [
    'late data of an input without days',
    { lateData: LateData.runAgain(Duration.days(2)) },
    'the input in/ has no part for each day, so that every run reads all of it; put {date} into its prefix',
  ],
  [
    'late data of half days',
    { lateData: LateData.countedAsLost(Duration.hours(36)) },
    'lateData is of 1.5 days; give whole days from 1 to 31',
  ],
  ['a filter that is no JSONPath', { inputFilter: 'a' }, "inputFilter is 'a'; give a JSONPath"],
  ['more than a day of attempts', { maxRuntime: Duration.hours(12) }, 'take more than the day that is promised'],
])('fails for %s', (_what, options, message) => {
  expect(() => batchIn(stackOf('Mail'), options)).toThrow(message);
});

test('fails where input and output lie in one another, or are of two formats', () => {
  const stack = stackOf('Mail');
  const bucket = new s3.Bucket(stack, 'Bucket');
  const props = (input: string, output: string, format?: TableFormat): Partial<BatchTransformProps> => ({
    input: Table.fromBucket(bucket, input),
    output: Table.fromBucket(bucket, output, { format }),
  });
  expect(() => batchIn(stackOf('A'), props('data/', 'data/out/'))).toThrow('lie in one another');
  expect(() => batchIn(stackOf('B'), props('in/', 'out/', TableFormat.CSV))).toThrow(
    'of such an input SageMaker writes jsonl; give the output that',
  );
  expect(() => Table.fromBucket(bucket, 'data')).toThrow("the prefix 'data' is not accepted");
  expect(() => Freshness.dailyBy('6', BERLIN)).toThrow("'6' is no time of day");
  expect(() => Freshness.within(Duration.minutes(5))).toThrow('promise 15 minutes or more');
});

describe('a deployment that is hosted in batch', () => {
  function deployed(): { readonly stack: Stack; readonly deployment: ModelDeployment } {
    const stack = stackOf('Mail');
    const bucket = new s3.Bucket(stack, 'Data');
    const deployment = new ModelDeployment(stack, 'Nightly', {
      model: spamModel(),
      hosting: Hosting.batch({
        input: Table.fromBucket(bucket, 'in/'),
        output: Table.fromBucket(bucket, 'out/'),
        instanceType: InstanceType.M5_LARGE,
        refreshed: Freshness.dailyBy('06:00', BERLIN),
      }),
      alarms: AlarmPlan.standard({ rejectedRate: 0.02 }),
    });
    return { stack, deployment };
  }

  test('pages for failed and stale, opens tickets for the rest, all by its own name', () => {
    const template = Template.fromStack(deployed().stack);
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties as Record<string, never>,
    );
    expect(alarms.map(({ MetricName }) => String(MetricName)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'ApproximateNumberOfMessagesVisible',
      'DurationRatio',
      'InputAge',
      'RefreshOverdue',
      'RejectedRate',
      'RowsLost',
      'RunFailed',
    ]);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Slipway',
      MetricName: 'RefreshOverdue',
      Dimensions: [{ Name: 'Deployment', Value: 'Mail-Nightly-batch' }],
      Period: 300,
      TreatMissingData: 'breaching',
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'RejectedRate',
      Threshold: 0.02,
      TreatMissingData: 'notBreaching',
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'InputAge', Threshold: 26 * 3600 });
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmDescription: Match.stringLikeRegexp('^PAGE: .*RunFailed, Stale'),
    });
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmDescription: Match.stringLikeRegexp('^TICKET: .*Rejected, RowsLost, SlowRun, InputLate, DeadLetters'),
    });
  });

  test('whoever is granted starts runs; metrics that it does not publish are refused', () => {
    const { stack, deployment } = deployed();
    deployment.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'states:StartExecution' })] },
    });
    expect(deployment.service.metric(ServiceMetric.DATA_AGE).dimensions).toEqual({ Deployment: 'Mail-Nightly-batch' });
    expect(() => deployment.service.metric(ServiceMetric.MODEL_LATENCY)).toThrow('does not publish ModelLatency');
    expect(() => deployment.service.metric(ServiceMetric.CPU_UTILIZATION)).toThrow('which this service has no value for');
  });

  test('no release replaces a fleet that there is not', () => {
    const stack = stackOf('Mail');
    const bucket = new s3.Bucket(stack, 'Data');
    const hosting = Hosting.batch({
      input: Table.fromBucket(bucket, 'in/'),
      output: Table.fromBucket(bucket, 'out/'),
      instanceType: InstanceType.M5_LARGE,
      refreshed: Freshness.within(Duration.hours(1)),
    });
    expect(
      () => new ModelDeployment(stack, 'D', { model: spamModel(), hosting, release: Release.allAtOnce(Duration.minutes(10)) }),
    ).toThrow('leave release out');
  });
});
