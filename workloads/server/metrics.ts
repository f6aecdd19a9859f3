import type { LoadedModel } from '../scoring/open-model.js';
import { Histogram, metric, sample } from './prometheus.js';

/** The text exposition format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Status under which requests are counted whose client hung up before there was an answer. */
export const HUNG_UP = 499;

/** Upper bounds of answers' times in seconds: from a single row to a large body. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Upper bounds of rows in one run of the model. */
const ROWS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const MILLIS = 1000;

/** What the server counts from its start; read at `/metrics`. */
export class ServerMetrics {
  private readonly requests = new Map<string, Map<number, number>>();
  private readonly seconds = new Histogram(SECONDS);
  private readonly runRows = new Histogram(ROWS);
  private runSeconds = 0;
  private rows = 0;
  private inFlight = 0;
  private loaded?: { readonly model: LoadedModel; readonly seconds: number };

  constructor(private readonly now: () => number) {}

  /** @returns when the request began, for `end` */
  begin(): number {
    this.inFlight += 1;
    return this.now();
  }

  /** Counts a request whose answer is handed over to the socket. */
  end(path: string, status: number, started: number): void {
    this.inFlight -= 1;
    const byStatus = this.requests.get(path) ?? new Map<number, number>();
    this.requests.set(path, byStatus.set(status, (byStatus.get(status) ?? 0) + 1));
    if (path === '/invocations') this.seconds.add((this.now() - started) / MILLIS);
  }

  /** Rows of a request that got their predictions. */
  answered(rows: number): void {
    this.rows += rows;
  }

  readonly run = (rows: number, millis: number): void => {
    this.runRows.add(rows);
    this.runSeconds += millis / MILLIS;
  };

  load(model: LoadedModel, seconds: number): void {
    this.loaded = { model, seconds };
  }

  text(waitingRows: number): string {
    const { user, system } = process.cpuUsage();
    return [
      metric(
        'slipway_requests_total',
        'counter',
        'Requests that ended, by path and status; 499 is a client that hung up.',
        this.requestSamples(),
      ),
      metric(
        'slipway_request_seconds',
        'histogram',
        'Time from the head of an invocation to its answer handed over.',
        this.seconds.samples('slipway_request_seconds'),
      ),
      metric('slipway_requests_in_flight', 'gauge', 'Requests that have no answer yet, this one among them.', [
        sample('slipway_requests_in_flight', this.inFlight),
      ]),
      metric('slipway_rows_total', 'counter', 'Rows that got a prediction.', [sample('slipway_rows_total', this.rows)]),
      metric('slipway_rows_waiting', 'gauge', 'Rows that wait for a run of the model.', [sample('slipway_rows_waiting', waitingRows)]),
      metric('slipway_run_rows', 'histogram', 'Rows in one run of the model.', this.runRows.samples('slipway_run_rows')),
      metric('slipway_run_seconds_total', 'counter', 'Time spent in runs of the model.', [
        sample('slipway_run_seconds_total', this.runSeconds),
      ]),
      ...this.modelMetrics(),
      metric('process_resident_memory_bytes', 'gauge', 'Resident memory.', [
        sample('process_resident_memory_bytes', process.memoryUsage.rss()),
      ]),
      metric('process_cpu_seconds_total', 'counter', 'Processor time, user and system.', [
        sample('process_cpu_seconds_total', (user + system) / 1e6),
      ]),
      metric('process_start_time_seconds', 'gauge', 'Start of the process since the epoch.', [
        sample('process_start_time_seconds', performance.timeOrigin / MILLIS),
      ]),
    ].join('');
  }

  private requestSamples(): string[] {
    return [...this.requests].flatMap(([path, byStatus]) =>
      [...byStatus].map(([status, count]) => sample('slipway_requests_total', count, { path, status: String(status) })),
    );
  }

  private modelMetrics(): string[] {
    if (this.loaded === undefined) return [];
    const { model, seconds } = this.loaded;
    return [
      metric('slipway_model_info', 'gauge', 'The model that answers: SHA-256 of its file, and what runs it.', [
        sample('slipway_model_info', 1, { digest: model.digest, engine: model.kind }),
      ]),
      metric('slipway_model_load_seconds', 'gauge', 'Time from opening the model to its golden rows checked.', [
        sample('slipway_model_load_seconds', seconds),
      ]),
      metric('slipway_golden_rows', 'gauge', 'Golden rows that came out as recorded.', [sample('slipway_golden_rows', model.goldenRows)]),
    ];
  }
}
