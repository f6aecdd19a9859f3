import { metricsOf, observablesOf, type MetricEntry } from '../../core/metrics/index.js';
import type { Mode } from '../../core/hosting/mode.js';
import type { Minute } from './minute.js';

/** Where the values of one metric go. */
export interface Series {
  add(atMillis: number, value: number, count: number): void;
}
/** Where the values of all metrics go: the one place through which a simulation reaches alarms. */
export interface Sink {
  series(entry: MetricEntry, dimensions: Readonly<Record<string, string>>): Series;
}

type Take = (value: number, count: number) => void;
/** Hands out the values of a metric in a minute; nothing where it holds none by itself. */
type Producer = (minute: Minute, take: Take) => void;

const flag =
  (count: (minute: Minute) => number): Producer =>
  (minute, take) => {
    const marked = Math.min(minute.requests, count(minute));
    if (marked > 0) take(1, marked);
    if (minute.requests > marked) take(0, minute.requests - marked);
  };

const gauge =
  (values: (minute: Minute) => readonly number[]): Producer =>
  (minute, take) => {
    for (const value of values(minute)) take(value, 1);
  };

/** What SageMaker publishes, from what happened. Each follows from the same minute; none is written by a fault. */
const PRODUCERS: Readonly<Record<string, Producer>> = {
  Invocations: (minute, take) => {
    if (minute.requests > 0) take(1, minute.requests);
  },
  InvocationsPerInstance: (minute, take) => {
    if (minute.requests > 0) take(1 / Math.max(1, minute.cpu.length), minute.requests);
  },
  Invocation4XXErrors: flag(({ refused }) => refused),
  Invocation5XXErrors: flag(({ failed }) => failed),
  InvocationModelErrors: flag(({ refused, failed }) => refused + failed),
  ModelLatency: ({ latencies }, take) => latencies.drain(take),
  OverheadLatency: (minute, take) => {
    if (minute.requests > 0) take(minute.overhead, minute.requests);
  },
  ConcurrentRequestsPerModel: (minute, take) => {
    if (minute.requests === 0) return;
    take(minute.leastAtOnce, 1);
    take(minute.mostAtOnce, 1);
  },
  CPUUtilization: gauge(({ cpu }) => cpu),
  MemoryUtilization: gauge(({ memory }) => memory),
  DiskUtilization: gauge(({ disk }) => disk),
};
/** Publishes the minutes of one variant. */
export class Publisher {
  private readonly lines: { readonly entry: MetricEntry; readonly produce: Producer; readonly series: Series }[];

  /** @param idleUnknown whether zeros stand in idle minutes where nobody knows what is published */
  constructor(
    sink: Sink,
    mode: Mode,
    dimensions: Readonly<Record<string, string>>,
    private readonly idleUnknown: boolean,
  ) {
    this.lines = producedMetrics(mode).flatMap((entry) => {
      const produce = PRODUCERS[entry.name];
      return produce === undefined ? [] : [{ entry, produce, series: sink.series(entry, dimensions) }];
    });
  }

  /** Publishes one minute; `lost` ones leave no trace. */
  publish(minute: Minute, atMillis: number, lost: boolean): void {
    for (const { entry, produce, series } of this.lines) {
      let held = false;
      produce(minute, (value, count) => {
        held = true;
        if (!lost) series.add(atMillis, value, count);
      });
      if (!held && !lost && this.isZeroWhenIdle(entry)) series.add(atMillis, 0, 1);
    }
  }

  /** Host metrics stop with the instances; the others are counted by SageMaker itself. */
  private isZeroWhenIdle({ idle, namespace }: MetricEntry): boolean {
    return namespace === INVOCATIONS && (idle === 'zero' || (idle === 'unknown' && this.idleUnknown));
  }
}

const INVOCATIONS = 'AWS/SageMaker';

/** The metrics of a mode that a simulation produces. */
export function producedMetrics(mode: Mode): MetricEntry[] {
  return metricsOf(mode).filter(({ name, needs }) => needs === undefined && name in PRODUCERS && observablesOf(name).length > 0);
}
