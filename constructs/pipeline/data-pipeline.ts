import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import {
  PIPELINE_ENTRY_VERSION,
  PIPELINE_METADATA,
  identifier,
  pipelineDefinition,
  type PipelineEntry,
  type PipelineStepPlan,
} from '../../core/pipeline/index.js';
import { acknowledgeWildcard } from '../acknowledge.js';
import { injectedProps } from '../injected-props.js';
import { validateStackOf } from '../validation/validate-stack.js';
import type { DataPipelineProps } from './data-pipeline-props.js';
import { FailureRecorder } from './failure-recorder.js';
import { PipelineAlarms } from './pipeline-alarms.js';
import { PipelineCatalog } from './pipeline-catalog.js';
import { PIPELINE_DEFAULTS } from './pipeline-defaults.js';
import { checkSteps, inOrder } from './pipeline-order.js';
import { grantRights } from './pipeline-rights.js';
import { declareTriggers } from './pipeline-triggers.js';
import { StepPlace } from './step-place.js';

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

  /**
   * What the keys of its runs begin with.
   *
   * @internal
   */
  get _runs(): string {
    return `${identifier(this.pipelineName)}/runs/`;
  }

  constructor(scope: Construct, id: string, props: DataPipelineProps) {
    super(scope, id);
    const given = { ...PIPELINE_DEFAULTS, ...injectedProps(scope, id, DataPipeline.PROPERTY_INJECTION_ID, props) };
    const steps = inOrder(given.steps);
    checkSteps(steps, this.node.path);
    this.pipelineName = `${Stack.of(this).stackName}-${id}`;
    const own = `${identifier(this.pipelineName)}/`;
    this.bucket = given.bucket ?? this.makeBucket(own, given.keep, given.removalPolicy);
    const workGroup = this.declareWorkGroup(`${own}answers/`, given.maxBytesPerQuery);
    const catalog = new PipelineCatalog(this, this.pipelineName);
    const runs = { pipelineName: this.pipelineName, bucket: this.bucket, prefix: this._runs };
    const places = steps.map((step) => new StepPlace(this, step, runs));
    const plans = places.map((place) => ({ ...place.step._plan(catalog.inputsOf(place.step), place), ...place.step._flow }));
    this.stateMachine = this.declareMachine(
      pipelineDefinition(plans, {
        pipeline: this.pipelineName,
        database: catalog.database,
        workGroup: workGroup.name,
        runs: `s3://${runs.bucket.bucketName}/${runs.prefix}`,
        bucket: this.bucket.bucketName,
        prefix: runs.prefix,
        sources: catalog.sources,
        overlap: given.overlap,
        timeoutSeconds: given.maxRuntime.toSeconds(),
      }),
    );
    this.stateMachine.node.addDependency(workGroup, catalog.resource);
    grantRights({
      scope: this,
      role: this.stateMachine.role,
      tables: steps.flatMap((step) => Object.values(step._inputs)),
      catalog,
      workGroup: workGroup.name,
      bucket: this.bucket,
      prefix: own,
    });
    for (const place of places) place.grantTo(this.stateMachine);
    new FailureRecorder(this, 'Failures', { ...runs, machine: this.stateMachine });
    this.grantLooking();
    const { schedule, triggers = [], maxRuntime, expectedRuntime = Duration.seconds(maxRuntime.toSeconds() / 2), inputWithin } = given;
    declareTriggers(this, {
      pipelineName: this.pipelineName,
      machine: this.stateMachine,
      triggers,
      ...(schedule === undefined ? {} : { schedule }),
    });
    const everyMinutes = schedule?._everyMinutes;
    this.alarm = new PipelineAlarms(this, 'Alarms', {
      pipelineName: this.pipelineName,
      machine: this.stateMachine,
      everyMinutes: everyMinutes ?? fewest(triggers.flatMap(({ _everyMinutes: every }) => every ?? [])),
      expectedRuntime,
      inputWithin: inputWithin ?? (everyMinutes === undefined || catalog.sources.length === 0 ? undefined : Duration.minutes(everyMinutes)),
      hasChecks: plans.some(({ kind }) => kind === 'check'),
      notify: given.notify,
      runbook: given.runbook,
    }).composite;
    this.node.addMetadata(PIPELINE_METADATA, this.entry(plans, catalog), { stackTrace: true, traceFromFunction: DataPipeline });
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

  /** Whoever finds an object held asks how its holder stands. A policy of its own: the state machine waits for that of its role. */
  private grantLooking(): void {
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.stateMachine.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const policy = new iam.Policy(this, 'OwnRuns', {
      roles: [this.stateMachine.role],
      statements: [new iam.PolicyStatement({ actions: ['states:DescribeExecution'], resources: [executions] })],
    });
    acknowledgeWildcard(this, policy, executions, 'runs of this one pipeline, named when they are started');
  }

  /** Runs expire, and models that they have registered do not. */
  private makeBucket(own: string, keep: Duration, removalPolicy: RemovalPolicy): s3.Bucket {
    return new s3.Bucket(this, 'Runs', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      serverAccessLogsPrefix: 'access/',
      removalPolicy,
      lifecycleRules: [
        ...[`${own}runs/`, `${own}answers/`, 'access/'].map((prefix) => ({ prefix, expiration: keep })),
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
  }

  private declareWorkGroup(answers: string, maxBytesPerQuery: number): athena.CfnWorkGroup {
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
          outputLocation: `s3://${this.bucket.bucketName}/${answers}`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
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

  private entry(plans: readonly PipelineStepPlan[], { database, entries }: PipelineCatalog): PipelineEntry {
    return {
      version: PIPELINE_ENTRY_VERSION,
      pipeline: this.pipelineName,
      stateMachine: Stack.of(this).getLogicalId(this.stateMachine.node.defaultChild as sfn.CfnStateMachine),
      database,
      tables: entries,
      steps: plans.map((plan) => ({
        name: plan.name,
        kind: plan.kind,
        ...(plan.local === undefined ? {} : { local: plan.local }),
        ...(plan.kind === 'transform' ? { model: plan.model } : {}),
        after: Object.values(plan.inputs).flatMap((input) => ('step' in input ? [input.step] : [])),
        reads: Object.values(plan.inputs).flatMap((input) =>
          'step' in input ? [] : [entries[input.catalogTable]?.name ?? input.catalogTable],
        ),
      })),
    };
  }
}

const fewest = (minutes: readonly number[]): number | undefined => (minutes.length === 0 ? undefined : Math.min(...minutes));
