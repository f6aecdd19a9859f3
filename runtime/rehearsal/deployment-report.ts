import { quantile } from '../../core/quality/quantile.js';
import type { ModelProfile } from '../measuring/profile.js';
import type { DeploymentReport, Figure } from '../report/rehearsal-report.js';
import type { HealthyDaysRun } from './healthy-days.js';
import type { Subject } from './subject.js';

const QUANTILES = 100;
const BINS = 20;
const DIGITS = 4;

/** What is known of a deployment itself. */
export interface Described {
  readonly subject: Subject;
  /** Of its first variant; absent where nothing was measured. */
  readonly profile?: ModelProfile;
  readonly fromMetrics: boolean;
  readonly requestsPerMinute: number | null;
  readonly healthy?: HealthyDaysRun;
  /** Why it was not rehearsed; null where it was. */
  readonly reason: string | null;
}

export function deploymentReport({ subject, profile, fromMetrics, requestsPerMinute, healthy, reason }: Described): DeploymentReport {
  const { path, stack, stage, mode, endpointName, service, unserved } = subject;
  return {
    path,
    stack,
    environment: stage,
    mode,
    served: service !== undefined,
    reason: reason ?? subject.reason ?? null,
    endpointName,
    promisedMillis: service?.latencyMillis ?? unserved?.latencyMillis ?? null,
    requestsPerMinute,
    runs: null,
    measured: profile === undefined ? [] : figures(profile, fromMetrics),
    serviceTimes: profile === undefined ? [] : quantiles(profile.millis),
    predictions: profile === undefined ? null : histogram(profile),
    healthy:
      healthy === undefined
        ? null
        : {
            days: healthy.days,
            falsePages: healthy.falsePages,
            falseTickets: healthy.falseTickets,
            requests: Math.round(healthy.requests),
          },
  };
}

function figures({ millis, basis, rows, loadMillis, peakMemoryMiB }: ModelProfile, fromMetrics: boolean): Figure[] {
  const sorted = millis.toSorted((a, b) => a - b);
  const measured = basis === 'measured' ? 'measured' : 'assumed';
  const source = fromMetrics
    ? 'past metrics'
    : basis === 'measured'
      ? `this machine, one row at a time; rows: ${rows}`
      : 'declared by the stub';
  const time = (name: string, share: number): Figure => ({
    name: `service time ${name}`,
    value: rounded(quantile(sorted, share)),
    unit: 'ms',
    basis: measured,
    source,
  });
  return [
    time('p50', 0.5),
    time('p99', 0.99),
    { name: 'rows asked', value: millis.length, unit: '', basis: measured, source: rows },
    ...(loadMillis > 0 ? [{ name: 'load time', value: rounded(loadMillis), unit: 'ms', basis: measured, source } as const] : []),
    ...(peakMemoryMiB === null ? [] : [{ name: 'peak memory', value: peakMemoryMiB, unit: 'MiB', basis: measured, source } as const]),
  ];
}

function quantiles(millis: readonly number[]): number[] {
  const sorted = millis.toSorted((a, b) => a - b);
  return Array.from({ length: QUANTILES + 1 }, (_, index) => rounded(quantile(sorted, index / QUANTILES)));
}

function histogram({ predictions, output }: ModelProfile): DeploymentReport['predictions'] {
  const values = predictions.filter((value) => value !== null);
  if (values.length === 0) return null;
  const least = values.reduce((a, b) => Math.min(a, b));
  const greatest = values.reduce((a, b) => Math.max(a, b));
  // A share is shown from 0 to 1, whatever part of it occurs.
  const [from, to] = least >= 0 && greatest <= 1 ? [0, 1] : [least, greatest];
  const counts = Array.from({ length: BINS }, () => 0);
  for (const value of values) {
    const bin = to === from ? 0 : Math.min(BINS - 1, Math.floor(((value - from) / (to - from)) * BINS));
    counts[bin] += 1;
  }
  return { output, from, to, counts };
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
