import { AssetHashType, AssetStaging, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import { measuredNeeds } from './measured-needs.js';
import { digestWithin, type ModelFiles } from './model-files.js';
import type { ModelBinding, ModelContainer } from './model-options.js';
import type { ModelPackageOptions } from './model-package-options.js';
import { stagedPath } from './staged-path.js';

const ARN = /^arn:[^:]+:sagemaker:[^:]+:\d{12}:model-package\/([^/]+)\/(\d+)$/;

/** Group and version of a package; for people. */
export function packageName(arn: string): string {
  const [, group, version] = ARN.exec(arn) ?? [];
  return group === undefined ? 'model package' : `${group} ${version}`;
}

/** Refuses what is no version in a registry; what only a deployment knows is stepped over. */
export function checkPackageArn(arn: string): void {
  if (Token.isUnresolved(arn) || ARN.test(arn)) return;
  throw new SlipwayError(
    'model-package',
    `'${arn}' is no version of a model package; give arn:aws:sagemaker:<region>:<account>:model-package/<group>/<version>`,
  );
}

/** Declares a version of the model registry, which says image and archive itself. */
export function bindPackage(
  scope: Construct,
  arn: string,
  files: ModelFiles | undefined,
  { folder, modelBucket, modelKey, repository, environment, standIn }: ModelPackageOptions,
  { role }: ModelBinding,
): ModelContainer {
  if (modelBucket !== undefined && modelKey !== undefined) {
    iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:GetObject'], resourceArns: [modelBucket.arnForObjects(modelKey)] });
    modelBucket.encryptionKey?.grantDecrypt(role);
  }
  repository?.grantPull(role);
  const staged =
    folder === undefined || files === undefined
      ? {}
      : {
          digest: digestWithin(scope, files.serving),
          bytes: files.serving.reduce((sum, { bytes }) => sum + bytes, 0),
          path: folder,
          measured: measuredNeeds(scope, files),
          folder: stagedPath(
            new AssetStaging(scope, 'Files', {
              sourcePath: folder,
              assetHash: digestWithin(scope, files.all),
              assetHashType: AssetHashType.CUSTOM,
            }),
          ),
        };
  return { modelPackageArn: arn, environment, needsNetwork: true, modelName: files?.modelName ?? packageName(arn), standIn, ...staged };
}
