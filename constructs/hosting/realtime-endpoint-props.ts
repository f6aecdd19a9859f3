import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Release } from '../release/release.js';
import type { CapturedRecords } from './captured-records.js';
import type { DataCapture } from './data-capture.js';
import type { Traffic } from './traffic.js';
import type { VariantOptions } from './variant-options.js';

/** What can be said of a real-time endpoint beyond its models. */
export interface EndpointOptions {
  /**
   * What is kept of requests and answers.
   *
   * @default DataCapture.sample(20) - as SageMaker's Python SDK does, kept for 90 days
   */
  readonly capture?: DataCapture;

  /**
   * How a new version takes the place of the old one. Alarms on the new fleet alone, for failures and for the promised latency, roll it back;
   * more are added with `rollbackOn`.
   *
   * @default Release.allAtOnce(Duration.minutes(10))
   */
  readonly release?: Release;

  /**
   * A second model that gets a copy of the requests and answers nobody.
   *
   * @default - none
   */
  readonly shadow?: VariantOptions;

  /**
   * VPC through which the containers reach the network.
   *
   * @default - SageMaker's own network
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the VPC; two zones or more, so that the loss of one leaves instances.
   *
   * @default - private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the containers.
   *
   * @default - one is made that lets nothing in
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Whether the containers have no network at all, not even to S3. SageMaker still brings the model and takes logs and captured records.
   *
   * @default - true for this package's own server, false for other images
   */
  readonly networkIsolation?: boolean;

  /**
   * Key that encrypts the instances' volumes. Not for instance types with local NVMe disks, which encrypt by themselves.
   *
   * @default - SageMaker's own key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Execution role. Given one, its reading of the model, its pulling of the image and its writing of captured records are added to it.
   *
   * @default - one is made with exactly the permissions needed
   */
  readonly role?: iam.IRole;

  /**
   * Name of the endpoint: letters, digits and inner hyphens, at most 63. Another name is another endpoint.
   *
   * @default `<stack>-<id>`
   */
  readonly endpointName?: string;

  /**
   * Whether SageMaker scrapes `GET /metrics` of the containers and stores what it finds. Billed as OpenTelemetry metrics: per GB that is
   * ingested, with 15 months of storage, and per sample that an API query scans; the amounts are in CloudWatch's price list of the region
   * (CloudWatch user guide, metrics-otel-pricing). AWS's own default has been true since June 2026, hence it is always written out here.
   *
   * @default false
   */
  readonly detailedObservability?: boolean;
}

/** A real-time endpoint. */
export interface RealtimeEndpointProps extends EndpointOptions {
  /** Models that share the traffic by weight; usually one. */
  readonly variants: VariantOptions[];

  /**
   * Bar for the time in the model: what alarms and the rehearsal measure it against.
   *
   * @default - none is promised, and no latency alarm follows
   */
  readonly latency?: Duration;

  /**
   * Traffic that is there every day.
   *
   * @default - none is promised, and silence is no alarm
   */
  readonly traffic?: Traffic;
}

/** An endpoint that was made elsewhere. */
export interface EndpointAttributes {
  /** Its name. */
  readonly endpointName: string;

  /**
   * Name of the variant to watch.
   *
   * @default 'AllTraffic'
   */
  readonly variantName?: string;

  /**
   * What it runs on, as SageMaker spells it; decides how far CPUUtilization can go.
   *
   * @default - not known, and alarms that depend on it are left out
   */
  readonly instanceTypeName?: string;

  /**
   * Instances that are always there.
   *
   * @default - not known, and no alarm says that instances were lost
   */
  readonly minimumInstances?: number;

  /**
   * Where its data capture writes.
   *
   * @default - not known, and its records cannot be watched
   */
  readonly captured?: CapturedRecords;
}
