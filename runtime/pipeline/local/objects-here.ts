import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { identifier } from '../../../core/pipeline/index.js';
import { isObject, type Json } from '../json.js';
import { StateFailure } from '../state-failure.js';
import type { TaskRegistry } from '../tasks.js';
import { listObjects } from './list-objects.js';
import { RunFolder } from './run-folder.js';
import type { RunPlaces } from './run-places.js';

/** S3 as the states around the steps see it, and what Step Functions knows of the runs that are kept beside this one. */
export function objectTasks(places: RunPlaces, output: string): TaskRegistry {
  const fileOf = (given: Json): string => {
    const { Bucket: bucket, Key: key } = isObject(given) ? given : {};
    if (typeof bucket === 'string' && typeof key === 'string') return places.folderOf(`s3://${bucket}/${key}`);
    throw new StateFailure('S3.S3Exception', 'an object here has a Bucket and a Key');
  };
  return {
    'aws-sdk:s3:listObjectsV2': async ({ arguments: given }) => listObjects(places, given),
    'aws-sdk:s3:putObject': async ({ arguments: given }) => putObject(fileOf(given), isObject(given) ? given : {}),
    'aws-sdk:s3:getObject': async ({ arguments: given }) => {
      const file = fileOf(given);
      if (!existsSync(file)) throw new StateFailure('S3.NoSuchKeyException', 'The specified key does not exist.');
      const body = readFileSync(file, 'utf8');
      return { Body: body, ETag: tagOf(body) };
    },
    'aws-sdk:sfn:describeExecution': async ({ arguments: given }) => {
      const { ExecutionArn: arn } = isObject(given) ? given : {};
      const name = typeof arn === 'string' ? arn.slice(arn.lastIndexOf(':') + 1) : '';
      return { Status: new RunFolder(join(output, identifier(name))).status };
    },
  };
}

/** Conditions hold among processes too: a file is made only where none is, and taken away only as what it was. */
function putObject(file: string, { Body: body, IfNoneMatch: none, IfMatch: tag }: { readonly [field: string]: Json }): Json {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
  mkdirSync(dirname(file), { recursive: true });
  try {
    if (typeof tag === 'string') takeAway(file, tag);
    writeFileSync(file, text, none === undefined && tag === undefined ? {} : { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') throw PRECONDITION();
    throw error;
  }
  return { ETag: tagOf(text) };
}

/** Whoever moves a file away has it alone; one that was no longer what it was said to be is put back. */
function takeAway(file: string, tag: string): void {
  const taken = `${file}.${process.pid}`;
  renameSync(file, taken);
  const isIt = tagOf(readFileSync(taken, 'utf8')) === tag;
  if (!isIt) linkSync(taken, file);
  rmSync(taken);
  if (!isIt) throw PRECONDITION();
}

const PRECONDITION = (): StateFailure =>
  new StateFailure('S3.S3Exception', 'At least one of the pre-conditions you specified did not hold (Service: S3, Status Code: 412)');

const tagOf = (body: string): string => `"${createHash('md5').update(body).digest('hex')}"`;
