import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { CapturedRecords } from './captured-records.js';
import type { HostingMode } from './hosting-mode.js';
import type { InstanceType } from './instance-type.js';
import type { ServicePromise } from './service-promise.js';
import type { ServiceMetric } from '../watch/service-metric.js';

/**
 * What answers and can be watched: the only thing that alarms, dashboards and grants know of a model, whatever its hosting mode.
 */
export interface IModelService extends IConstruct {
  /** How the model is hosted; decides which metrics exist. */
  readonly mode: HostingMode;

  /** Name of the endpoint (or job, or function) as people see it; may be a token where it was imported. */
  readonly serviceName: string;

  /** The variants behind it, in order; one for most services. */
  readonly variants: ServiceVariant[];

  /** What is promised of it; empty for a service that was made elsewhere. */
  readonly promised: ServicePromise;

  /**
   * Where its requests and answers are kept.
   *
   * @default - they are not, or it is not known where
   */
  readonly captured?: CapturedRecords;

  /**
   * Queue of what could not be delivered to it: schedules and events that started nothing.
   *
   * @default - nothing is delivered to it by schedules or events
   */
  readonly deadLetterQueueName?: string;

  /**
   * Lets somebody call the model, and nothing else.
   *
   * @param grantee the principal that calls
   */
  grantInvoke(grantee: iam.IGrantable): iam.Grant;

  /**
   * A metric of this service, with the dimensions under which it is really published.
   *
   * Refuses a metric or a statistic that the hosting mode does not publish.
   *
   * @param metric which one
   * @param options statistic, period, label; dimensions are decided by the service
   */
  metric(metric: ServiceMetric, options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** One variant of a service, as far as those who watch it need to know. */
export interface ServiceVariant {
  /** Name, as in the metrics' VariantName dimension. */
  readonly variantName: string;

  /**
   * What it runs on; decides how far CPUUtilization can go.
   *
   * @default - not known, and alarms that depend on it are left out
   */
  readonly instanceType?: InstanceType;

  /**
   * Instances that must be there at all times.
   *
   * @default - not known, and no alarm says that instances were lost
   */
  readonly minimumInstances?: number;

  /**
   * Cores of an instance that its server can keep busy; decides how far CPUUtilization can really go.
   *
   * @default - all of the instance
   */
  readonly cores?: number;

  /**
   * Folder of the model on the machine that synthesizes, where it has one: its baseline and golden rows are what a monitor compares with.
   *
   * @default - not known
   */
  readonly modelFolder?: string;

  /**
   * Name of the model for people, with the first digits of its digest.
   *
   * @default - not known
   */
  readonly modelName?: string;
}
