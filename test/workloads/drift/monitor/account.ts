import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Output } from '../../../../core/schema/schema';
import { handler } from '../../../../workloads/drift/index';
import type { CohortRecord } from '../../../../workloads/drift/monitor/cohort-record';
import type { DayRecord } from '../../../../workloads/drift/monitor/judge-day';
import type { MonitorDocument } from '../../../../core/drift/monitor/document';
import { MONITOR_VARIABLES } from '../../../../core/drift/monitor/settings';
import type { WindowRecord } from '../../../../workloads/drift/monitor/window-record';
import { LoopbackS3 } from '../../../_support/loopback-s3';
import { baselineOf, tableOf } from '../../../core/drift/tables';
import { seeded } from '../../../../runtime/random';
import { LoopbackCloudWatch } from '../../../runtime/cloud/loopback';

export const ENDPOINT = 'spam-Filter';
export const DEPLOYMENT = 'Spam/Filter';
const OUTPUTS: readonly Output[] = [{ name: 'score', type: 'number', range: [0, 1] }];

export interface Mail {
  readonly length: number;
  readonly words: number;
  readonly country: string;
  readonly score: number;
}

/** Rows of one distribution, the same for a seed. */
export function mails(count: number, seed: number): Mail[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => ({
    length: Math.round(random() * 1000) / 10,
    words: random() < 0.3 ? 0 : Math.round(random() * 500),
    country: ['de', 'fr', 'it'][Math.floor(random() * 3)] ?? 'de',
    score: Math.round(random() * 1000) / 1000,
  }));
}

/** What the monitor compares with: 2,000 mails. */
export function documentOf(rows: readonly Mail[] = mails(2000, 1), more: Partial<MonitorDocument> = {}): MonitorDocument {
  const table = tableOf(
    Object.fromEntries((['length', 'words', 'country', 'score'] as const).map((name) => [name, rows.map((row) => row[name])])),
  );
  const baseline = baselineOf(table, {
    schema: {
      version: 1,
      features: [
        { name: 'length', type: 'number', range: [0, 100] },
        { name: 'words', type: 'number' },
        { name: 'country', type: 'string', categories: ['de', 'fr', 'it'] },
      ],
      outputs: OUTPUTS,
    },
    predictions: ['score'],
  });
  return { version: 1, baseline, golden: [], outputs: OUTPUTS, digests: {}, ...more };
}

/** A line of SageMaker's data capture. */
export function captureLine({ score, ...input }: Mail, at: string, customAttributes?: string): string {
  return JSON.stringify({
    captureData: {
      endpointInput: { observedContentType: 'application/json', mode: 'INPUT', data: JSON.stringify([input]), encoding: 'JSON' },
      endpointOutput: { observedContentType: 'application/json', mode: 'OUTPUT', data: JSON.stringify([{ score }]), encoding: 'JSON' },
    },
    eventMetadata: { eventId: at, inferenceTime: at, ...(customAttributes === undefined ? {} : { customAttributes: [customAttributes] }) },
    eventVersion: '0',
  });
}

/** S3, CloudWatch and SageMaker on this machine, and the handler in an environment as its construct sets it. */
export class Account {
  /** What the endpoint answers to golden rows; undefined: it fails. */
  answers: unknown[] | undefined = [];
  told = '';
  /** Milliseconds that the function has left, asked anew before each object. */
  remaining: () => number = () => 800_000;
  private runtime: Server | undefined;

  private constructor(
    readonly s3: LoopbackS3,
    readonly cloudwatch: LoopbackCloudWatch,
  ) {}

  static async open(environment: Readonly<Record<string, string>> = {}): Promise<Account> {
    const cloudwatch = await LoopbackCloudWatch.open();
    const account = new Account(await LoopbackS3.open(), cloudwatch);
    account.runtime = createServer((request, response) => {
      void buffer(request).then(() => {
        const { answers, told } = account;
        response.writeHead(answers === undefined ? 500 : 200, {
          'content-type': 'application/json',
          'X-Amzn-SageMaker-Custom-Attributes': told,
        });
        response.end(JSON.stringify(answers ?? { message: 'broken' }));
      });
    });
    account.runtime.listen(0, '127.0.0.1');
    await once(account.runtime, 'listening');
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: `http://127.0.0.1:${(account.runtime.address() as AddressInfo).port}`,
      AWS_MAX_ATTEMPTS: '1',
      [MONITOR_VARIABLES.deployment]: DEPLOYMENT,
      [MONITOR_VARIABLES.endpoint]: ENDPOINT,
      [MONITOR_VARIABLES.variant]: 'AllTraffic',
      [MONITOR_VARIABLES.records]: 's3://captured/capture',
      [MONITOR_VARIABLES.sampling]: '100',
      [MONITOR_VARIABLES.results]: 's3://results/monitor',
      [MONITOR_VARIABLES.document]: 's3://assets/document.json',
      [MONITOR_VARIABLES.integrityMinutes]: '60',
      [MONITOR_VARIABLES.days]: '1',
      ...environment,
    });
    account.document(documentOf());
    return account;
  }

  document(document: MonitorDocument): void {
    this.s3.put('assets/document.json', JSON.stringify(document), new Date(0));
  }

  /** Captured rows in the folder of an hour such as `2026-11-25T09`, written four minutes after the hour. */
  capture(hour: string, file: string, lines: readonly string[], end = '\n'): void {
    const [date = '', time = ''] = hour.split('T');
    const key = `captured/capture/${ENDPOINT}/AllTraffic/${date.replaceAll('-', '/')}/${time}/${file}.jsonl`;
    this.s3.put(key, lines.join('\n') + end, new Date(Date.parse(`${hour}:00:00Z`) + 3_840_000));
  }

  async tick(task: 'integrity' | 'distribution' | 'quality', time: string): Promise<readonly string[]> {
    const answer = await this.invoke({ task, time });
    return 'done' in answer ? answer.done : [];
  }

  /** The handler, called with whatever event. */
  async invoke(event: object): ReturnType<typeof handler> {
    const log = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      return await handler(event, { getRemainingTimeInMillis: () => this.remaining() });
    } finally {
      log.mockRestore();
    }
  }

  /** The stored window that ends an id. */
  window(id: string): WindowRecord {
    return this.stored(`/windows/${id}.json`) as WindowRecord;
  }

  day(day: string): DayRecord {
    return this.stored(`/days/${day}.json`) as DayRecord;
  }

  /** What is known of the days whose labels were due. */
  cohorts(): readonly CohortRecord[] {
    return this.stored('/quality/index.json') as readonly CohortRecord[];
  }

  /** All values of a metric of the monitor that ever came. */
  published(name: string, dimensions: Readonly<Record<string, string>> = {}): { readonly count: number; readonly max: number } {
    const series = this.cloudwatch.samples.find({ namespace: 'Slipway', name, dimensions: { Deployment: DEPLOYMENT, ...dimensions } });
    const read = (family: 'SampleCount' | 'Maximum'): number => series?.statistic({ family, text: family }, 0, 4e12) ?? Number.NaN;
    return { count: series === undefined ? 0 : read('SampleCount'), max: read('Maximum') };
  }

  async close(): Promise<void> {
    await this.s3.close();
    await this.cloudwatch.close();
    this.runtime?.closeAllConnections();
    this.runtime?.close();
  }

  private stored(end: string): unknown {
    const path = this.s3.keys('results/').find((key) => key.endsWith(end));
    return path === undefined ? undefined : this.s3.json(path);
  }
}
