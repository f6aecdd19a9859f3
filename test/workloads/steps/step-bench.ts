import { S3Client } from '@aws-sdk/client-s3';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RUN_KEYS, type RunManifest } from '../../../core/batch/run';
import type { BatchSettings } from '../../../core/batch/settings';
import { S3Server } from '../../../runtime/pipeline/s3/s3-server';
import { openResults, type Results } from '../../../workloads/results';
import { S3Objects } from '../../../workloads/steps/s3-objects';
import type { StepWorld } from '../../../workloads/steps/world';

const SETTINGS: BatchSettings = {
  deployment: 'Nightly',
  input: 's3://data/in/',
  output: 's3://data/out/',
  format: 'jsonl',
  freshness: { kind: 'daily', minutes: 360, zone: 'Europe/Berlin' },
  zone: 'Europe/Berlin',
  capSeconds: 3600,
  onEmpty: 'fail',
  model: { name: 'spam', digest: 'd' },
  instances: { type: 'ml.m5.large', count: 1 },
  jobPrefix: 'nightly',
};
const PREDICTION = '{"spam":0.5}';

/** The steps' world over a folder: S3 over the wire by AWS's own client, and what a transform job would write. */
export class StepBench {
  logged: Record<string, unknown>[] = [];

  private constructor(
    private readonly root: string,
    private readonly server: S3Server,
    private readonly s3: S3Client,
    private readonly settings: Partial<BatchSettings>,
  ) {}

  static async open(settings: Partial<BatchSettings> = {}): Promise<StepBench> {
    const root = mkdtempSync(join(tmpdir(), 'slipway-steps-'));
    const server = await S3Server.open(root);
    const credentials = { accessKeyId: 'l', secretAccessKey: 'l' };
    return new StepBench(
      root,
      server,
      new S3Client({ endpoint: server.url, forcePathStyle: true, region: 'eu-central-1', credentials }),
      settings,
    );
  }

  async close(): Promise<void> {
    this.s3.destroy();
    await this.server.close();
    rmSync(this.root, { recursive: true });
  }

  /** The world at an instant; what was logged before is forgotten. */
  world(now: string, settings: Partial<BatchSettings> = {}): StepWorld {
    this.logged = [];
    return {
      objects: (uri) => new S3Objects(this.s3, uri),
      settings: { ...SETTINGS, ...this.settings, ...settings },
      now: Date.parse(now),
      log: (line) => this.logged.push(line as Record<string, unknown>),
    };
  }

  put(key: string, text: string | Uint8Array): void {
    const path = this.pathOf(key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  remove(key: string): void {
    rmSync(this.pathOf(key));
  }

  textAt(key: string): string {
    return readFileSync(this.pathOf(key), 'utf8');
  }

  /** An object of the output. */
  text(key: string): string {
    return this.textAt(`out/${key}`);
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what each object holds is the test's to say
  json<T>(key: string): T {
    return JSON.parse(this.text(key)) as T;
  }

  has(key: string): boolean {
    return existsSync(this.pathOf(key));
  }

  /** What readers read. */
  results(): Promise<Results | undefined> {
    return openResults(this.pathOf('out'));
  }

  /** What a job would write: a prediction for each record, or lines of the test's own. */
  answer(
    { runId, attempt }: { readonly runId: string; readonly attempt: number },
    outputs: Readonly<Record<string, readonly string[]>> = {},
  ): void {
    const { objects, input } = this.json<RunManifest>(RUN_KEYS.manifest(runId));
    for (const { key } of objects) {
      const records = readFileSync(this.pathOf(input.slice('s3://data/'.length) + key), 'utf8')
        .split('\n')
        .filter((line) => line !== '');
      const lines = outputs[key] ?? records.map(() => PREDICTION);
      this.put(`out/${RUN_KEYS.output(runId, attempt)}${key}.out`, `${lines.join('\n')}\n`);
    }
  }

  private pathOf(key: string): string {
    return join(this.root, 'data', key);
  }
}
