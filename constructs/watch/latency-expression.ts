import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SlipwayError } from '../../core/errors/index.js';
import { ServiceMetric } from './service-metric.js';
import { watchedMetric, type Watched } from './watched.js';

/** CloudWatch user guide, percentiles-with-low-samples: fewer than 10 ÷ (1 − p) samples are too few. */
const SAMPLES = 10;
const P99_FROM = 1000;
const P90_FROM = 100;

/** The percentile that a period's requests bear, decided anew in each period. */
export function latencyExpression(
  props: Watched & { readonly percentile?: number; readonly minimumRequests?: number },
  period: Duration,
): cloudwatch.IMetric {
  const { percentile, minimumRequests } = props;
  const latency = (statistic: string): cloudwatch.Metric => watchedMetric(props, ServiceMetric.MODEL_LATENCY, statistic, period);
  if (percentile === undefined) {
    return new cloudwatch.MathExpression({
      expression: `IF(n >= ${P99_FROM}, p99, IF(n >= ${P90_FROM}, p90, average))`,
      usingMetrics: { n: latency('SampleCount'), p99: latency('p99'), p90: latency('p90'), average: latency('Average') },
      period,
      label: 'ModelLatency (p99, p90 or average by requests)',
    });
  }
  if (!(percentile > 50 && percentile < 100)) {
    throw new SlipwayError('alarm-percentile', `percentile ${percentile} is not accepted; give one above 50 and below 100, such as 99`, {
      path: props.service.node.path,
    });
  }
  const enough = minimumRequests ?? Math.ceil(Number((SAMPLES / (1 - percentile / 100)).toFixed(6)));
  return new cloudwatch.MathExpression({
    expression: `IF(n >= ${enough}, slow)`,
    usingMetrics: { n: latency('SampleCount'), slow: latency(`p${percentile}`) },
    period,
    label: `ModelLatency p${percentile} (from ${enough} requests)`,
  });
}
