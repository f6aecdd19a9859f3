import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../clock.js';
import type { CapturePlan } from '../plan.js';
import { uuid, type Random } from '../random.js';

/** One request and its answer. */
export interface Exchange {
  readonly request: { readonly body: Buffer; readonly contentType?: string };
  readonly answer: { readonly body: Buffer; readonly contentType?: string };
  readonly inferenceId?: string;
  readonly customAttributes?: string;
}

/** SageMaker starts a new file now and then; how often is not published. */
const RECORDS_PER_FILE = 1000;
const PENDING_RECORDS = 200;

/**
 * Writes captured records as SageMaker does: `<prefix>/<endpoint>/<variant>/yyyy/mm/dd/hh/mm-ss-SSS-<uuid>.jsonl`, one JSON object a line,
 * under the UTC hour of the request. Failed requests are not captured, which is assumed.
 */
export class CaptureWriter {
  private file: { readonly path: string; readonly hour: string; records: number } | undefined;
  private pending: string[] = [];
  private writing: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly plan: CapturePlan,
    /** Folder that stands for the bucket's prefix, endpoint and variant. */
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly random: Random,
    /** Told once when records cannot be written; capture then stops, and answers go on, as they do on SageMaker. */
    private readonly onFailure: (cause: unknown) => void,
  ) {}

  /** Keeps an exchange if it falls into the sample. */
  capture(exchange: Exchange): void {
    if (this.random() * 100 >= this.plan.sampling || this.stopped) return;
    const now = new Date(this.clock.now());
    const hour = now.toISOString().slice(0, 13);
    if (this.file?.hour !== hour || this.file.records >= RECORDS_PER_FILE) {
      this.write();
      this.file = { path: join(this.folder, this.fileName(now)), hour, records: 0 };
    }
    this.file.records += 1;
    this.pending.push(`${JSON.stringify(this.record(exchange, now))}\n`);
    if (this.pending.length >= PENDING_RECORDS) this.write();
  }

  /** Resolves when everything captured so far is in its file. */
  flush(): Promise<void> {
    this.write();
    return this.writing;
  }

  private write(): void {
    const { file, pending } = this;
    if (file === undefined || pending.length === 0) return;
    this.pending = [];
    this.writing = this.writing.then(() => this.append(file.path, pending));
  }

  private async append(path: string, lines: readonly string[]): Promise<void> {
    if (this.stopped) return;
    try {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, lines.join(''));
    } catch (cause) {
      this.stopped = true;
      this.onFailure(cause);
    }
  }

  private fileName(now: Date): string {
    const [date = '', time = ''] = now.toISOString().split('T');
    const [hour = '', minute = '', seconds = ''] = time.replace('Z', '').split(':');
    return join(...date.split('-'), hour, `${minute}-${seconds.replace('.', '-')}-${uuid(this.random)}.jsonl`);
  }

  private record({ request, answer, inferenceId, customAttributes }: Exchange, now: Date): unknown {
    return {
      captureData: {
        ...(this.plan.input ? { endpointInput: this.side('INPUT', request) } : {}),
        ...(this.plan.output ? { endpointOutput: this.side('OUTPUT', answer) } : {}),
      },
      eventMetadata: {
        eventId: uuid(this.random),
        ...(inferenceId === undefined ? {} : { inferenceId }),
        ...(customAttributes === undefined ? {} : { customAttributes: [customAttributes] }),
        inferenceTime: `${now.toISOString().slice(0, 19)}Z`,
      },
      eventVersion: '0',
    };
  }

  private side(mode: 'INPUT' | 'OUTPUT', { body, contentType }: { readonly body: Buffer; readonly contentType?: string }): unknown {
    const encoding = this.encodingOf(contentType);
    return { observedContentType: contentType ?? null, mode, data: body.toString(encoding === 'BASE64' ? 'base64' : 'utf8'), encoding };
  }

  /** Only content types that the configuration names travel as text. */
  private encodingOf(contentType: string | undefined): 'CSV' | 'JSON' | 'BASE64' {
    const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (this.plan.csvContentTypes.includes(type)) return 'CSV';
    return this.plan.jsonContentTypes.includes(type) ? 'JSON' : 'BASE64';
  }
}
