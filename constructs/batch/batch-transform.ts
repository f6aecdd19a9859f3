import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { hasRowIds } from '../../core/batch/run.js';
import type { BatchSettings } from '../../core/batch/settings.js';
import { throwProblems } from '../../core/errors/index.js';
import { SERVICE_METADATA, SERVICE_ENTRY_VERSION, type ServiceEntry } from '../../core/service/entry.js';
import { acknowledgeWildcard } from '../acknowledge.js';
import type { CapturedRecords } from '../hosting/captured-records.js';
import { endpointNameOf } from '../hosting/endpoint-name.js';
import { HostingMode } from '../hosting/hosting-mode.js';
import type { IModelService, ServiceVariant } from '../hosting/model-service.js';
import type { ServicePromise } from '../hosting/service-promise.js';
import { injectedProps } from '../injected-props.js';
import { TableFormat } from '../pipeline/table-format.js';
import { validateStackOf } from '../validation/validate-stack.js';
import { metricOf } from '../watch/metric-of.js';
import type { ServiceMetric } from '../watch/service-metric.js';
import { BATCH_DEFAULTS, STEP_TIMEOUT, type CompleteBatch } from './batch-defaults.js';
import { batchDefinition } from './batch-definition.js';
import { BatchModel } from './batch-model.js';
import { OnBadObject, type BatchTransformProps } from './batch-options.js';
import { BatchStep, type KeptRows, type StepProps } from './batch-steps.js';
import { defined, firstColumnOf, problemsOfBatch } from './check-options.js';
import { RunTriggers } from './run-triggers.js';

/** The one variant of a batch deployment, as alarms name it. */
const VARIANT = 'Batch';
const SUFFIX = '-batch';
const MEDIA_TYPES = { csv: 'text/csv', jsonl: 'application/jsonlines' } as const;
/** Counting lines needs little; rewriting an output holds parts of it. */
const MEMORY_MB = { small: 256, large: 1024, tables: 3008 } as const;

/**
 * A model over files, again and again: a state machine that freezes the input, lets SageMaker score it, holds what came out against what went in,
 * and publishes it by one small object that readers follow.
 */
export class BatchTransform extends Construct implements IModelService {
  /** For property injectors. */
  static readonly PROPERTY_INJECTION_ID: string = 'slipway.batch.BatchTransform';

  readonly mode: HostingMode = HostingMode.BATCH;
  readonly serviceName: string;
  readonly variants: ServiceVariant[];
  readonly promised: ServicePromise;
  /** Queue of schedules and events that started nothing. */
  readonly deadLetterQueueName?: string;
  /**
   * Where a share of the rows is kept for a drift monitor.
   *
   * @default - none is: requests and answers lie in the tables themselves
   */
  readonly captured?: CapturedRecords;
  /** What runs: start an execution to run it now, with `{"time": "…"}` for another time than now. */
  readonly stateMachine: sfn.StateMachine;
  /** What SageMaker acts as on behalf of the containers. */
  readonly role: iam.IRole;
  private readonly props: BatchTransformProps;

  constructor(scope: Construct, id: string, props: BatchTransformProps) {
    super(scope, id);
    const given: CompleteBatch = { ...BATCH_DEFAULTS, ...defined(injectedProps(scope, id, BatchTransform.PROPERTY_INJECTION_ID, props)) };
    this.props = given;
    this.serviceName = given.deploymentName ?? endpointNameOf(this, `${id}${SUFFIX}`);
    throwProblems('batch-props', problemsOfBatch(given), { path: this.node.path });
    const { refreshed, input, output, instanceType, instanceCount, maxRuntime, attempts, runtime } = given;
    const model = new BatchModel(this, 'Model', given, this.serviceName);
    this.role = model.role;
    const rule = refreshed._rule;
    const format = input.format === TableFormat.CSV ? 'csv' : 'jsonl';
    const settings: BatchSettings = {
      deployment: this.serviceName,
      input: `s3://${input.bucket.bucketName}/${input.prefix}`,
      output: `s3://${output.bucket.bucketName}/${output.prefix}`,
      format,
      ...(input.format === TableFormat.PARQUET ? { table: 'parquet' as const } : {}),
      freshness: rule,
      zone: rule.kind === 'daily' ? rule.zone : 'UTC',
      capSeconds: maxRuntime.toSeconds(),
      ...(given.joinInput ? { joined: true } : {}),
      ...(given.uniqueKey === undefined ? {} : { uniqueKey: given.uniqueKey }),
      ...(given.runIdColumn === undefined ? {} : { runIdColumn: given.runIdColumn }),
      ...(given.lateData === undefined ? {} : { late: given.lateData._settings }),
      onEmpty: given.onEmpty,
      model: model.facts,
      instances: { type: instanceType.instanceTypeName, count: instanceCount },
      ...(given.commit === undefined ? {} : { commit: given.commit }),
      jobPrefix: this.serviceName.toLowerCase(),
    };
    const step = (name: string, of: StepProps['step'], memoryMb: number, timeout: Duration, keep?: KeptRows): BatchStep =>
      new BatchStep(this, name, { step: of, settings, input, output, runtime, timeout, memoryMb, ...(keep === undefined ? {} : { keep }) });
    const prepare = step('Prepare', 'prepare', MEMORY_MB.small, STEP_TIMEOUT);
    const publish = step('Publish', 'publish', MEMORY_MB.large, STEP_TIMEOUT, keptRows(given));
    this.captured = publish.captured === undefined ? undefined : { ...publish.captured, rowIds: hasRowIds(given.uniqueKey) };
    const fail = step('Fail', 'fail', MEMORY_MB.small, Duration.minutes(1));
    const freshness = step('Freshness', 'freshness', MEMORY_MB.small, Duration.minutes(4));
    const convert = input.format === TableFormat.PARQUET ? step('Convert', 'convert', MEMORY_MB.tables, STEP_TIMEOUT) : undefined;
    const late = given.lateData === undefined ? undefined : step('Late', 'late', MEMORY_MB.small, STEP_TIMEOUT);
    const definition = batchDefinition({
      prepareArn: prepare.function.functionArn,
      ...(convert === undefined ? {} : { convertArn: convert.function.functionArn }),
      publishArn: publish.function.functionArn,
      failArn: fail.function.functionArn,
      ...(late === undefined ? {} : { lateArn: late.function.functionArn }),
      job: jobOf(given, model),
      contentType: MEDIA_TYPES[format],
      capSeconds: maxRuntime.toSeconds(),
      attempts,
      partly: given.onBadObject === OnBadObject.SET_ASIDE,
    });
    this.stateMachine = this.declareMachine(
      definition,
      [prepare, publish, fail, convert, late].filter((each) => each !== undefined),
    );
    const triggers = new RunTriggers(this, 'Triggers', {
      schedule: given.schedule,
      rule,
      attempts,
      maxRuntime,
      machine: this.stateMachine,
      freshness: freshness.function,
      input,
    });
    this.deadLetterQueueName = triggers.deadLetters.queueName;
    this.promised = { refreshed };
    this.variants = [{ variantName: VARIANT, instanceType, modelName: model.modelName, modelFolder: model.folder }];
    this.node.addMetadata(SERVICE_METADATA, this.entry(model), { stackTrace: true, traceFromFunction: BatchTransform });
    validateStackOf(this);
  }

  /**
   * Lets somebody start a run, and nothing else.
   *
   * @param grantee the principal that starts
   */
  grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantStartExecution(grantee);
  }

  /**
   * Lets somebody read what was published: the pointer and the outputs that it names.
   *
   * @param grantee the principal that reads
   */
  grantReadResults(grantee: iam.IGrantable): iam.Grant {
    const { bucket, prefix } = this.props.output;
    bucket.encryptionKey?.grantDecrypt(grantee);
    // Without it, results that are not there yet would look like what may not be read.
    iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
    });
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject'],
      resourceArns: [bucket.arnForObjects(`${prefix}current.json`), bucket.arnForObjects(`${prefix}runs/*`)],
    });
  }

  /**
   * A metric of the runs.
   *
   * Refuses a metric or a statistic that is not published.
   *
   * @param metric which one
   * @param options statistic, period, label; dimensions are decided here
   */
  metric(metric: ServiceMetric, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this, metric, options);
  }

  private declareMachine(definition: Record<string, unknown>, steps: readonly BatchStep[]): sfn.StateMachine {
    const machine = new sfn.StateMachine(this, 'StateMachine', {
      comment: `Runs of ${this.serviceName}`,
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
      tracingEnabled: true,
      logs: {
        level: sfn.LogLevel.ALL,
        destination: new logs.LogGroup(this, 'Logs', {
          retention: logs.RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    for (const { function: target } of steps)
      machine.addToRolePolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] }));
    const { partition } = Stack.of(this);
    const jobs = Stack.of(this).formatArn({
      service: 'sagemaker',
      resource: 'transform-job',
      resourceName: `${jobPrefixOf(this.serviceName)}*`,
    });
    const rule = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'StepFunctionsGetEventsForSageMakerTransformJobsRule',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    // Source: Step Functions Developer Guide, connect-sagemaker, IAM policies for CreateTransformJob.
    for (const [actions, resource] of [
      [['sagemaker:CreateTransformJob', 'sagemaker:DescribeTransformJob', 'sagemaker:StopTransformJob', 'sagemaker:AddTags'], jobs],
      [['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], rule],
    ] as const)
      machine.addToRolePolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
    acknowledgeWildcard(this, machine.role, jobs, `transform jobs of this one deployment, named by run and attempt (${partition})`);
    acknowledgeWildcard(this, machine.role, '*', 'delivery of logs and traces of a state machine know no resources');
    return machine;
  }

  private entry(model: BatchModel): ServiceEntry {
    const stack = Stack.of(this);
    return {
      version: SERVICE_ENTRY_VERSION,
      mode: 'batch',
      stateMachineLogicalId: stack.getLogicalId(this.stateMachine.node.defaultChild as sfn.CfnStateMachine),
      refreshed: this.props.refreshed._rule,
      models: model.containers.map(({ folder, digest, standIn }, container) => ({
        variant: VARIANT,
        container,
        ...(folder === undefined ? {} : { folder }),
        ...(digest === undefined ? {} : { digest }),
        ...(standIn === undefined ? {} : { standIn: standIn._bind(model) }),
      })),
    };
  }
}

/** Long enough to tell deployments apart, short enough that run and attempt follow it. */
function jobPrefixOf(serviceName: string): string {
  return serviceName.toLowerCase().slice(0, 40);
}

function keptRows({ capture, inputFilter = '$' }: CompleteBatch): KeptRows | undefined {
  const firstColumn = firstColumnOf(inputFilter);
  return capture === undefined ? undefined : { capture, ...(firstColumn === undefined ? {} : { firstColumn }) };
}

function jobOf(props: CompleteBatch, model: BatchModel): Record<string, unknown> {
  const { strategy, maxPayload, maxConcurrent, inputFilter, outputFilter, joinInput, instanceType, instanceCount, encryptionKey, output } =
    props;
  const processed = inputFilter !== undefined || outputFilter !== undefined || joinInput;
  const outputKey = output.bucket.encryptionKey?.keyArn;
  return {
    ModelName: model.resource.attrModelName,
    BatchStrategy: strategy,
    MaxPayloadInMB: maxPayload.toMebibytes(),
    ...(maxConcurrent === undefined ? {} : { MaxConcurrentTransforms: maxConcurrent }),
    ...(processed
      ? {
          DataProcessing: {
            ...(inputFilter === undefined ? {} : { InputFilter: inputFilter }),
            ...(outputFilter === undefined ? {} : { OutputFilter: outputFilter }),
            JoinSource: joinInput ? 'Input' : 'None',
          },
        }
      : {}),
    ...(outputKey === undefined ? {} : { TransformOutput: { KmsKeyId: outputKey } }),
    TransformResources: {
      InstanceType: instanceType.instanceTypeName,
      InstanceCount: instanceCount,
      ...(encryptionKey === undefined ? {} : { VolumeKmsKeyId: encryptionKey.keyArn }),
    },
  };
}
