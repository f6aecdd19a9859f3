import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import { acknowledgeWildcard } from '../acknowledge.js';
import { HostingMode } from '../hosting/hosting-mode.js';
import type { ModelBinding, ModelContainer, ModelOptions } from './model-options.js';
import { ServingImage } from './serving-image.js';

/** Declares a model that lies in S3 already: an archive, or everything below a prefix. */
export function bindBucket(
  scope: Construct,
  bucket: s3.IBucket,
  key: string,
  options: ModelOptions,
  { mode, role, arm = false }: ModelBinding,
): ModelContainer {
  const prefix = !Token.isUnresolved(key) && key.endsWith('/');
  if (prefix && mode === HostingMode.SERVERLESS) {
    throw new SlipwayError('model-prefix', `a serverless endpoint takes one archive, and '${key}' is a prefix; give the key of a tar.gz`, {
      path: scope.node.path,
    });
  }
  if (!prefix && !Token.isUnresolved(key) && !key.endsWith('.tar.gz')) {
    throw new SlipwayError(
      'model-prefix',
      `'${key}' is neither a tar.gz nor a prefix; give the key of an archive, or end a prefix with a slash`,
      {
        path: scope.node.path,
      },
    );
  }
  grantRead(scope, bucket, key, prefix, role);
  const { imageUri, needsNetwork, cores } = (options.image ?? ServingImage.onnx())._bind(scope, role, arm);
  return {
    image: imageUri,
    modelDataUrl: bucket.s3UrlForObject(key),
    environment: options.environment,
    needsNetwork,
    cores,
    modelName: Token.isUnresolved(key) ? bucket.node.id : key,
    standIn: options.standIn,
  };
}

function grantRead(scope: Construct, bucket: s3.IBucket, key: string, prefix: boolean, role: iam.IGrantable): void {
  iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:GetObject'], resourceArns: [bucket.arnForObjects(prefix ? `${key}*` : key)] });
  if (prefix) {
    iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:ListBucket'],
      resourceArns: [bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${key}*` } },
    });
    acknowledgeWildcard(
      scope,
      role,
      bucket.arnForObjects(`${key}*`),
      'the model is everything below a prefix, whose objects are not known at synthesis',
    );
  }
  bucket.encryptionKey?.grantDecrypt(role);
}
