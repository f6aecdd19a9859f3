import { FileAssetPackaging, Stack, Stage, type FileAssetLocation } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { assetFolder } from '../assets.js';
import type { ModelFile } from './model-files.js';
import { isSmall, writeSmallArchive } from './small-archive.js';

/**
 * Puts the files as `model.tar.gz` into the cloud assembly and registers them as an asset whose hash is the digest. A large archive is
 * written by a child process, since CDK's synthesis is synchronous and a model may be larger than memory; an archive that is there is kept.
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
  const reason = isSmall(files) ? packHere(archive, files) : packInChild(archive, files);
  if (reason === undefined) return;
  throw new SlipwayError('model-folder', `the model could not be packed: ${reason}; check the files and the space on the disk`, {
    path: scope.node.path,
  });
}

/** Why it could not be done. */
function packHere(archive: string, files: readonly ModelFile[]): string | undefined {
  try {
    writeSmallArchive(archive, files);
    return undefined;
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}

/** Why it could not be done. */
function packInChild(archive: string, files: readonly ModelFile[]): string | undefined {
  const { status, stderr, error } = spawnSync(
    process.execPath,
    [join(assetFolder('pack'), 'index.js'), JSON.stringify({ archive, files })],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}
