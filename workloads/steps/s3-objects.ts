import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { objectText, type Listed, type Objects, type Tagged } from './objects.js';

/** Parts of a multipart upload but the last have at least this many bytes (S3). */
const PART_BYTES = 8 * 1024 * 1024;

/** Objects of a bucket of S3 below a prefix. */
export class S3Objects implements Objects {
  private readonly bucket: string;
  readonly prefix: string;

  /** @param uri `s3://bucket/prefix/` */
  constructor(
    private readonly s3: S3Client,
    readonly uri: string,
  ) {
    const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
    this.bucket = bucket;
    this.prefix = prefix;
  }

  async *list(below = ''): AsyncGenerator<Listed> {
    let token: string | undefined;
    do {
      const page = await this.s3.send(
        new ListObjectsV2Command({ Bucket: this.bucket, Prefix: this.prefix + below, ContinuationToken: token }),
      );
      for (const { Key: key = '', Size: bytes = 0, ETag: etag = '', LastModified: modified } of page.Contents ?? [])
        yield { key: key.slice(this.prefix.length), bytes, etag, modified: modified?.getTime() ?? 0 };
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async read(key: string): Promise<Tagged | undefined> {
    try {
      const { Body, ETag: etag = '' } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: this.prefix + key }));
      return { text: (await Body?.transformToString()) ?? '', etag };
    } catch (error) {
      const { name } = error as Error;
      if (name === 'NoSuchKey' || (name === 'AccessDenied' && !(await this.isListed(key)))) return undefined;
      throw error;
    }
  }

  /** To somebody who may list a part of a bucket alone, S3 may deny what is not there; a listing of that part tells the two apart. */
  private async isListed(key: string): Promise<boolean> {
    const page = await this.s3.send(new ListObjectsV2Command({ Bucket: this.bucket, Prefix: this.prefix + key, MaxKeys: 1 }));
    return (page.Contents ?? []).some((each) => each.Key === this.prefix + key);
  }

  async json<T>(key: string): Promise<T | undefined> {
    const found = await this.read(key);
    return found === undefined ? undefined : (JSON.parse(found.text) as T);
  }

  async *stream(key: string, etag?: string): AsyncGenerator<Uint8Array> {
    const { Body } = await this.s3.send(
      new GetObjectCommand({ Bucket: this.bucket, Key: this.prefix + key, ...(etag === undefined ? {} : { IfMatch: etag }) }),
    );
    if (Body !== undefined) yield* Body as unknown as AsyncIterable<Uint8Array>;
  }

  async write(key: string, value: unknown): Promise<void> {
    await this.put(key, value, {});
  }

  async writeNew(key: string, value: unknown): Promise<boolean> {
    return this.conditional(() => this.put(key, value, { IfNoneMatch: '*' }));
  }

  async replace(key: string, value: unknown, over: Tagged | undefined): Promise<boolean> {
    return this.conditional(() => this.put(key, value, over === undefined ? { IfNoneMatch: '*' } : { IfMatch: over.etag }));
  }

  /** In parts. */
  async upload(key: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const target = { Bucket: this.bucket, Key: this.prefix + key };
    const { UploadId } = await this.s3.send(new CreateMultipartUploadCommand(target));
    const Parts: { PartNumber: number; ETag?: string }[] = [];
    const send = async (bytes: Uint8Array): Promise<void> => {
      const PartNumber = Parts.length + 1;
      const { ETag } = await this.s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body: bytes }));
      Parts.push({ PartNumber, ...(ETag === undefined ? {} : { ETag }) });
    };
    let held: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of chunks) {
      held.push(chunk);
      size += chunk.length;
      if (size < PART_BYTES) continue;
      await send(Buffer.concat(held));
      [held, size] = [[], 0];
    }
    if (size > 0 || Parts.length === 0) await send(Buffer.concat(held));
    await this.s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  }

  private async put(key: string, value: unknown, condition: { IfNoneMatch?: string; IfMatch?: string }): Promise<void> {
    const Body = objectText(value);
    await this.s3.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: this.prefix + key, Body, ContentType: 'application/json', ...condition }),
    );
  }

  /** S3 answers 412 where the condition does not hold, and 409 where somebody writes at the same time. */
  private async conditional(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (error instanceof Error && ['PreconditionFailed', 'ConditionalRequestConflict'].includes(error.name)) return false;
      throw error;
    }
  }
}
