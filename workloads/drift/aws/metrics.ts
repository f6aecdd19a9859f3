import {
  GetMetricDataCommand,
  PutMetricDataCommand,
  type CloudWatchClient,
  type MetricDatum,
  type StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import { findMonitorMetric, MONITOR_DIMENSION, MONITOR_NAMESPACE } from '../../../core/metrics/index.js';
import type { Published } from '../monitor/world.js';

/** CloudWatch takes so many a call (PutMetricData). */
const MOST_A_CALL = 1000;
const PERIOD_SECONDS = 60;
/** Metric of a single feature, with a dimension of its own. */
export const FEATURE_METRIC = { name: 'FeatureDistance', dimension: 'Feature' } as const;
/** The same of a metric of quality, once labels tell and before. */
export const QUALITY_METRIC = { name: 'Quality', estimated: 'EstimatedQuality', dimension: 'Metric' } as const;

/**
 * Publishes with PutMetricData and not through log lines in the embedded metric format: a role can be held to one namespace for the former only
 * (condition cloudwatch:namespace), and whatever CloudWatch refuses fails the tick instead of vanishing.
 */
export async function putMetrics(
  cloudwatch: CloudWatchClient,
  deployment: string,
  { at, data, features, qualities = [], estimates = [] }: Published,
): Promise<void> {
  const Timestamp = new Date(at);
  const own = [{ Name: MONITOR_DIMENSION, Value: deployment }];
  const all: MetricDatum[] = [
    ...data.map(({ name, value }) => ({
      MetricName: name,
      Value: value,
      Unit: findMonitorMetric(name)?.unit as StandardUnit,
      Dimensions: own,
      Timestamp,
    })),
    ...features.map(({ feature, value }) => ({
      MetricName: FEATURE_METRIC.name,
      Value: value,
      Unit: 'None' as StandardUnit,
      Dimensions: [...own, { Name: FEATURE_METRIC.dimension, Value: feature }],
      Timestamp,
    })),
    ...[
      ...qualities.map((each) => ({ ...each, name: QUALITY_METRIC.name })),
      ...estimates.map((each) => ({ ...each, name: QUALITY_METRIC.estimated })),
    ].map(({ name, metric, value }) => ({
      MetricName: name,
      Value: value,
      Unit: 'None' as StandardUnit,
      Dimensions: [...own, { Name: QUALITY_METRIC.dimension, Value: metric }],
      Timestamp,
    })),
  ];
  for (let start = 0; start < all.length; start += MOST_A_CALL)
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: MONITOR_NAMESPACE, MetricData: all.slice(start, start + MOST_A_CALL) }));
}

/** Requests that CloudWatch counted in [from, to); undefined where it has no datapoint. */
export async function invocationsOf(
  cloudwatch: CloudWatchClient,
  { name, variant }: { readonly name: string; readonly variant: string },
  from: number,
  to: number,
): Promise<number | undefined> {
  const values: number[] = [];
  let token: string | undefined;
  do {
    const page = await cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(from),
        EndTime: new Date(to),
        NextToken: token,
        MetricDataQueries: [
          {
            Id: 'n',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/SageMaker',
                MetricName: 'Invocations',
                Dimensions: [
                  { Name: 'EndpointName', Value: name },
                  { Name: 'VariantName', Value: variant },
                ],
              },
              Period: PERIOD_SECONDS,
              Stat: 'Sum',
            },
          },
        ],
      }),
    );
    values.push(...(page.MetricDataResults?.[0]?.Values ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}
