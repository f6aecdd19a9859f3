import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy, type FileAssetLocation } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MONITOR_VARIABLES, type EngineKind } from '../../../core/drift/monitor/settings.js';
import { MONITOR_NAMESPACE } from '../../../core/metrics/index.js';
import { acknowledgeWildcard } from '../../acknowledge.js';
import { assetFolder } from '../../assets.js';
import type { CapturedRecords } from '../../hosting/captured-records.js';
import { HostingMode } from '../../hosting/hosting-mode.js';
import type { IModelService } from '../../hosting/model-service.js';
import { qualityEnvironment, type WatchedQuality } from './monitor-quality.js';

interface MonitorFunctionProps {
  readonly deployment: string;
  readonly service: IModelService;
  readonly variantName: string;
  readonly records: CapturedRecords;
  readonly results: s3.IBucket;
  readonly document: FileAssetLocation;
  readonly asksGolden: boolean;
  readonly every: Duration;
  readonly days: number;
  readonly featureMetrics: readonly string[];
  readonly engine?: EngineKind;
  readonly quality?: WatchedQuality;
  readonly runtime?: lambda.Runtime;
  readonly memorySize?: number;
}

const DEFAULTS = Object.freeze({
  /** Asked when it is needed: it takes a module of CDK's that many apps never load. */
  get runtime(): lambda.Runtime {
    return lambda.Runtime.NODEJS_24_X;
  },
  memorySize: 1024,
});
/** The longest that Lambda takes: what is not read by then is read on by the next tick. */
const TIMEOUT = Duration.minutes(15);
export const RESULTS_PREFIX = 'monitor/';

/** The function that reads windows, with exactly the permissions that it needs. */
export class MonitorFunction extends Construct {
  readonly function: lambda.Function;

  constructor(scope: Construct, id: string, props: MonitorFunctionProps) {
    super(scope, id);
    const { deployment, service, variantName, records, results, document, every, days, featureMetrics, engine, quality } = props;
    const { runtime = DEFAULTS.runtime, memorySize = DEFAULTS.memorySize } = props;
    const { bucket, prefix = '', samplingPercent = 100 } = records;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `Drift monitor of ${deployment}`,
    });
    this.grant(role, props, logGroup);
    this.function = new lambda.Function(this, 'Resource', {
      description: `Drift monitor of ${deployment}`,
      runtime,
      memorySize,
      timeout: TIMEOUT,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(assetFolder('drift')),
      role,
      logGroup,
      environment: {
        [MONITOR_VARIABLES.deployment]: deployment,
        ...(service.mode === HostingMode.BATCH
          ? { [MONITOR_VARIABLES.records]: bucket.s3UrlForObject(`${prefix}${service.serviceName}/`) }
          : {
              [MONITOR_VARIABLES.endpoint]: service.serviceName,
              [MONITOR_VARIABLES.variant]: variantName,
              [MONITOR_VARIABLES.records]: bucket.s3UrlForObject(prefix),
            }),
        [MONITOR_VARIABLES.sampling]: String(samplingPercent),
        [MONITOR_VARIABLES.results]: results.s3UrlForObject(RESULTS_PREFIX),
        [MONITOR_VARIABLES.document]: document.s3ObjectUrl,
        [MONITOR_VARIABLES.integrityMinutes]: String(every.toMinutes()),
        [MONITOR_VARIABLES.days]: String(days),
        [MONITOR_VARIABLES.featureMetrics]: featureMetrics.join(','),
        ...(engine === undefined ? {} : { [MONITOR_VARIABLES.engine]: engine }),
        ...(quality === undefined ? {} : qualityEnvironment(quality)),
      },
    });
    // Logs and rights have to be there before the first tick.
    this.function.node.addDependency(role);
  }

  private grant(role: iam.Role, props: MonitorFunctionProps, logGroup: logs.LogGroup): void {
    const { service, records, results, document, asksGolden } = props;
    const { bucket, prefix = '', encryptionKey = bucket.encryptionKey } = records;
    const { partition } = Stack.of(this);
    const captured = bucket.arnForObjects(`${prefix}${service.serviceName}/*`);
    const own = results.arnForObjects(`${RESULTS_PREFIX}*`);
    const allow = (actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>): void => {
      role.addToPolicy(new iam.PolicyStatement({ actions, resources, conditions }));
    };
    logGroup.grantWrite(role);
    allow(['s3:GetObject'], [captured]);
    allow(['s3:ListBucket'], [bucket.bucketArn], { StringLike: { 's3:prefix': `${prefix}${service.serviceName}/*` } });
    allow(['s3:GetObject', 's3:PutObject'], [own]);
    // Without a condition, or what is not there yet would look like what may not be read.
    allow(['s3:ListBucket'], [results.bucketArn]);
    allow(['s3:GetObject'], [`arn:${partition}:s3:::${document.bucketName}/${document.objectKey}`]);
    allow(['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': MONITOR_NAMESPACE } });
    allow(['cloudwatch:GetMetricData'], ['*']);
    encryptionKey?.grantDecrypt(role);
    results.encryptionKey?.grantEncryptDecrypt(role);
    if (asksGolden) service.grantInvoke(role);
    if (props.quality !== undefined) this.grantLabels(role, props.quality);
    acknowledgeWildcard(this, role, captured, 'the captured records of this one endpoint, whose names SageMaker makes');
    acknowledgeWildcard(this, role, own, 'its own results, named by their windows');
    acknowledgeWildcard(
      this,
      role,
      '*',
      'cloudwatch:PutMetricData (bound to one namespace) and cloudwatch:GetMetricData know no resources',
    );
  }

  private grantLabels(role: iam.Role, { options }: WatchedQuality): void {
    const { labels, labelsPrefix = '', labelsKey = labels.encryptionKey } = options;
    const objects = labels.arnForObjects(`${labelsPrefix}*`);
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [objects] }));
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [labels.bucketArn],
        conditions: { StringLike: { 's3:prefix': `${labelsPrefix}*` } },
      }),
    );
    labelsKey?.grantDecrypt(role);
    acknowledgeWildcard(this, role, objects, 'labels, whose names their writer makes');
  }
}
