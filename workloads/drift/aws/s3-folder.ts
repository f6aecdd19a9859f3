import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { SlipwayError } from '../../../core/errors/index.js';
import type { Folder, StoredObject } from '../monitor/world.js';
import type { TableSource } from '../source.js';

/** A bucket through AWS's own client; objects are streamed, never held. */
export class S3Folder implements Folder {
  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {}

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    let token: string | undefined;
    do {
      const page = await this.told('s3:ListBucket', prefix, () =>
        this.s3.send(new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, ContinuationToken: token })),
      );
      for (const { Key, ETag, Size = 0, LastModified } of page.Contents ?? []) {
        if (Key !== undefined && Size > 0) yield { key: Key, tag: ETag ?? '', modified: LastModified?.getTime() ?? 0 };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  source({ key, tag }: StoredObject): TableSource {
    // Written anew while it is read: two halves that never were one object must not be counted.
    const get = (range?: string): Promise<GetObjectCommandOutput> =>
      this.told('s3:GetObject', key, () =>
        this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key, Range: range, ...(tag === '' ? {} : { IfMatch: tag }) })),
      );
    return {
      name: this.nameOf(key),
      read: (from = 0) => streamed(() => get(from === 0 ? undefined : `bytes=${from}-`)),
      open: async () => {
        const { ContentRange = '' } = await get('bytes=0-0');
        return {
          byteLength: Number(ContentRange.split('/')[1]),
          slice: async (start, end) => {
            const { Body } = await get(`bytes=${start}-${end === undefined ? '' : end - 1}`);
            const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
            return bytes.slice().buffer;
          },
        };
      },
    };
  }

  async read(key: string): Promise<unknown> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return JSON.parse((await Body?.transformToString()) ?? '') as unknown;
    } catch (cause) {
      if (nameOfError(cause) === 'NoSuchKey') return undefined;
      if (cause instanceof SyntaxError)
        throw new SlipwayError('monitor-record', 'this is no JSON; delete it, and it is written again', { source: this.nameOf(key) });
      throw this.refused(cause, 's3:GetObject', key);
    }
  }

  async write(key: string, value: object): Promise<void> {
    await this.told('s3:PutObject', key, () =>
      this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: JSON.stringify(value), ContentType: 'application/json' })),
    );
  }

  nameOf(key: string): string {
    return `s3://${this.bucket}/${key}`;
  }

  private async told<T>(action: string, key: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (cause) {
      throw this.refused(cause, action, key);
    }
  }

  /** A refusal is a permission that is missing; all else goes on as it is, and the schedule tries again. */
  private refused(cause: unknown, action: string, key: string): unknown {
    if (nameOfError(cause) !== 'AccessDenied' && nameOfError(cause) !== 'Forbidden') return cause;
    const missing = `${action} on ${this.nameOf(key)} is refused; give it to the monitor's role, and the use of the key where the bucket has one`;
    return new SlipwayError('monitor-access', missing, {}, { cause });
  }
}

async function* streamed(get: () => Promise<GetObjectCommandOutput>): AsyncGenerator<Uint8Array> {
  const { Body } = await get();
  if (Body !== undefined) yield* Body as unknown as AsyncIterable<Uint8Array>;
}

function nameOfError(cause: unknown): string {
  return cause instanceof Error ? cause.name : '';
}
