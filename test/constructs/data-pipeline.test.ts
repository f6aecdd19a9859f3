import { Duration, TimeZone, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  Check,
  DataCheck,
  DataPipeline,
  MapStep,
  Overlap,
  PipelineSchedule,
  PipelineTrigger,
  SqlStep,
  Table,
  TableFormat,
  type DataPipelineProps,
} from '../../constructs/index';
import { checkDefinition } from '../../runtime/pipeline/check/check-definition';
import type { Json } from '../../runtime/pipeline/json';
import type { TaskRegistry } from '../../runtime/pipeline/tasks';
import { play } from '../runtime/pipeline/play';
import { stackOf } from './apps';

const COLUMNS = { date: 'timestamp(3)', delay: 'bigint', origin: 'varchar', tags: 'array(varchar)' };
const TASKS: TaskRegistry = Object.fromEntries(
  [
    'athena:startQueryExecution',
    'athena:getQueryResults',
    'aws-sdk:s3:listObjectsV2',
    'aws-sdk:s3:putObject',
    'aws-sdk:s3:getObject',
    'aws-sdk:sfn:describeExecution',
    'aws-sdk:cloudwatch:putMetricData',
  ].map((name) => [name, async () => null]),
);

function flightsIn(stack: Stack, id = 'Lake'): Table {
  return Table.fromBucket(s3.Bucket.fromBucketName(stack, id, 'lake'), 'flights/', { format: TableFormat.PARQUET, columns: COLUMNS });
}

/** raw -> checks -> clean -> (daily, airports) -> features. */
function pipelineIn(stack: Stack, options: Partial<DataPipelineProps> = {}): DataPipeline {
  const raw = new DataCheck('Raw', { rows: flightsIn(stack), checks: [Check.rows(1), Check.complete('origin', 0.99)] });
  const clean = new SqlStep('Clean', { inputs: { flights: raw.passed }, sql: 'SELECT date, delay, origin FROM flights WHERE delay < 600' });
  const daily = new SqlStep('Daily', {
    inputs: { clean: clean.output },
    sql: "SELECT origin, date_trunc('day', date) AS day, avg(delay) AS mean_delay FROM clean GROUP BY 1, 2",
  });
  const airports = new SqlStep('Airports', {
    inputs: { clean: clean.output },
    sql: 'SELECT origin, count(*) AS n FROM clean GROUP BY origin;',
  });
  const features = new SqlStep('Features', {
    inputs: { d: daily.output, a: airports.output },
    sql: 'SELECT d.day, d.mean_delay, a.n FROM d JOIN a ON d.origin = a.origin',
  });
  return new DataPipeline(stack, 'Features', { steps: [features], ...options });
}

function definitionIn(template: Template, which: 'pipeline' | 'recorder' = 'pipeline'): unknown {
  const machine = Object.entries(template.findResources('AWS::StepFunctions::StateMachine')).find(
    ([id]) => id.includes('Failures') === (which === 'recorder'),
  )?.[1] as { Properties: Record<string, unknown> } | undefined;
  const { 'Fn::Join': [, parts] = ['', []] } = (machine ?? { Properties: {} }).Properties['DefinitionString'] as {
    'Fn::Join'?: [string, unknown[]];
  };
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'bucket')).join(''));
}

test('steps come in the order of whose rows they take, those that need none of each other side by side', async () => {
  const stack = stackOf('Flights');
  pipelineIn(stack);
  const machine = await checkDefinition(definitionIn(Template.fromStack(stack)), TASKS);
  const order: string[] = [];
  for (let at: string | undefined = machine.StartAt; at !== undefined;) {
    order.push(at);
    const state = machine.States[at] as { readonly Next?: string; readonly Default?: string };
    at = state.Next ?? state.Default;
  }
  expect(order).toEqual([
    'Begin',
    'Claim',
    'Claim: take',
    'Inputs',
    'Inputs: age',
    'Raw',
    'Raw: answer',
    'Raw: verdict',
    'Raw: passed',
    'Clean',
    'Clean: rows',
    'Daily and Airports',
    'Features',
    'Features: rows',
    'Record',
  ]);
  expect(machine).toMatchObject({ TimeoutSeconds: 21_600, QueryLanguage: 'JSONata' });
  expect(machine.States['Clean']).toMatchObject({ Retry: [{ MaxAttempts: 2, BackoffRate: 2, JitterStrategy: 'FULL' }] });
});

test('who hears of runs that did not end well writes down how, in the words that the service has for it', async () => {
  const stack = stackOf('Flights');
  pipelineIn(stack);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['aws.states'], detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] } },
  });
  const machine = await checkDefinition(definitionIn(template, 'recorder'), TASKS);
  const written: Json[] = [];
  const detail = {
    executionArn: 'arn:aws:states:eu-central-1:111111111111:execution:features:2026-03-01',
    name: '2026-03-01',
    status: 'TIMED_OUT',
    startDate: Date.parse('2026-03-01T04:00:00Z'),
    stopDate: Date.parse('2026-03-01T10:00:00Z'),
    input: '{}',
  };
  const result = await play(
    machine,
    { detail },
    {
      tasks: {
        'aws-sdk:sfn:describeExecution': async () => ({ Status: 'TIMED_OUT', Error: 'States.Timeout' }),
        'aws-sdk:s3:putObject': async ({ arguments: given }) => {
          written.push(given);
          return {};
        },
      },
    },
  );
  expect(result.status).toBe('SUCCEEDED');
  expect(written).toMatchObject([{ Key: 'flights_features/runs/2026_03_01/failed.json' }]);
  const [{ Body: body } = { Body: '{}' }] = written as { Body: string }[];
  expect(JSON.parse(body)).toEqual({
    version: 1,
    pipeline: 'Flights-Features',
    run: '2026-03-01',
    execution: 'arn:aws:states:eu-central-1:111111111111:execution:features:2026-03-01',
    status: 'timed_out',
    error: 'States.Timeout',
    cause: null,
    time: '2026-03-01T04:00:00.000Z',
    startedAt: '2026-03-01T04:00:00.000Z',
    endedAt: '2026-03-01T10:00:00.000Z',
  });
});

test('a table is declared in the catalogue with the types that Hive has for them', () => {
  const stack = stackOf('Flights');
  pipelineIn(stack);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Glue::Database', { DatabaseInput: { Name: 'flights_features' } });
  template.hasResourceProperties('AWS::Glue::Table', {
    DatabaseName: 'flights_features',
    TableInput: {
      Name: 'source_flights',
      StorageDescriptor: {
        Location: 's3://lake/flights/',
        Columns: [
          { Name: 'date', Type: 'timestamp' },
          { Name: 'delay', Type: 'bigint' },
          { Name: 'origin', Type: 'string' },
          { Name: 'tags', Type: 'array<string>' },
        ],
        SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    },
  });
});

test('the state machine may read its tables, write its runs, and ask Athena in its own work group', () => {
  const stack = stackOf('Flights');
  pipelineIn(stack);
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) =>
      (Properties as { PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] } }).PolicyDocument.Statement,
  );
  const of = (action: string): unknown[] =>
    policies.filter(({ Action }) => [Action].flat().includes(action)).map(({ Resource }) => JSON.stringify(Resource));
  expect(of('athena:StartQueryExecution')).toEqual([expect.stringContaining(':workgroup/Flights-Features')]);
  expect(of('glue:CreateTable')).toEqual([expect.stringContaining(':table/flights_features/*')]);
  expect(of('s3:PutObject')).toEqual([
    expect.stringContaining('/flights_features/*'),
    expect.stringContaining('/flights_features/runs/*/failed.json'),
  ]);
  expect(of('s3:GetObject').filter((text) => String(text).includes('lake'))).toEqual([expect.stringContaining('lake/flights/*')]);
  expect(of('s3:DeleteObject')).toEqual([]);
});

test('a step over objects may start and stop its own calls and count them, and the calls write below its own folder', () => {
  const stack = stackOf('Flights');
  const handler = new lambda.Function(stack, 'Parse', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
  const parsed = new MapStep('Parsed', { over: flightsIn(stack), handler });
  new DataPipeline(stack, 'Parsing', { steps: [parsed] });
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) =>
      (Properties as { PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] } }).PolicyDocument.Statement,
  );
  const of = (action: string): string[] =>
    policies.filter(({ Action }) => [Action].flat().includes(action)).map(({ Resource }) => JSON.stringify(Resource));
  // https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
  expect(of('states:StartExecution')).toContainEqual(expect.stringMatching(/^\{"Ref":"ParsingStateMachine\w+"\}$/));
  expect(of('states:StopExecution')).toEqual([expect.stringContaining('/parsed:*')]);
  expect(of('states:DescribeMapRun')).toEqual([expect.stringMatching(/:mapRun:.*\/parsed:\*/)]);
  expect(of('s3:PutObject')).toContainEqual(expect.stringContaining('/flights_parsing/runs/*/parsed/*'));
  expect(of('lambda:InvokeFunction')).toHaveLength(1);
});

test('a schedule starts runs with the time that they were due, and what cannot be delivered is kept', () => {
  const stack = stackOf('Flights');
  pipelineIn(stack, { schedule: PipelineSchedule.daily('04:30', TimeZone.EUROPE_BERLIN) });
  Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(30 4 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    Target: {
      Input: '{"id":"<aws.scheduler.scheduled-time>","time":"<aws.scheduler.scheduled-time>"}',
      DeadLetterConfig: Match.anyValue(),
    },
  });
});

test('objects that arrive and alarms that go off start runs, each known by its event', () => {
  const stack = stackOf('Flights');
  const alarm = new cloudwatch.Metric({ namespace: 'Slipway', metricName: 'Drift' }).createAlarm(stack, 'Drift', {
    threshold: 1,
    evaluationPeriods: 1,
  });
  pipelineIn(stack, {
    triggers: [
      PipelineTrigger.onObject(flightsIn(stack, 'Landing'), { endsWith: '_SUCCESS', atLeastEvery: Duration.hours(24) }),
      PipelineTrigger.onAlarm(alarm),
    ],
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['aws.s3'], detail: { bucket: { name: ['lake'] }, object: { key: [{ wildcard: 'flights/*_SUCCESS' }] } } },
    Targets: [Match.objectLike({ InputTransformer: Match.objectLike({ InputTemplate: Match.stringLikeRegexp('id.*time') }) })],
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.cloudwatch'],
      resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('Drift'), 'Arn'] }],
      detail: { state: { value: ['ALARM'] } },
    },
    Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
  });
  // A day and an hour without a run.
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ExecutionsStarted', EvaluationPeriods: 25 });
});

test('who asks how another run stands may ask of runs of this pipeline alone', () => {
  const stack = stackOf('Flights');
  pipelineIn(stack, { overlap: Overlap.WAIT });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: 'states:DescribeExecution', Resource: { 'Fn::Join': Match.anyValue() } }] },
  });
});

test('alarms tell of a run that failed, that did not begin, and of data that are not as they have to be', () => {
  const stack = stackOf('Flights');
  pipelineIn(stack, { schedule: PipelineSchedule.every(Duration.hours(6)) });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Metrics: Match.arrayWith([Match.objectLike({ Expression: 'SUM([failed, timedOut, aborted])' })]),
    Threshold: 0,
    TreatMissingData: 'notBreaching',
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ExecutionsStarted',
    EvaluationPeriods: 7,
    Period: 3600,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ExecutionTime',
    Statistic: 'Maximum',
    Threshold: 3 * 3_600_000,
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'InputAge',
    Dimensions: [{ Name: 'Deployment', Value: 'Flights-Features' }],
    Threshold: 6 * 3600,
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'DataChecksFailed',
    Dimensions: [{ Name: 'Deployment', Value: 'Flights-Features' }],
  });
});

test('without a schedule nobody says that a run is missing, and without checks no data are bad', () => {
  const stack = stackOf('Flights');
  new DataPipeline(stack, 'One', {
    steps: [new SqlStep('Clean', { inputs: { flights: flightsIn(stack) }, sql: 'SELECT date FROM flights' })],
  });
  // It failed, or took too long.
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 2);
});

test('a table that the catalogue has already is read where it is, and not declared again', () => {
  const stack = stackOf('Flights');
  const bucket = s3.Bucket.fromBucketName(stack, 'Lake', 'lake');
  const flights = Table.fromCatalog('lake', 'flights', { bucket, prefix: 'flights/', columns: COLUMNS });
  new DataPipeline(stack, 'One', { steps: [new SqlStep('Clean', { inputs: { flights }, sql: 'SELECT date FROM flights' })] });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Glue::Table', 0);
  expect(JSON.stringify(definitionIn(template))).toContain('FROM \\" & \\"\\\\\\"lake\\\\\\".\\\\\\"flights');
});

test('whoever is granted to start a run may do just that', () => {
  const stack = stackOf('Flights');
  pipelineIn(stack).grantStart(new iam.Role(stack, 'Nightly', { assumedBy: new iam.AccountRootPrincipal() }));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp('Nightly') }],
    PolicyDocument: { Statement: [{ Action: 'states:StartExecution' }] },
  });
});

test.each<[string, (stack: Stack) => unknown, string]>([
  [
    'an unknown column',
    (stack) => new SqlStep('A', { inputs: { flights: flightsIn(stack) }, sql: 'SELECT dely FROM flights' }),
    "step 'A':1:8: there is no column 'dely'; there are date, delay, origin, tags",
  ],
  [
    'a query that runs only in one of the two',
    (stack) => new SqlStep('A', { inputs: { flights: flightsIn(stack) }, sql: 'SELECT approx_distinct(origin) AS n FROM flights' }),
    "the function 'approx_distinct' is not reproduced here",
  ],
  [
    'a column without a name',
    (stack) => new SqlStep('A', { inputs: { flights: flightsIn(stack) }, sql: 'SELECT delay + 1 FROM flights' }),
    "column 1 of step 'A' has no name; write AS and one",
  ],
  [
    'two columns of one name',
    (stack) => new SqlStep('A', { inputs: { flights: flightsIn(stack) }, sql: 'SELECT delay, date AS delay FROM flights' }),
    "step 'A' gives two columns 'delay'",
  ],
  [
    'a file that is not there',
    (stack) => new SqlStep('A', { inputs: { flights: flightsIn(stack) }, sql: 'sql/nowhere.sql' }),
    "step 'A' reads its query from sql/nowhere.sql, which is not there",
  ],
  ['no inputs', () => new SqlStep('A', { inputs: {}, sql: 'SELECT 1 AS x' }), "step 'A' has no inputs"],
  [
    'a name that no catalogue takes',
    (stack) => new SqlStep('1st', { inputs: { flights: flightsIn(stack) }, sql: 'SELECT date FROM flights' }),
    "'1st' is no name of a step",
  ],
  [
    'a check of a column that is not there',
    (stack) => new DataCheck('A', { rows: flightsIn(stack), checks: [Check.complete('orgin')] }),
    "step 'A' checks orgin present, which these rows do not take: there is no column 'orgin'",
  ],
  [
    'a range of a text',
    (stack) => new DataCheck('A', { rows: flightsIn(stack), checks: [Check.range('origin', { min: 1 })] }),
    '>= does not take varchar and integer together',
  ],
  ['a share of more than all', () => Check.complete('origin', 99), '99 is no share of rows; give 0 to 1'],
  ['a range without bounds', () => Check.range('delay', {}), "a range of 'delay' has no bound"],
  ['no checks', (stack) => new DataCheck('A', { rows: flightsIn(stack), checks: [] }), "step 'A' has no checks"],
  ['no steps', (stack) => new DataPipeline(stack, 'P', { steps: [] }), 'a pipeline without steps does nothing'],
  [
    'two steps of one name',
    (stack) => {
      const flights = flightsIn(stack);
      const step = (name: string): SqlStep => new SqlStep(name, { inputs: { flights }, sql: 'SELECT date FROM flights' });
      return new DataPipeline(stack, 'P', { steps: [step('A b'), step('a-B')] });
    },
    "two steps are called 'a-B' once blanks and capitals are left out",
  ],
  [
    'a table that nobody described',
    (stack) => {
      const raw = Table.fromBucket(s3.Bucket.fromBucketName(stack, 'Raw', 'raw'), 'in/');
      return new DataPipeline(stack, 'P', { steps: [new SqlStep('A', { inputs: { raw }, sql: 'SELECT x FROM raw' })] });
    },
    "step 'A' reads 'raw', whose columns are not described; give Table.fromBucket the option columns",
  ],
  [
    'rows of a step where a bucket is needed',
    (stack) => new SqlStep('A', { inputs: { flights: flightsIn(stack) }, sql: 'SELECT date FROM flights' }).output.bucket,
    "the rows of step 'A' are there only while its pipeline runs",
  ],
  ['a time that is none', () => PipelineSchedule.daily('24:30', TimeZone.EUROPE_BERLIN), "'24:30' is no time of a day"],
])('%s is refused when it is written', (_, make, message) => {
  expect(() => make(stackOf('Flights'))).toThrow(message);
});
