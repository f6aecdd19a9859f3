import { randomUUID } from 'node:crypto';
import { createReadStream, openSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { escape } from '../../page/escape.js';
import { FolderBuckets, type FolderObject } from './folder-bucket.js';

/** Keys on a page of a listing, as S3 has it. */
const PAGE = 1000;

interface Call {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * S3 on this machine for AWS's own clients, with buckets as folders: objects read whole or in ranges, written whole or in parts, on conditions
 * (If-Match, If-None-Match), listed in pages, deleted. Path-style addresses; signatures are not looked at.
 */
export class S3Server {
  readonly buckets: FolderBuckets;
  /** Parts of uploads that are under way. */
  private readonly uploads = new Map<string, Map<number, Buffer>>();

  private constructor(
    root: string,
    private readonly server: Server,
  ) {
    this.buckets = new FolderBuckets(root);
  }

  static async open(root: string): Promise<S3Server> {
    const server = createServer();
    const made = new S3Server(root, server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void made.answer(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return made;
  }

  /** The value of AWS_ENDPOINT_URL_S3. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://local');
    const [bucket = '', ...rest] = pathname.slice(1).split('/').map(decodeURIComponent);
    const call = { bucket, key: rest.join('/'), query, request, response };
    const method = request.method ?? 'GET';
    if (method === 'PUT') await this.put(call);
    else if (method === 'POST') await this.post(call);
    else if (method === 'DELETE') this.remove(call);
    else if (query.has('list-type')) this.list(call);
    else this.get(call);
  }

  private get({ bucket, key, request, response }: Call): void {
    const found = this.buckets.head(bucket, key);
    if (found === undefined) return failed(response, 404, 'NoSuchKey');
    const wanted = request.headers['if-match'];
    if (wanted !== undefined && wanted !== found.etag) return failed(response, 412, 'PreconditionFailed');
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const start = Number(from ?? 0);
    const end = to === undefined || to === '' ? found.bytes - 1 : Math.min(Number(to), found.bytes - 1);
    response.writeHead(from === undefined ? 200 : 206, {
      etag: found.etag,
      'last-modified': found.modified.toUTCString(),
      'content-length': Math.max(0, end - start + 1),
      ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${found.bytes}` }),
    });
    if (request.method === 'HEAD' || found.bytes === 0) response.end();
    else {
      const path = this.buckets.pathOf(bucket, key);
      // Opened at once: somebody may put another object in its place before the first byte is read.
      createReadStream(path, { fd: openSync(path, 'r'), start, end }).pipe(response);
    }
  }

  private async put(call: Call): Promise<void> {
    const { bucket, key, query, request, response } = call;
    const body = await buffer(request);
    const upload = this.uploads.get(query.get('uploadId') ?? '');
    if (upload !== undefined) {
      const part = Number(query.get('partNumber'));
      upload.set(part, body);
      response.writeHead(200, { etag: `"part-${part}"` }).end();
      return;
    }
    // Looked at and written in one go: nobody comes between.
    const found = this.buckets.head(bucket, key);
    const { 'if-none-match': unless, 'if-match': only } = request.headers;
    if (unless === '*' && found !== undefined) return failed(response, 412, 'PreconditionFailed');
    if (only !== undefined && found === undefined) return failed(response, 404, 'NoSuchKey');
    if (only !== undefined && found?.etag !== only) return failed(response, 412, 'PreconditionFailed');
    response.writeHead(200, { etag: this.buckets.write(bucket, key, body).etag }).end();
  }

  private async post({ bucket, key, query, request, response }: Call): Promise<void> {
    await buffer(request);
    if (query.has('uploads')) {
      const id = randomUUID();
      this.uploads.set(id, new Map());
      xml(
        response,
        `<InitiateMultipartUploadResult><Bucket>${bucket}</Bucket><Key>${escape(key)}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      );
      return;
    }
    const id = query.get('uploadId') ?? '';
    const parts = this.uploads.get(id);
    if (parts === undefined) return failed(response, 404, 'NoSuchUpload');
    this.uploads.delete(id);
    const whole = Buffer.concat([...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part));
    const { etag } = this.buckets.write(bucket, key, whole);
    xml(response, `<CompleteMultipartUploadResult><Key>${escape(key)}</Key><ETag>${escape(etag)}</ETag></CompleteMultipartUploadResult>`);
  }

  private remove({ bucket, key, query, response }: Call): void {
    if (query.has('uploadId')) this.uploads.delete(query.get('uploadId') ?? '');
    else this.buckets.remove(bucket, key);
    response.writeHead(204).end();
  }

  private list({ bucket, query, response }: Call): void {
    const all = this.buckets.list(bucket, query.get('prefix') ?? '');
    const start = Number(query.get('continuation-token') ?? 0);
    const page = all.slice(start, start + Number(query.get('max-keys') ?? PAGE));
    const next = start + page.length;
    const more = next < all.length;
    xml(
      response,
      `<ListBucketResult><Name>${bucket}</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${more}</IsTruncated>${page.map(contents).join('')}${more ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}</ListBucketResult>`,
    );
  }
}

function contents({ key, bytes, etag, modified }: FolderObject): string {
  return `<Contents><Key>${escape(key)}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>${escape(etag)}</ETag><Size>${bytes}</Size></Contents>`;
}

function xml(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
}

function failed(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
