import type * as S3Package from '@aws-sdk/client-s3';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';

/** Where results lie: what stands below the output's prefix, by name. */
export interface ResultSource {
  /** For people: `s3://mail/out/`. */
  readonly uri: string;
  /** The bytes of an object; undefined where there is none. */
  readonly read: (name: string) => Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** Results in a folder, as `slipway batch` leaves them of a declared job, or as they were copied from a bucket. */
export function readFolder(folder: string): ResultSource {
  return {
    uri: folder,
    read: async (name) => {
      const path = join(folder, ...name.split('/'));
      const found = await stat(path).catch(() => undefined);
      return found?.isFile() === true ? createReadStream(path) : undefined;
    },
  };
}

/** What is needed of an S3Client of AWS's SDK, so that its types need not be there. */
interface S3Like {
  readonly send: (command: never) => Promise<unknown>;
}

/**
 * Results in a bucket.
 *
 * @param uri of the output: `s3://mail/out/`
 * @param client an S3Client of `@aws-sdk/client-s3`; by default one of the surrounding region and credentials
 */
export function readS3(uri: string, client?: S3Like): ResultSource {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  if (bucket === undefined) throw new SlipwayError('results-place', `'${uri}' is no place in S3; give s3://bucket/prefix/`);
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  let made: S3Like | undefined = client;
  return {
    uri: `s3://${bucket}/${folder}`,
    read: async (name) => {
      const { GetObjectCommand, S3Client } = await sdk();
      made ??= new S3Client({ forcePathStyle: process.env['AWS_ENDPOINT_URL_S3'] !== undefined });
      const key = folder + name;
      try {
        const answer = await made.send(new GetObjectCommand({ Bucket: bucket, Key: key }) as never);
        return (answer as { readonly Body?: AsyncIterable<Uint8Array> }).Body;
      } catch (error) {
        const { name: code } = error as Error;
        if (code === 'NoSuchKey' || (code === 'AccessDenied' && !(await isListed(made, bucket, key)))) return undefined;
        throw error;
      }
    },
  };
}

/** To somebody who may list a part of a bucket alone, S3 may deny what is not there; a listing of that part tells the two apart. */
async function isListed(client: S3Like, bucket: string, key: string): Promise<boolean> {
  const { ListObjectsV2Command } = await sdk();
  const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }) as never);
  return ((page as { readonly Contents?: readonly { readonly Key?: string }[] }).Contents ?? []).some((each) => each.Key === key);
}

/** AWS's client is whoever reads from S3's to install; Lambda brings it along. */
async function sdk(): Promise<typeof S3Package> {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (cause) {
    throw new SlipwayError(
      'sdk-missing',
      'results in S3 are read by @aws-sdk/client-s3, which is not installed; run: npm i @aws-sdk/client-s3',
      {},
      { cause },
    );
  }
}
