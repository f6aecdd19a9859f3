import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { MONITOR_DIMENSION, MONITOR_NAMESPACE, type MonitorMetricName } from '../../../core/metrics/index.js';

/** A metric of a monitor, under the dimension that it publishes. */
export function monitorMetric(
  name: MonitorMetricName,
  { deployment }: { readonly deployment: string },
  period: Duration,
  statistic: string = 'Maximum',
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: MONITOR_NAMESPACE,
    metricName: name,
    dimensionsMap: { [MONITOR_DIMENSION]: deployment },
    statistic,
    period,
  });
}
