import { FileAssetPackaging, Stack, Stage, type FileAssetLocation } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { assetFolder } from '../assets.js';
import type { ModelFile } from './model-files.js';

/**
 * Puts the files as `model.tar.gz` into the cloud assembly and registers them as an asset whose hash is the digest. The archive is written
 * by a child process, since CDK's synthesis is synchronous and a model may be larger than memory; an archive that is there is kept.
 */
export function addModelArchive(scope: Construct, files: readonly ModelFile[], digest: string): FileAssetLocation {
  const stack = Stack.of(scope);
  const stage = Stage.of(scope);
  if (stage === undefined) {
    throw new SlipwayError('no-stage', 'a model has to be inside an App or a Stage; put its stack into one', { path: scope.node.path });
  }
  const archive = join(stage.assetOutdir, `asset.${digest}.tar.gz`);
  if (!existsSync(archive)) packFiles(archive, files, scope);
  return stack.synthesizer.addFileAsset({
    fileName: relative(stage.outdir, archive),
    packaging: FileAssetPackaging.FILE,
    sourceHash: digest,
  });
}

function packFiles(archive: string, files: readonly ModelFile[], scope: Construct): void {
  const { status, stderr, error } = spawnSync(
    process.execPath,
    [join(assetFolder('pack'), 'index.js'), JSON.stringify({ archive, files })],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  if (status === 0) return;
  throw new SlipwayError(
    'model-folder',
    `the model could not be packed: ${error?.message ?? stderr.trim()}; check the files and the space on the disk`,
    {
      path: scope.node.path,
    },
  );
}
