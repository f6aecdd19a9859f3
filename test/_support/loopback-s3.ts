import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface Held {
  readonly bytes: Buffer;
  readonly modified: Date;
}

const PAGE = 3;

/** An S3 on this machine for AWS's own client: objects in memory, listed in small pages, by bucket and key in the path. */
export class LoopbackS3 {
  /** By `bucket/key`. */
  readonly objects = new Map<string, Held>();
  /** Every call that came: method and path. */
  readonly calls: string[] = [];
  /** Prefixes of `bucket/key` that are refused, by method. */
  readonly refused: { readonly method: string; readonly prefix: string }[] = [];
  private readonly server: Server;
  private readonly before = process.env['AWS_ENDPOINT_URL_S3'];

  private constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Listens, and is what the SDK of this process finds. */
  static async open(): Promise<LoopbackS3> {
    const made = new LoopbackS3();
    made.server.listen(0, '127.0.0.1');
    await once(made.server, 'listening');
    process.env['AWS_ENDPOINT_URL_S3'] = `http://127.0.0.1:${(made.server.address() as AddressInfo).port}`;
    return made;
  }

  put(path: string, content: string | Buffer, modified: Date): void {
    this.objects.set(path, { bytes: Buffer.from(content), modified });
  }

  json(path: string): unknown {
    const held = this.objects.get(path);
    return held === undefined ? undefined : JSON.parse(held.bytes.toString('utf8'));
  }

  keys(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
  }

  async close(): Promise<void> {
    if (this.before === undefined) delete process.env['AWS_ENDPOINT_URL_S3'];
    else process.env['AWS_ENDPOINT_URL_S3'] = this.before;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
    const path = decodeURIComponent(pathname).slice(1);
    const method = request.method ?? 'GET';
    this.calls.push(`${method} ${path}${searchParams.get('prefix') ?? ''}`);
    const body = await buffer(request);
    const whole = searchParams.has('list-type') ? `${path.replace(/\/$/, '')}/${searchParams.get('prefix') ?? ''}` : path;
    if (this.refused.some((each) => each.method === method && whole.startsWith(each.prefix))) return failed(response, 403, 'AccessDenied');
    if (method === 'PUT') {
      this.put(path, body, new Date(0));
      response.writeHead(200, { etag: tagOf(body) }).end();
    } else if (searchParams.has('list-type')) this.list(path.replace(/\/$/, ''), searchParams, response);
    else this.get(path, request, response);
  }

  private get(path: string, { headers }: IncomingMessage, response: ServerResponse): void {
    const held = this.objects.get(path);
    if (held === undefined) return failed(response, 404, 'NoSuchKey');
    if (headers['if-match'] !== undefined && headers['if-match'] !== tagOf(held.bytes)) return failed(response, 412, 'PreconditionFailed');
    const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '');
    const common = { etag: tagOf(held.bytes), 'last-modified': held.modified.toUTCString() };
    if (range === null) {
      response.writeHead(200, { ...common, 'content-length': held.bytes.length }).end(held.bytes);
      return;
    }
    const [start, end] = [Number(range[1]), range[2] === '' ? held.bytes.length - 1 : Number(range[2])];
    const part = held.bytes.subarray(start, end + 1);
    response
      .writeHead(206, {
        ...common,
        'content-length': part.length,
        'content-range': `bytes ${start}-${start + part.length - 1}/${held.bytes.length}`,
      })
      .end(part);
  }

  private list(bucket: string, query: URLSearchParams, response: ServerResponse): void {
    const all = this.keys(`${bucket}/${query.get('prefix') ?? ''}`);
    const start = Number(query.get('continuation-token') ?? 0);
    const page = all.slice(start, start + PAGE);
    const more = all.length > start + PAGE;
    const contents = page.map((path) => {
      const held = this.objects.get(path) as Held;
      const key = path.slice(bucket.length + 1).replaceAll('&', '&amp;');
      return `<Contents><Key>${key}</Key><LastModified>${held.modified.toISOString()}</LastModified><ETag>${tagOf(held.bytes).replaceAll('"', '&quot;')}</ETag><Size>${held.bytes.length}</Size></Contents>`;
    });
    const next = more ? `<NextContinuationToken>${start + PAGE}</NextContinuationToken>` : '';
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(
        `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>${bucket}</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${more}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`,
      );
  }
}

function tagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function failed(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
