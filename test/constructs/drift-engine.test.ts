import { Duration, Size, type Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DriftEngine,
  DriftMonitor,
  DriftPlan,
  InstanceType,
  ModelDeployment,
  ServingImage,
  SqlStep,
  Table,
  TableFormat,
  Traffic,
  type EngineJobOptions,
} from '../../constructs/index';
import { columnsOf } from '../../core/drift/engines/statement';
import type { Profile } from '../../core/drift/profile/profile';
import { checkDefinition } from '../../runtime/pipeline/check/check-definition';
import { readStacks } from '../../runtime/assembly/stacks';
import { endpointIn, MODEL_FOLDER, realtime, spamModel, stackOf, synthesized } from './apps';

const BASELINE = JSON.parse(readFileSync(join(MODEL_FOLDER, 'baseline', 'profile.json'), 'utf8')) as Profile;
const DOUBLES = Object.fromEntries(columnsOf(BASELINE).map(({ name }) => [name, 'double']));
const MACHINE = { instanceType: InstanceType.M5_XLARGE };

function tableIn(stack: Stack, columns: Record<string, string> = { ...DOUBLES, day: 'varchar' }, format?: TableFormat): Table {
  const bucket = s3.Bucket.fromBucketName(stack, 'Lake', 'lake');
  return Table.fromCatalog('mail', 'incoming', { bucket, prefix: 'incoming/', columns, ...(format === undefined ? {} : { format }) });
}

const imageIn = (stack: Stack): ServingImage => ServingImage.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Images', 'drift'), '1');

type EngineOf = (stack: Stack) => DriftEngine;
const athena: EngineOf = (stack) => DriftEngine.athena({ table: tableIn(stack), dayColumn: 'day' });
const processing =
  (more: Partial<EngineJobOptions> = {}): EngineOf =>
  (stack) =>
    DriftEngine.processing({ ...MACHINE, image: imageIn(stack), ...more });
const spark: EngineOf = (stack) => DriftEngine.spark({ ...MACHINE, table: tableIn(stack), dayColumn: 'day', image: imageIn(stack) });

function monitored(engineOf: EngineOf): { template: Template; monitor: DriftMonitor; stack: Stack } {
  const stack = stackOf('Spam', { account: '210987654321', region: 'eu-central-1' });
  const monitor = new DriftMonitor(stack, 'Drift', { service: endpointIn(stack), engine: engineOf(stack) });
  return { template: synthesized(stack), monitor, stack };
}

/** The state machine as the account would get it. */
function definitionOf({ stack }: { stack: Stack }): Record<string, unknown> {
  const { outdir } = (stack.node.root as unknown as { _assemblyBuilder: { outdir: string } })._assemblyBuilder;
  const { scope } = readStacks(outdir)[0] ?? {};
  const [machine] = scope?.resources('AWS::StepFunctions::StateMachine') ?? [];
  return JSON.parse(String(scope?.properties(machine?.logicalId ?? '')['DefinitionString'])) as Record<string, unknown>;
}

/** Actions of the policies whose logical id begins so, without those of logs and traces. */
function actionsOf(template: Template, start: string): string[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(start));
  return policies
    .flatMap(
      ([, policy]) =>
        (policy as { Properties: { PolicyDocument: { Statement: { Action: string | string[] }[] } } }).Properties.PolicyDocument.Statement,
    )
    .flatMap(({ Action }) => Action)
    .filter((action) => !/^(logs|xray):/.test(action))
    .toSorted();
}

test('without an engine nothing is added: the function counts itself', () => {
  const stack = stackOf();
  const monitor = new DriftMonitor(stack, 'Drift', { service: endpointIn(stack), engine: DriftEngine.lambda() });
  const template = synthesized(stack);
  expect(monitor.engineStateMachine).toBeUndefined();
  template.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
  expect(monitor.pages.map(({ node }) => node.id)).not.toContain('DistributionSilent');
});

test.each([
  ['athena', athena],
  ['processing', processing()],
  ['spark', spark],
] as const)(
  '%s: a state machine that is sound, started when a day is over and once more, and missed when it says nothing',
  async (kind, engineOf) => {
    const all = monitored(engineOf);
    const { template, monitor } = all;
    await checkDefinition(
      definitionOf(all),
      { 'lambda:invoke': none, 'athena:startQueryExecution': none, 'sagemaker:createProcessingJob': none },
      {},
    );
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ SLIPWAY_ENGINE: kind }) } });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(26 0,12 * * ? *)',
      Target: {
        Arn: { Ref: Match.stringLikeRegexp('^DriftEngineStateMachine') },
        Input: '{"task":"distribution","time":"<aws.scheduler.scheduled-time>"}',
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'RowsJudged',
      Statistic: 'SampleCount',
      Period: 172_800,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 2880, OnlyStartEvaluatingAfterWarmUpPeriodEnds: false },
    });
    expect(monitor.pages.map(({ node }) => node.id)).toContain('DistributionSilent');
    expect(monitor.engineStateMachine).toBeDefined();
  },
);

const none = (): Promise<never> => Promise.reject(new Error('nobody calls'));

test('Athena reads its table and writes its answers; it stops at a limit of bytes', () => {
  const { template } = monitored(athena);
  expect(actionsOf(template, 'DriftEngineStateMachineRole')).toEqual([
    'athena:GetQueryExecution',
    'athena:GetWorkGroup',
    'athena:StartQueryExecution',
    'athena:StopQueryExecution',
    'glue:BatchGetPartition',
    'glue:GetDatabase',
    'glue:GetPartition',
    'glue:GetPartitions',
    'glue:GetTable',
    'lambda:InvokeFunction',
    's3:AbortMultipartUpload',
    's3:GetBucketLocation',
    's3:GetBucketLocation',
    's3:GetObject',
    's3:GetObject',
    's3:ListBucket',
    's3:ListBucket',
    's3:ListBucketMultipartUploads',
    's3:ListMultipartUploadParts',
    's3:PutObject',
  ]);
  template.hasResourceProperties('AWS::Athena::WorkGroup', {
    WorkGroupConfiguration: { EnforceWorkGroupConfiguration: true, BytesScannedCutoffPerQuery: 1_099_511_627_776 },
  });
});

test('a job reads the records of its endpoint and writes what it counted, and the state machine starts nothing else', () => {
  const { template } = monitored(processing());
  expect(actionsOf(template, 'DriftEngineJobRole')).toEqual([
    'cloudwatch:PutMetricData',
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:GetAuthorizationToken',
    'ecr:GetDownloadUrlForLayer',
    's3:AbortMultipartUpload',
    's3:GetObject',
    's3:GetObject',
    's3:GetObject',
    's3:ListBucket',
    's3:ListBucket',
    's3:ListBucket',
    's3:PutObject',
  ]);
  expect(actionsOf(template, 'DriftEngineStateMachineRole')).toEqual([
    'events:DescribeRule',
    'events:PutRule',
    'events:PutTargets',
    'iam:PassRole',
    'lambda:InvokeFunction',
    'sagemaker:AddTags',
    'sagemaker:CreateProcessingJob',
    'sagemaker:DescribeProcessingJob',
    'sagemaker:StopProcessingJob',
  ]);
});

test('a job has the machines, the disk and the time that it was given, and no network but where Spark needs one', () => {
  const job = (engineOf: EngineOf): Record<string, unknown> =>
    (definitionOf(monitored(engineOf)) as { States: { Count: { Arguments: Record<string, unknown> } } }).States.Count.Arguments;
  expect(job(processing({ instanceCount: 3, volumeSize: Size.gibibytes(500), maxRuntime: Duration.hours(5) }))).toMatchObject({
    ProcessingResources: { ClusterConfig: { InstanceCount: 3, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 500 } },
    StoppingCondition: { MaxRuntimeInSeconds: 18_000 },
    NetworkConfig: { EnableNetworkIsolation: true },
  });
  expect(job(spark)).toMatchObject({
    ProcessingResources: { ClusterConfig: { InstanceCount: 1, VolumeSizeInGB: 100 } },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    NetworkConfig: { EnableNetworkIsolation: false },
    Environment: { SLIPWAY_TABLE: 's3://lake/incoming/', SLIPWAY_TABLE_FORMAT: 'parquet', SLIPWAY_DAY_COLUMN: 'day' },
  });
});

test('what an engine cannot count is refused with what to do', () => {
  const refusal =
    (engineOf: EngineOf): (() => void) =>
    () =>
      void monitored(engineOf);
  const over =
    (columns: Record<string, string>, dayColumn = 'day'): EngineOf =>
    (stack) =>
      DriftEngine.athena({ table: tableIn(stack, columns), dayColumn });
  const { george: _george, ...without } = DOUBLES;
  expect(refusal(over({ ...without, day: 'date' }))).toThrow(
    'the table lacks george, which the baseline counts; every row would miss them',
  );
  expect(refusal(over({ ...DOUBLES, george: 'timestamp(3)', day: 'date' }))).toThrow(
    'george of the table hold timestamp; give numbers, texts or booleans',
  );
  expect(refusal(over(DOUBLES))).toThrow("the table has no column 'day' that tells a day; it has make double, address double");
  expect(refusal(over({ ...DOUBLES, hour: 'bigint' }, 'hour'))).toThrow('give one of type varchar (2026-01-05), date or timestamp');
  const loose: EngineOf = (stack) =>
    DriftEngine.athena({
      table: Table.fromBucket(s3.Bucket.fromBucketName(stack, 'Lake', 'lake'), 'in/', { columns: { ...DOUBLES, day: 'date' } }),
      dayColumn: 'day',
    });
  expect(refusal(loose)).toThrow('give Table.fromCatalog(database, table, …)');
  expect(refusal((stack) => DriftEngine.athena({ table: tableIn(stack), dayColumn: 'day', maxBytesPerQuery: 5 }))).toThrow(
    'maxBytesPerQuery is 5; give whole bytes, at least 10,000,000',
  );
  expect(refusal(processing({ instanceCount: 0 }))).toThrow('instanceCount is 0; give 1 to 100');
  expect(refusal(processing({ volumeSize: Size.tebibytes(17) }))).toThrow('volumeSize is 17408 GiB; give 1 to 16384 GiB');
  expect(refusal(processing({ maxRuntime: Duration.hours(6) }))).toThrow('maxRuntime is 6 hours; give a minute to 5 hours');
  expect(
    refusal((stack) =>
      DriftEngine.spark({
        ...MACHINE,
        table: tableIn(stack, { ...DOUBLES, day: 'date' }, TableFormat.CSV),
        dayColumn: 'day',
        image: imageIn(stack),
      }),
    ),
  ).toThrow('Spark would have to guess the columns of CSV without a header; give Parquet or JSON Lines');
  const step: EngineOf = (stack) => {
    const rows = Table.fromBucket(s3.Bucket.fromBucketName(stack, 'Lake', 'lake'), 'in/', { columns: { day: 'date' } });
    const { output } = new SqlStep('Days', { inputs: { rows }, sql: 'SELECT day FROM rows' });
    return DriftEngine.athena({ table: output, dayColumn: 'day' });
  };
  expect(refusal(step)).toThrow("the rows of step 'Days' are there only while its pipeline runs");
});

test('an engine for traffic so small that weeks are judged is refused', () => {
  const deploy = (): void => {
    const stack = stackOf();
    new ModelDeployment(stack, 'Filter', {
      model: spamModel(),
      hosting: realtime({ traffic: Traffic.promised({ perMinute: 1 }) }),
      drift: DriftPlan.standard(Duration.hours(1), { engine: processing()(stack) }),
    });
  };
  expect(deploy).toThrow(
    'an engine counts days, and this monitor judges weeks, since fewer than 500 rows a day are to be expected; leave out engine',
  );
});
