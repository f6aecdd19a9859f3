import { Stage, type AssetStaging } from 'aws-cdk-lib';
import { relative } from 'node:path';

/** Where files were staged, relative to the root of the cloud assembly: what readers of the assembly are told. */
export function stagedPath(staging: AssetStaging): string {
  const root = Stage.of(staging)?.assetOutdir;
  return root === undefined ? staging.absoluteStagedPath : relative(root, staging.absoluteStagedPath);
}
