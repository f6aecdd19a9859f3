import { AssetHashType, AssetStaging, IgnoreMode, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { addModelArchive } from '../model/archive.js';
import { digestOf, type ModelFile } from '../model/model-files.js';
import { stagedPath } from '../model/staged-path.js';
import type { PipelineStep } from './pipeline-step.js';

/** Neither code nor anything that a job should be given. */
const LEFT_OUT = ['**/.*', '**/__pycache__', '**/node_modules'];

/** The folder of a script: an archive for the job, and a copy beside the templates for a laptop. */
export interface JobCode {
  /** `s3://…` of the archive. */
  readonly uri: string;
  /** Name of the script in the folder. */
  readonly script: string;
  /** The copy, relative to the assembly. */
  readonly folder: string;
}

/** Refuses a script that is not there, when the step is made. */
export function requireScript(step: PipelineStep, script: string): void {
  if (existsSync(script) && statSync(script).isFile()) return;
  throw new SlipwayError(
    'pipeline-step',
    `step '${step.name}' runs '${script}', which is not there; give the path of a file from ${process.cwd()}`,
    {
      source: step._madeAt,
    },
  );
}

/** Declares the code of a job, and lets a role read it. */
export function addJobCode(scope: Construct, script: string, role: iam.IGrantable): JobCode {
  const sourcePath = dirname(script);
  const files = filesOf(sourcePath);
  const digest = digestOf(files);
  const { bucketName, objectKey, s3ObjectUrl } = addModelArchive(scope, files, digest);
  const { partition } = Stack.of(scope);
  const archive = `arn:${partition}:s3:::${bucketName}/${objectKey}`;
  iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:GetObject'], resourceArns: [archive] });
  // Of a job's input SageMaker asks for the objects below a prefix, be it one object's whole key.
  iam.Grant.addToPrincipal({
    grantee: role,
    actions: ['s3:ListBucket'],
    resourceArns: [`arn:${partition}:s3:::${bucketName}`],
    conditions: { StringEquals: { 's3:prefix': objectKey } },
  });
  const staging = new AssetStaging(scope, 'Code', {
    sourcePath,
    assetHash: digest,
    assetHashType: AssetHashType.CUSTOM,
    exclude: LEFT_OUT,
    ignoreMode: IgnoreMode.GLOB,
  });
  return { uri: s3ObjectUrl, script: basename(script), folder: stagedPath(staging) };
}

function filesOf(folder: string, below: string = folder): ModelFile[] {
  return readdirSync(below, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== '__pycache__' && name !== 'node_modules')
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): ModelFile[] => {
      const path = join(below, entry.name);
      if (entry.isDirectory()) return filesOf(folder, path);
      const { size, mtimeMs } = statSync(path);
      return [{ path, name: relative(folder, path).split(sep).join(posix.sep), bytes: size, written: mtimeMs }];
    });
}
