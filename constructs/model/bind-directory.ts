import { AssetHashType, AssetStaging, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { addModelArchive } from './archive.js';
import { measuredNeeds } from './measured-needs.js';
import { digestWithin, type ModelFiles } from './model-files.js';
import type { ModelBinding, ModelContainer, ModelOptions } from './model-options.js';
import { ServingImage } from './serving-image.js';
import { stagedPath } from './staged-path.js';

/** Declares a model that lies in a folder: an archive of what serves as an asset, everything else beside the templates. */
export function bindDirectory(
  scope: Construct,
  path: string,
  files: ModelFiles,
  options: ModelOptions,
  { role, arm = false }: ModelBinding,
): ModelContainer {
  const digest = digestWithin(scope, files.serving);
  const { bucketName, objectKey, s3ObjectUrl } = addModelArchive(scope, files.serving, digest);
  grantObject(scope, role, bucketName, objectKey);
  const staging = new AssetStaging(scope, 'Files', {
    sourcePath: path,
    assetHash: digestWithin(scope, files.all),
    assetHashType: AssetHashType.CUSTOM,
  });
  const { imageUri, needsNetwork, cores } = (options.image ?? ServingImage.onnx())._bind(scope, role, arm);
  return {
    image: imageUri,
    modelDataUrl: s3ObjectUrl,
    environment: options.environment,
    needsNetwork,
    cores,
    modelName: files.modelName,
    digest,
    bytes: files.serving.reduce((sum, { bytes }) => sum + bytes, 0),
    path,
    measured: measuredNeeds(scope, files),
    folder: stagedPath(staging),
    standIn: options.standIn,
  };
}

/** One object, and not the whole bucket that holds every asset of the account. */
function grantObject(scope: Construct, role: iam.IGrantable, bucketName: string, objectKey: string): void {
  const { partition } = Stack.of(scope);
  iam.Grant.addToPrincipal({
    grantee: role,
    actions: ['s3:GetObject'],
    resourceArns: [`arn:${partition}:s3:::${bucketName}/${objectKey}`],
  });
}
