import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { RESULT_FOLDERS } from '../../../core/drift/monitor/settings.js';
import { acknowledge, acknowledgeEmptying } from '../../acknowledge.js';
import type { DriftOptions } from './drift-monitor-props.js';
import { RESULTS_PREFIX } from './monitor-function.js';

const DEFAULTS = Object.freeze({ retention: Duration.days(400), removalPolicy: RemovalPolicy.RETAIN });
const ABORT_UPLOADS_AFTER = Duration.days(1);

/** The bucket of a monitor's results. What thresholds come of does not expire. */
export function makeResults(scope: Construct, { retention, removalPolicy }: Pick<DriftOptions, 'retention' | 'removalPolicy'>): s3.Bucket {
  const emptied = (removalPolicy ?? DEFAULTS.removalPolicy) === RemovalPolicy.DESTROY;
  const bucket = new s3.Bucket(scope, 'Results', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [
      { prefix: `${RESULTS_PREFIX}${RESULT_FOLDERS.results}`, expiration: retention ?? DEFAULTS.retention },
      { abortIncompleteMultipartUploadAfter: ABORT_UPLOADS_AFTER },
    ],
    removalPolicy: removalPolicy ?? DEFAULTS.removalPolicy,
    autoDeleteObjects: emptied,
  });
  acknowledge(
    bucket,
    'AwsSolutions-S1',
    'results are written by the monitor alone and read through IAM; CloudTrail data events tell who read them',
  );
  if (emptied) acknowledgeEmptying(scope);
  return bucket;
}
