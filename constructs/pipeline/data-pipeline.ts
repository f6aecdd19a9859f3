import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { throwProblems } from '../../core/errors/index.js';
import {
  PIPELINE_ENTRY_VERSION,
  PIPELINE_METADATA,
  hiveType,
  identifier,
  pipelineDefinition,
  type InputRows,
  type PipelineEntry,
  type PipelineStepPlan,
  type PipelineTable,
} from '../../core/pipeline/index.js';
import { parseTypeText } from '../../core/sql/index.js';
import { acknowledge, acknowledgeWildcard } from '../acknowledge.js';
import { injectedProps } from '../injected-props.js';
import { validateStackOf } from '../validation/validate-stack.js';
import type { DataPipelineProps } from './data-pipeline-props.js';
import { PIPELINE_DEFAULTS } from './pipeline-defaults.js';
import { PipelineAlarms } from './pipeline-alarms.js';
import type { PipelineSchedule } from './pipeline-schedule.js';
import type { PipelineStep } from './pipeline-step.js';
import { STEP_OF } from './step-of.js';
import type { Table } from './table.js';
import { TableFormat } from './table-format.js';

/** How files are read, by format (Athena user guide, "Supported SerDes"). */
const SERDES = {
  [TableFormat.PARQUET]: {
    library: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    input: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  },
  [TableFormat.JSON_LINES]: {
    library: 'org.openx.data.jsonserde.JsonSerDe',
    input: 'org.apache.hadoop.mapred.TextInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  },
  [TableFormat.CSV]: {
    library: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
    input: 'org.apache.hadoop.mapred.TextInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  },
} as const;
const ATHENA_ACTIONS = [
  'athena:StartQueryExecution',
  'athena:StopQueryExecution',
  'athena:GetQueryExecution',
  'athena:GetQueryResults',
  'athena:GetWorkGroup',
];
const READ_CATALOG = ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'];
const KEPT_LETTERS = Duration.days(14);
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/**
 * Typed steps as a state machine: what order they run in follows from whose rows each takes, and those that need none of each other run side
 * by side. The same definition runs on a laptop: `slipway run <path>`.
 */
export class DataPipeline extends Construct {
  /** For property injectors. */
  static readonly PROPERTY_INJECTION_ID: string = 'slipway.pipeline.DataPipeline';

  /** What runs; start an execution to run it now, with `{"time": "…"}` for another time than now. */
  readonly stateMachine: sfn.StateMachine;
  /** Where runs keep their rows and records. */
  readonly bucket: s3.IBucket;
  /** Name in metrics and alarms. */
  readonly pipelineName: string;
  /** What tells of the pipeline's alarms, all of them. */
  readonly alarm: cloudwatch.CompositeAlarm;
  private readonly database: string;
  private readonly tables = new Map<Table, string>();
  private readonly entries: Record<string, PipelineTable> = {};

  constructor(scope: Construct, id: string, props: DataPipelineProps) {
    super(scope, id);
    const given = { ...PIPELINE_DEFAULTS, ...injectedProps(scope, id, DataPipeline.PROPERTY_INJECTION_ID, props) };
    const steps = inOrder(given.steps);
    this.check(steps);
    this.pipelineName = `${Stack.of(this).stackName}-${id}`;
    this.database = identifier(this.pipelineName);
    this.bucket = given.bucket ?? this.makeBucket(given.keep, given.removalPolicy);
    const prefix = `${identifier(this.pipelineName)}/runs/`;
    const workGroup = this.declareWorkGroup(given.maxBytesPerQuery);
    const catalog = new glue.CfnDatabase(this, 'Database', {
      catalogId: Stack.of(this).account,
      databaseInput: { name: this.database, description: `Rows of pipeline ${this.pipelineName}` },
    });
    const plans = steps.map((step) => step._plan(this.inputsOf(step, catalog)));
    const definition = pipelineDefinition(plans, {
      pipeline: this.pipelineName,
      database: this.database,
      workGroup: workGroup.name,
      runs: `s3://${this.bucket.bucketName}/${prefix}`,
      bucket: this.bucket.bucketName,
      prefix,
      timeoutSeconds: given.maxRuntime.toSeconds(),
    });
    this.stateMachine = this.declareMachine(definition);
    this.stateMachine.node.addDependency(workGroup, catalog);
    this.grant(steps, workGroup.name, prefix);
    if (given.schedule !== undefined) this.declareSchedule(given.schedule);
    this.alarm = new PipelineAlarms(this, 'Alarms', {
      pipelineName: this.pipelineName,
      machine: this.stateMachine,
      everyMinutes: given.schedule?._everyMinutes,
      hasChecks: plans.some(({ kind }) => kind === 'check'),
      notify: given.notify,
      runbook: given.runbook,
    }).composite;
    this.node.addMetadata(PIPELINE_METADATA, this.entry(plans), { stackTrace: true, traceFromFunction: DataPipeline });
    validateStackOf(this);
  }

  /**
   * Lets somebody start a run, and nothing else.
   *
   * @param grantee the principal that starts
   */
  grantStart(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantStartExecution(grantee);
  }

  private check(steps: readonly PipelineStep[]): void {
    const names = steps.map(({ name }) => identifier(name));
    throwProblems(
      'pipeline-props',
      [
        ...(steps.length === 0 ? ['a pipeline without steps does nothing; give at least one'] : []),
        ...steps
          .filter(({ name }, index) => names.indexOf(identifier(name)) !== index)
          .map(({ name }) => `two steps are called '${name}' once blanks and capitals are left out; give each a name of its own`),
        ...steps.flatMap((step) =>
          Object.entries(step._inputs)
            .filter(([, table]) => table._facts.step === undefined && table._facts.columns === undefined)
            .map(
              ([relation]) =>
                `step '${step.name}' reads '${relation}', whose columns are not described; give Table.fromBucket the option columns`,
            ),
        ),
      ],
      { path: this.node.path },
    );
  }

  private makeBucket(keep: Duration, removalPolicy: RemovalPolicy): s3.Bucket {
    return new s3.Bucket(this, 'Runs', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      serverAccessLogsPrefix: 'access/',
      removalPolicy,
      lifecycleRules: [{ expiration: keep, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
  }

  private declareWorkGroup(maxBytesPerQuery: number): athena.CfnWorkGroup {
    return new athena.CfnWorkGroup(this, 'WorkGroup', {
      name: this.pipelineName,
      description: `Queries of pipeline ${this.pipelineName}`,
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        bytesScannedCutoffPerQuery: maxBytesPerQuery,
        // Enforced, it would refuse statements that say where their rows go (Athena user guide, "Override client-side settings").
        enforceWorkGroupConfiguration: false,
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: `s3://${this.bucket.bucketName}/${identifier(this.pipelineName)}/answers/`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }

  /** What a step's inputs are called in the catalogue; tables of buckets are declared there at their first use. */
  private inputsOf(step: PipelineStep, catalog: glue.CfnDatabase): PipelineStepPlan['inputs'] {
    return Object.fromEntries(
      Object.entries(step._inputs).map(([relation, table]): [string, InputRows] => {
        const before = STEP_OF.get(table);
        return [relation, before === undefined ? { catalogTable: this.catalogTable(relation, table, catalog) } : { step: before.name }];
      }),
    );
  }

  private catalogTable(relation: string, table: Table, catalog: glue.CfnDatabase): string {
    const known = this.tables.get(table);
    if (known !== undefined) return known;
    const { columns = {}, format, local, catalog: elsewhere, prefix, bucket } = table._facts;
    const called = nameOf(table, relation);
    const base = `source_${called}`;
    const taken = [...this.tables.values()].filter(
      (each) => each === `${this.database}.${base}` || each.startsWith(`${this.database}.${base}_`),
    ).length;
    const own = taken === 0 ? base : `${base}_${taken + 1}`;
    const name = elsewhere ?? `${this.database}.${own}`;
    this.tables.set(table, name);
    this.entries[name] = { name: own.replace(/^source_/, ''), format, columns, ...(local === undefined ? {} : { local }) };
    if (elsewhere !== undefined) return name;
    const serde = SERDES[format];
    const declared = new glue.CfnTable(this, `Table${this.tables.size}`, {
      catalogId: Stack.of(this).account,
      databaseName: this.database,
      tableInput: {
        name: own,
        tableType: 'EXTERNAL_TABLE',
        storageDescriptor: {
          location: `s3://${bucket?.bucketName}/${prefix}`,
          columns: Object.entries(columns).map(([column, type]) => ({ name: column.toLowerCase(), type: hiveType(parseTypeText(type)) })),
          inputFormat: serde.input,
          outputFormat: serde.output,
          serdeInfo: { serializationLibrary: serde.library, ...(format === TableFormat.CSV ? { parameters: { 'field.delim': ',' } } : {}) },
        },
      },
    });
    declared.node.addDependency(catalog);
    return name;
  }

  private declareMachine(definition: Record<string, unknown>): sfn.StateMachine {
    return new sfn.StateMachine(this, 'StateMachine', {
      comment: `Runs of ${this.pipelineName}`,
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
      tracingEnabled: true,
      logs: {
        level: sfn.LogLevel.ALL,
        destination: new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY }),
      },
    });
  }

  /** The state machine reads its tables, writes below its runs, and asks Athena in its own work group. */
  private grant(steps: readonly PipelineStep[], workGroup: string, prefix: string): void {
    const { role } = this.stateMachine;
    const stack = Stack.of(this);
    const allow = (actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>): void => {
      role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources, conditions }));
    };
    allow(ATHENA_ACTIONS, [stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroup })]);
    const catalogArn = (resource: string, resourceName?: string): string =>
      stack.formatArn({ service: 'glue', resource, ...(resourceName === undefined ? {} : { resourceName }) });
    const own = catalogArn('table', `${this.database}/*`);
    allow([...READ_CATALOG, 'glue:CreateTable', 'glue:DeleteTable'], [catalogArn('catalog'), catalogArn('database', this.database), own]);
    acknowledgeWildcard(this, role, own, 'tables of its own runs, named by their execution');
    const elsewhere = [...this.tables.values()].filter((name) => !name.startsWith(`${this.database}.`));
    if (elsewhere.length > 0) {
      const databases = [...new Set(elsewhere.map((name) => name.split('.')[0] ?? ''))];
      allow(READ_CATALOG, [
        ...databases.map((name) => catalogArn('database', name)),
        ...elsewhere.map((name) => catalogArn('table', name.replace('.', '/'))),
      ]);
    }
    for (const table of new Set(steps.flatMap((step) => Object.values(step._inputs)))) {
      const { bucket, prefix: keys } = table._facts;
      if (bucket === undefined) continue;
      const rows = bucket.arnForObjects(`${keys}*`);
      allow(['s3:GetObject'], [rows]);
      acknowledgeWildcard(this, role, rows, 'the rows of this one table, whose objects others name');
      allow(['s3:ListBucket', 's3:GetBucketLocation'], [bucket.bucketArn]);
      bucket.encryptionKey?.grantDecrypt(role);
    }
    const runs = this.bucket.arnForObjects(`${prefix.split('/')[0]}/*`);
    allow(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [runs]);
    acknowledgeWildcard(this, role, runs, 'its own runs, named by their execution');
    allow(['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [this.bucket.bucketArn]);
    this.bucket.encryptionKey?.grantEncryptDecrypt(role);
    acknowledgeWildcard(
      this,
      role,
      '*',
      'metrics have no ARN; the condition holds it to this namespace, and tracing and log delivery take no other resource',
    );
    allow(['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': 'Slipway' } });
  }

  private declareSchedule(schedule: PipelineSchedule): void {
    const letters = new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: KEPT_LETTERS,
    });
    acknowledge(letters, 'AwsSolutions-SQS3', 'it is the dead-letter queue of the schedule');
    const role = new iam.Role(this, 'ScheduleRole', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com'),
      description: `Starts ${this.pipelineName}`,
    });
    this.stateMachine.grantStartExecution(role);
    letters.grantSendMessages(role);
    const declared = new CfnSchedule(this, 'Schedule', {
      description: `Runs of ${this.pipelineName}`,
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: schedule._expression,
      scheduleExpressionTimezone: schedule._zone,
      target: {
        arn: this.stateMachine.stateMachineArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ time: SCHEDULED_TIME }),
        retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
        deadLetterConfig: { arn: letters.queueArn },
      },
    });
    declared.node.addDependency(role);
  }

  private entry(plans: readonly PipelineStepPlan[]): PipelineEntry {
    return {
      version: PIPELINE_ENTRY_VERSION,
      stateMachine: Stack.of(this).getLogicalId(this.stateMachine.node.defaultChild as sfn.CfnStateMachine),
      database: this.database,
      tables: this.entries,
      steps: plans.map(({ name, kind, inputs }) => ({
        name,
        kind,
        after: Object.values(inputs).flatMap((input) => ('step' in input ? [input.step] : [])),
      })),
    };
  }
}

/** What people call a table: the last folder of its prefix, or its name in the catalogue. */
function nameOf({ _facts: { catalog, prefix } }: Table, otherwise: string): string {
  const folder = prefix
    .split('/')
    .filter((part) => part !== '' && !part.includes('{'))
    .at(-1);
  return identifier(catalog?.split('.')[1] ?? folder ?? otherwise);
}

/** Every step that the given ones need, each after those whose rows it takes. */
function inOrder(steps: readonly PipelineStep[]): PipelineStep[] {
  const ordered = new Set<PipelineStep>();
  const visit = (step: PipelineStep): void => {
    if (ordered.has(step)) return;
    for (const table of Object.values(step._inputs)) {
      const before = STEP_OF.get(table);
      if (before !== undefined) visit(before);
    }
    ordered.add(step);
  };
  for (const step of steps) visit(step);
  return [...ordered];
}
