import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { quantile } from '../../core/quality/quantile.js';
import type { MetricStore } from '../observing/metric-store.js';
import type { AlarmDeclaration, Plan, ServicePlan } from '../plan.js';
import { alarmText } from './alarm-text.js';
import type { AlarmRow, LatencyRow, MetricRow, RunSummary } from './run-summary.js';

/** Percentiles of latencies in milliseconds. */
export function latencyRow(of: string, millis: readonly number[]): LatencyRow {
  const sorted = millis.toSorted((a, b) => a - b);
  return { of, p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9), p99: quantile(sorted, 0.99), max: sorted.at(-1) ?? Number.NaN };
}

/** Every metric that was recorded for a service, with the statistics that CloudWatch publishes for it, over the whole run. */
export function metricRows(store: MetricStore): MetricRow[] {
  return store.list().map(({ namespace, name, unit, statistics, dimensions }) => ({
    namespace,
    name,
    unit,
    statistics: Object.fromEntries(
      statistics
        .map((statistic) => [statistic, store.total({ namespace, name, dimensions, statistic })] as const)
        .filter(([, value]) => Number.isFinite(value)),
    ),
  }));
}

/** Reads back what was captured for a service, named as S3 would name it. */
export function captured(folder: string, uri: string): RunSummary['capture'] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted();
  const [first] = files;
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'));
  return {
    records: lines.length,
    files: files.length,
    object: first === undefined ? uri : `${uri}/${first.split(sep).join('/')}`,
    example: lines[0] ?? '',
  };
}

/** The alarms declared in the stack of a service, those that act for others first. */
export function alarmRows({ alarms }: Plan, { stack }: ServicePlan): AlarmRow[] {
  const here = alarms.filter((alarm) => alarm.stack === stack);
  const composites = here.filter(({ kind }) => kind === 'composite');
  return [...composites, ...here.filter(({ kind }) => kind === 'metric')].map((alarm) => ({
    name: shortName(alarm.path, stack),
    actsThrough: shortNameOrNull(
      composites.find((composite) => composite !== alarm && mentions(composite, alarm)),
      stack,
    ),
    watches: alarmText(alarm),
    source: alarm.place.source ?? null,
  }));
}

function mentions({ properties }: AlarmDeclaration, { logicalId, name }: AlarmDeclaration): boolean {
  const rule = JSON.stringify(properties['AlarmRule']);
  return rule.includes(logicalId) || (name !== '' && rule.includes(name));
}

function shortNameOrNull(alarm: AlarmDeclaration | undefined, stack: string): string | null {
  return alarm === undefined ? null : shortName(alarm.path, stack);
}

/** The path inside the stack, without CDK's `Resource` and `Default` at the end. */
function shortName(path: string, stack: string): string {
  return path
    .replace(`${stack}/`, '')
    .replace(/\/(Resource|Default)$/, '')
    .replace(/\/Alarm$/, '');
}
