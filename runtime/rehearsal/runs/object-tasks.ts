import { isoTime } from '../../pipeline/iso-time.js';
import { isObject, type Json, type JsonObject } from '../../pipeline/json.js';
import type { MemoryBuckets } from '../../pipeline/s3/memory-buckets.js';
import { StateFailure } from '../../pipeline/state-failure.js';
import type { TaskRegistry } from '../../pipeline/tasks.js';

/** S3 as the states of a pipeline see it, over objects in memory. */
export function objectTasks(buckets: MemoryBuckets): TaskRegistry {
  return {
    'aws-sdk:s3:listObjectsV2': async ({ arguments: given }) => ({
      Contents: buckets.list(uriOf(given, 'Prefix')).map(({ uri, bytes, etag, modified }): JsonObject => ({
        Key: uri.slice(uri.indexOf('/', 's3://'.length) + 1),
        Size: bytes,
        ETag: etag,
        LastModified: isoTime(modified),
      })),
      IsTruncated: false,
    }),
    'aws-sdk:s3:putObject': async ({ arguments: given }) => put(buckets, given),
    'aws-sdk:s3:getObject': async ({ arguments: given }) => {
      const found = buckets.get(uriOf(given, 'Key'));
      if (found === undefined) throw new StateFailure('S3.NoSuchKeyException', 'The specified key does not exist.');
      return { Body: Buffer.from(found.bytes).toString('utf8'), ETag: found.etag };
    },
  };
}

function put(buckets: MemoryBuckets, given: Json): Json {
  const uri = uriOf(given, 'Key');
  const { Body: body = '', IfNoneMatch: none, IfMatch: tag } = isObject(given) ? given : {};
  const found = buckets.get(uri);
  if ((none !== undefined && found !== undefined) || (tag !== undefined && found?.etag !== tag))
    throw new StateFailure('S3.S3Exception', 'At least one of the pre-conditions you specified did not hold');
  buckets.put(uri, typeof body === 'string' ? body : JSON.stringify(body));
  return { ETag: buckets.get(uri)?.etag ?? '' };
}

function uriOf(given: Json, member: 'Prefix' | 'Key'): string {
  const { Bucket: bucket, [member]: key } = isObject(given) ? given : {};
  if (typeof bucket === 'string' && typeof key === 'string') return `s3://${bucket}/${key}`;
  throw new StateFailure('S3.S3Exception', `a call of S3 has a Bucket and a ${member}`);
}
