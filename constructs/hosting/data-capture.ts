import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import { CAPTURE_LIMITS } from '../../core/limits/index.js';
import { acknowledge, acknowledgeEmptying, acknowledgeWildcard } from '../acknowledge.js';
import { requireReason } from '../reason.js';
import type { BoundCapture } from './bound-capture.js';

/** Where captured records lie and how long. */
export interface DataCaptureOptions {
  /**
   * Bucket of one's own; its lifecycle rules are then its owner's.
   *
   * @default - one is made: private, encrypted, TLS only, records expire after `retention`
   */
  readonly bucket?: s3.IBucket;

  /**
   * Key prefix inside the bucket, ending in a slash.
   *
   * @default 'capture/'
   */
  readonly prefix?: string;

  /**
   * Key that encrypts the records.
   *
   * @default - S3's own encryption
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * After this the records of the bucket that is made are deleted.
   *
   * @default Duration.days(90)
   */
  readonly retention?: Duration;

  /**
   * What happens to the bucket that is made when the stack goes; DESTROY empties it first.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const DEFAULTS = Object.freeze({ prefix: 'capture/', retention: Duration.days(90), removalPolicy: RemovalPolicy.RETAIN });
/** Bodies of other types are captured in base64. */
const CSV_TYPES = ['text/csv'];
const JSON_TYPES = ['application/json', 'application/jsonlines'];
const ABORT_UPLOADS_AFTER = Duration.days(1);

/** Which requests and answers are kept in S3: what drift, quality and every later question are read from. */
export abstract class DataCapture {
  /**
   * Keeps a share of the requests with their answers.
   *
   * @param percent 0 to 100; 0 keeps none and leaves everything in place
   * @param options where, and for how long
   */
  static sample(percent: number, options: DataCaptureOptions = {}): DataCapture {
    const { min, max } = CAPTURE_LIMITS.samplingPercent;
    if (!Token.isUnresolved(percent) && !(percent >= min && percent <= max)) {
      throw new SlipwayError('capture-percent', `${percent} percent of the requests cannot be captured; give ${min} to ${max}`);
    }
    return new SampledCapture(percent, options);
  }

  /**
   * Keeps nothing; drift and quality cannot be watched then.
   *
   * @param because why, for whoever reviews it
   */
  static off(because: string): DataCapture {
    return new NoCapture(requireReason(because, 'data capture is off'));
  }

  /** @internal */
  abstract _bind(scope: Construct, role: iam.IGrantable): BoundCapture | undefined;
}

class NoCapture extends DataCapture {
  constructor(private readonly because: string) {
    super();
  }

  _bind(scope: Construct): undefined {
    scope.node.addMetadata('slipway:capture-off', this.because);
  }
}

class SampledCapture extends DataCapture {
  constructor(
    private readonly percent: number,
    private readonly options: DataCaptureOptions,
  ) {
    super();
  }

  _bind(scope: Construct, role: iam.IGrantable): BoundCapture {
    const { prefix = DEFAULTS.prefix, encryptionKey } = this.options;
    const bucket = this.options.bucket ?? makeBucket(scope, this.options);
    const folder = prefix.replace(/\/$/, '');
    const records = bucket.arnForObjects(`${folder}/*`);
    iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:PutObject'], resourceArns: [records] });
    (encryptionKey ?? bucket.encryptionKey)?.grant(role, 'kms:GenerateDataKey', 'kms:Decrypt');
    acknowledgeWildcard(scope, role, records, 'SageMaker names the captured files itself, by hour and a random id');
    const property = {
      enableCapture: true,
      initialSamplingPercentage: this.percent,
      destinationS3Uri: bucket.s3UrlForObject(folder),
      captureOptions: [{ captureMode: 'Input' }, { captureMode: 'Output' }],
      captureContentTypeHeader: { csvContentTypes: CSV_TYPES, jsonContentTypes: JSON_TYPES },
      ...(encryptionKey === undefined ? {} : { kmsKeyId: encryptionKey.keyArn }),
    };
    return { property, records: { bucket, prefix: `${folder}/`, encryptionKey, samplingPercent: this.percent } };
  }
}

function makeBucket(scope: Construct, options: DataCaptureOptions): s3.Bucket {
  const { encryptionKey, retention = DEFAULTS.retention, removalPolicy = DEFAULTS.removalPolicy } = options;
  const emptied = removalPolicy === RemovalPolicy.DESTROY;
  const bucket = new s3.Bucket(scope, 'Bucket', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: encryptionKey === undefined ? s3.BucketEncryption.S3_MANAGED : s3.BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: encryptionKey === undefined ? undefined : true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [{ expiration: retention, abortIncompleteMultipartUploadAfter: ABORT_UPLOADS_AFTER }],
    removalPolicy,
    autoDeleteObjects: emptied,
  });
  acknowledge(
    bucket,
    'AwsSolutions-S1',
    'records are written by SageMaker alone and read through IAM; CloudTrail data events tell who read them',
  );
  if (emptied) acknowledgeEmptying(scope);
  return bucket;
}
