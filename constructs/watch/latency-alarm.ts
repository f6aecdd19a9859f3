import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { durationText } from '../../core/units/duration-text.js';
import { latencyExpression } from './latency-expression.js';
import { inUnitOf } from './metric-of.js';
import type { AlarmOptions } from './alarm-options.js';
import { ServiceAlarm } from './service-alarm.js';
import { ServiceMetric } from './service-metric.js';

/** How slow is too slow. */
export interface LatencyAlarmProps extends AlarmOptions {
  /** Time within which the model is to answer. Converted to the metric's unit, which is microseconds. */
  readonly below: Duration;

  /**
   * Percentile that is held against it, above 50 and below 100.
   *
   * @default - p99 from 1000 requests in five minutes, p90 from 100, below that the average, decided anew in each period
   */
  readonly percentile?: number;

  /**
   * Requests in five minutes below which a given percentile says nothing, and the period is left out.
   *
   * @default - 10 ÷ (1 − percentile): 1000 for p99, as CloudWatch itself reckons
   */
  readonly minimumRequests?: number;
}

const PERIOD = Duration.minutes(5);
const NEEDED = 3;
const OF = 5;

/**
 * The model answers too late: three of five periods of five minutes over the bar. Missing data is no breach: that nobody calls is the silence
 * alarm's to say.
 */
export class LatencyAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: LatencyAlarmProps) {
    const { below, service } = props;
    super(scope, id, props, {
      metric: latencyExpression(props, PERIOD),
      threshold: inUnitOf(service, ServiceMetric.MODEL_LATENCY, below),
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      needed: NEEDED,
      of: OF,
      missing: cloudwatch.TreatMissingData.NOT_BREACHING,
      broke: `answers take longer than ${durationText(below.toMilliseconds())}`,
      remedy: `compare ModelLatency with Invocations and CPUUtilization of ${service.serviceName}; more load needs more instances, the same load a look at the last deployment`,
    });
  }
}
