import { metricsOf, type MetricEntry } from '../../core/metrics/index.js';
import type { Clock } from '../clock.js';
import { RETAINED_MILLIS, type MetricStore } from './metric-store.js';

const MINUTE_MILLIS = 60_000;
const MICROS_PER_MILLI = 1000;

/** What one request came to, as the platform saw it. */
export interface Outcome {
  /** Status of the container's answer; 0 where it gave none: a timeout, a broken connection. */
  readonly status: number;
  /** Time in the container, its transport included. */
  readonly modelMillis: number;
  /** Time from the arrival of the request to the end of the answer. */
  readonly totalMillis: number;
}

/** Records what SageMaker would publish of one variant; only requests that reached the model count. */
export class ServiceRecorder {
  private readonly entries: ReadonlyMap<string, MetricEntry>;
  private readonly writers: ReadonlyMap<string, (value: number) => void>;
  private readonly dimensions: Readonly<Record<string, string>>;
  private readonly since: number;
  private underWay = 0;

  constructor(
    private readonly store: MetricStore,
    private readonly clock: Clock,
    endpointName: string,
    variantName: string,
    private readonly instances: number,
  ) {
    this.dimensions = { EndpointName: endpointName, VariantName: variantName };
    this.entries = new Map(
      metricsOf('real-time')
        .filter(({ needs }) => needs === undefined)
        .map((entry) => [entry.name, entry]),
    );
    this.writers = new Map([...this.entries].map(([name, entry]) => [name, store.into(entry, this.dimensions)]));
    this.since = clock.now();
  }

  /** A request goes to the model. */
  started(): void {
    this.underWay += 1;
    this.record('ConcurrentRequestsPerModel', this.underWay);
  }

  /** It came back, or did not. */
  ended({ status, modelMillis, totalMillis }: Outcome): void {
    this.underWay -= 1;
    const ok = status >= 200 && status < 300;
    this.record('Invocations', 1);
    this.record('InvocationsPerInstance', 1 / this.instances);
    this.record('Invocation4XXErrors', status >= 400 && status < 500 ? 1 : 0);
    this.record('Invocation5XXErrors', status === 0 || status >= 500 ? 1 : 0);
    this.record('InvocationModelErrors', ok ? 0 : 1);
    this.record('ModelLatency', modelMillis * MICROS_PER_MILLI);
    this.record('OverheadLatency', Math.max(0, totalMillis - modelMillis) * MICROS_PER_MILLI);
  }

  /** The platform closed before it came back: no fault of the model, and no measure of it. */
  dropped(): void {
    this.underWay -= 1;
  }

  /** What an idle minute holds: zeros, where the catalogue says that zeros are published. Only minutes that are over. */
  fillIdleMinutes(): void {
    const first = Math.floor(Math.max(this.since, this.clock.now() - RETAINED_MILLIS) / MINUTE_MILLIS) * MINUTE_MILLIS;
    const published = ['Invocations', 'InvocationsPerInstance', 'Invocation4XXErrors', 'Invocation5XXErrors', 'InvocationModelErrors'];
    for (let minute = first; minute + MINUTE_MILLIS <= this.clock.now(); minute += MINUTE_MILLIS) {
      for (const name of published) {
        const entry = this.entries.get(name);
        if (entry?.idle !== 'zero' || this.store.holds({ ...entry, dimensions: this.dimensions }, minute)) continue;
        this.store.record(entry, this.dimensions, 0, minute);
      }
    }
  }

  private record(name: string, value: number): void {
    this.writers.get(name)?.(value);
  }
}
