import { Resource, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { metricOf } from '../watch/metric-of.js';
import type { ServiceMetric } from '../watch/service-metric.js';
import type { CapturedRecords } from './captured-records.js';
import type { HostingMode } from './hosting-mode.js';
import type { IModelService, ServiceVariant } from './model-service.js';
import type { ServicePromise } from './service-promise.js';

/** An endpoint, made here or imported: aws-cdk-lib's own IEndpoint, and a service that can be watched. */
export abstract class EndpointBase extends Resource implements sagemaker.IEndpoint, IModelService {
  /** Name of the endpoint. */
  abstract readonly endpointName: string;
  /** How the model is hosted; decides which metrics exist. */
  abstract readonly mode: HostingMode;
  /** The variants behind it, in order. */
  abstract readonly variants: ServiceVariant[];
  /** Name that alarms and metrics carry, known at synthesis. */
  abstract readonly serviceName: string;
  /** What is promised of it. */
  abstract readonly promised: ServicePromise;
  /** Where its requests and answers are kept. */
  abstract readonly captured?: CapturedRecords;
  /**
   * Nothing is delivered to an endpoint by schedules or events.
   *
   * @default - none
   */
  readonly deadLetterQueueName?: string;

  /** ARN of the endpoint. */
  get endpointArn(): string {
    return Stack.of(this).formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName: this.endpointName });
  }

  /** A reference as aws-cdk-lib's generated constructs take it. */
  get endpointRef(): sagemaker.EndpointReference {
    return { endpointArn: this.endpointArn };
  }

  /**
   * Lets somebody call the endpoint, whole answers and streamed ones (one and the same permission), and nothing else.
   *
   * @param grantee the principal that calls
   */
  grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions: ['sagemaker:InvokeEndpoint'], resourceArns: [this.endpointArn] });
  }

  /**
   * A metric of the first variant, with the dimensions under which it is really published. Alarms take the name of another variant.
   *
   * Refuses a metric or a statistic that the hosting mode does not publish.
   *
   * @param metric which one
   * @param options statistic, period, label; dimensions are decided here
   */
  metric(metric: ServiceMetric, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return metricOf(this, metric, options);
  }
}
