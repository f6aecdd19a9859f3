import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { isoTime } from '../iso-time.js';
import { isObject, type Json, type JsonObject } from '../json.js';
import { StateFailure } from '../state-failure.js';
import type { RunPlaces } from './run-places.js';

/** Keys of a page, unless fewer are asked for (Amazon S3 API reference, ListObjectsV2). */
const KEYS_A_PAGE = 1000;

/** A page of the files that stand for a table, with the tags that S3 gives to what is uploaded in one piece. */
export async function listObjects(places: RunPlaces, given: Json): Promise<Json> {
  const { Bucket: bucket, Prefix: prefix, MaxKeys: most = KEYS_A_PAGE, ContinuationToken: token = 0 } = isObject(given) ? given : {};
  if (typeof bucket !== 'string' || typeof prefix !== 'string')
    throw new StateFailure('S3.S3Exception', 'a listing here takes a Bucket and a Prefix');
  const files = await places.filesOf(`s3://${bucket}/${prefix}`);
  const [from, to] = [Number(token), Number(token) + Number(most)];
  const contents: JsonObject[] = [];
  for (const { path, name } of files.slice(from, to)) {
    const { size, mtimeMs } = statSync(path);
    contents.push({
      Key: `${prefix}${name}`,
      Size: size,
      ETag: `"${await digestOf(path)}"`,
      LastModified: isoTime(Math.floor(mtimeMs)),
    });
  }
  const more = to < files.length;
  return { Contents: contents, IsTruncated: more, ...(more ? { NextContinuationToken: String(to) } : {}) };
}

/** MD5 of a file in hexadecimal digits: the tag that S3 gives to what is uploaded in one piece. */
export async function digestOf(file: string): Promise<string> {
  const digest = createHash('md5');
  await pipeline(createReadStream(file), digest);
  return digest.digest('hex');
}
