import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { AlarmDefinition, RecordedValue, Window } from '../../core/alarms/index.js';
import type { Host } from '../host.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { CloudWatch } from './cloudwatch.js';
import { lookBackDays, unique, wantedMetrics, type WantedMetric } from './wanted-metrics.js';

const DAY_MILLIS = 86_400_000;
/** GetMetricData takes up to 500 queries; fewer make progress visible, and cost the same. */
const QUERIES_A_CALL = 50;

/** What a replay of alarms over a window needs, and before it as far as their first evaluation looks back. */
export async function fetchPast(
  cloudwatch: CloudWatch,
  alarms: readonly AlarmDefinition[],
  window: Window,
  host: Host,
): Promise<RecordedValue[]> {
  const metricAlarms = alarms.filter((alarm) => alarm.kind === 'metric');
  const days = (window.to - window.from) / DAY_MILLIS;
  const wanted = unique(metricAlarms.map((alarm) => wantedMetrics(alarm, days)).flatMap((each) => (typeof each === 'string' ? [] : each)));
  if (wanted.length === 0) return [];
  const from = window.from - Math.max(...metricAlarms.map(lookBackDays)) * DAY_MILLIS;
  const values = await fetchMetrics(cloudwatch, wanted, { from, to: window.to }, host);
  if (values.length > 0) return values;
  const names = [...new Set(wanted.map(({ metric }) => metric.name))].join(', ');
  throw new SlipwayError(
    'account-region',
    `CloudWatch in ${cloudwatch.region} holds nothing of ${names} under the dimensions of these alarms since ${new Date(window.from).toISOString()}; give the region and the profile of the account where they are deployed`,
  );
}

/** Asks an account for statistics of a window of time, milliseconds. */
async function fetchMetrics(
  cloudwatch: CloudWatch,
  wanted: readonly WantedMetric[],
  { from, to }: { readonly from: number; readonly to: number },
  host: Host,
): Promise<RecordedValue[]> {
  const values: RecordedValue[] = [];
  for (let at = 0; at < wanted.length; at += QUERIES_A_CALL) {
    const part = wanted.slice(at, at + QUERIES_A_CALL);
    host.say({
      level: 'progress',
      stage: 'fetch',
      text: `${at} of ${wanted.length} statistics from ${cloudwatch.region}`,
      done: at / wanted.length,
    });
    // Periods begin at multiples of their length where the window does.
    const length = Math.max(...part.map(({ periodSeconds }) => periodSeconds)) * 1000;
    const results = await cloudwatch.metricData(part.map(queryOf), Math.floor(from / length) * length, to);
    for (const { Id = '', Timestamps = [], Values = [] } of results) {
      const of = part[Number(Id.slice(1))];
      if (of === undefined) continue;
      Timestamps.forEach((time, index) => values.push({ ...of, at: time.getTime(), value: Values[index] ?? Number.NaN }));
    }
  }
  return values;
}

function queryOf({ metric, unit, statistic, periodSeconds }: WantedMetric, index: number): MetricDataQuery {
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: metric.namespace,
        MetricName: metric.name,
        Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodSeconds,
      Stat: statistic,
      ...(unit === undefined ? {} : { Unit: unit as NonNullable<MetricDataQuery['MetricStat']>['Unit'] }),
    },
  };
}
