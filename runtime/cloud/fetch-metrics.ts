import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { RecordedValue } from '../../core/alarms/index.js';
import type { Host } from '../host.js';
import type { CloudWatch } from './cloudwatch.js';
import type { WantedMetric } from './wanted-metrics.js';

/** GetMetricData takes up to 500 queries; fewer make progress visible, and cost the same. */
const QUERIES_A_CALL = 50;

/** Asks an account for statistics of a window of time, milliseconds. */
export async function fetchMetrics(
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
