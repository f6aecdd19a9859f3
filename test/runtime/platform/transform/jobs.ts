import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Container, ContainerRequest } from '../../../../runtime/platform/container';
import type { TransformAssumptions } from '../../../../runtime/platform/transform/assumptions';
import { folderObjects, type ObjectStore } from '../../../../runtime/platform/transform/objects';
import { readTransformRequest, type TransformRequest } from '../../../../runtime/platform/transform/request';
import { runTransformJob, type TransformResult } from '../../../../runtime/platform/transform/run-transform';

/** Buckets of one test, as folders. */
export class Buckets {
  readonly root = mkdtempSync(join(tmpdir(), 'slipway transform '));
  readonly store: ObjectStore = folderObjects(this.root);

  put(key: string, bytes: string | Uint8Array): void {
    const path = join(this.root, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }

  text(key: string): string {
    return readFileSync(join(this.root, key), 'utf8');
  }

  async keys(prefix: string): Promise<string[]> {
    return (await this.store.list(`s3://${prefix}`)).map(({ uri }) => uri.replace('s3://', ''));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** What a container answers: a body, a status with one, or 'never'. */
export type Scripted = (body: string, call: number) => string | { readonly status: number; readonly body?: string } | Promise<string>;

/** A container that is a function, and remembers what it was asked. */
export class ScriptedContainer implements Container {
  readonly name = 'primary';
  readonly bodies: string[] = [];
  readonly headers: Readonly<Record<string, string>>[] = [];
  /** Most requests that were open at once. */
  most = 0;
  private open = 0;

  constructor(
    private readonly script: Scripted,
    private readonly parameters?: Readonly<Record<string, unknown>>,
  ) {}

  async invoke({
    body,
    headers,
    signal,
  }: ContainerRequest): Promise<{ status: number; headers: Record<string, string>; chunks: AsyncIterable<Buffer> }> {
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    const call = this.bodies.push(body.toString('latin1')) - 1;
    this.headers.push(headers);
    try {
      await new Promise((next) => setImmediate(next));
      const given = await this.script(body.toString('utf8'), call);
      if (given === 'never')
        await new Promise((_, failed) => signal.addEventListener('abort', () => failed(new TypeError('aborted')), { once: true }));
      const { status, body: text = '' } = typeof given === 'string' ? { status: 200, body: given } : given;
      return { status, headers: {}, chunks: oneChunk(text) };
    } finally {
      this.open -= 1;
    }
  }

  executionParameters(): Promise<Readonly<Record<string, unknown>> | undefined> {
    return Promise.resolve(this.parameters);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function* oneChunk(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** A line of the answer for each of the request. */
export const perLine =
  (answer: (line: string) => string): Scripted =>
  (body) =>
    body.replace(/\n$/, '').split('\n').map(answer).join('\n');

type Changes = Omit<Partial<TransformRequest>, 'TransformInput' | 'TransformOutput'> & {
  readonly input?: Partial<TransformRequest['TransformInput']> & { readonly S3DataType?: string; readonly S3Uri?: string };
  readonly output?: Partial<TransformRequest['TransformOutput']>;
};

/** A job over `s3://data/in/`, CSV by lines, unless told otherwise. */
export function request({
  input: { S3DataType = 'S3Prefix', S3Uri = 's3://data/in/', ...input } = {},
  output,
  ...rest
}: Changes = {}): TransformRequest {
  return {
    TransformJobName: 'nightly',
    ModelName: 'model',
    TransformInput: { DataSource: { S3DataSource: { S3DataType, S3Uri } }, ContentType: 'text/csv', SplitType: 'Line', ...input },
    TransformOutput: { S3OutputPath: 's3://data/out', Accept: 'text/csv', AssembleWith: 'Line', ...output },
    TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
    ...rest,
  };
}

export async function run(
  buckets: Buckets,
  container: Container,
  changes: Changes = {},
  assumptions: Partial<TransformAssumptions> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<TransformResult> {
  return runTransformJob(readTransformRequest(request(changes), assumptions), { container, store: buckets.store, signal });
}
