import type { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { findMetric } from '../../core/metrics/index.js';
import { ServiceMetric } from './service-metric.js';
import { watchedMetric, type Watched } from './watched.js';

/** Failures of the model in a period, as an expression over its metrics. */
export interface Errors {
  readonly expression: string;
  readonly metrics: Readonly<Record<string, cloudwatch.IMetric>>;
}

/** InvocationModelErrors counts whatever is not 2xx, refused requests too, which are not the model's failure: they are taken off. */
export function modelErrors(props: Watched, period: Duration): Errors {
  const sum = (metric: ServiceMetric): cloudwatch.Metric => watchedMetric(props, metric, 'Sum', period);
  const e5 = sum(ServiceMetric.INVOCATION_5XX_ERRORS);
  if (findMetric(props.service.mode, ServiceMetric.INVOCATION_MODEL_ERRORS.metricName) === undefined)
    return { expression: 'e5', metrics: { e5 } };
  return {
    expression: 'MAX([e5, em - e4])',
    metrics: { e5, em: sum(ServiceMetric.INVOCATION_MODEL_ERRORS), e4: sum(ServiceMetric.INVOCATION_4XX_ERRORS) },
  };
}
