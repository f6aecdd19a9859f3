import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { durationText } from '../../core/units/duration-text.js';
import { inUnitOf } from './metric-of.js';
import type { AlarmOptions } from './alarm-options.js';
import { ServiceAlarm } from './service-alarm.js';
import { ServiceMetric } from './service-metric.js';
import { watchedMetric } from './watched.js';

/** How much time SageMaker may add. */
export interface OverheadAlarmProps extends AlarmOptions {
  /** Time that may be added to the model's own. */
  readonly below: Duration;
}

const PERIOD = Duration.minutes(5);
const NEEDED = 3;
const OF = 5;

/** SageMaker itself adds too much time to the answers. By the average, since no percentiles are published. */
export class OverheadAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: OverheadAlarmProps) {
    const metric = ServiceMetric.OVERHEAD_LATENCY;
    super(scope, id, props, {
      metric: watchedMetric(props, metric, 'Average', PERIOD),
      threshold: inUnitOf(props.service, metric, props.below),
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      needed: NEEDED,
      of: OF,
      missing: cloudwatch.TreatMissingData.NOT_BREACHING,
      broke: `SageMaker adds more than ${durationText(props.below.toMilliseconds())} to the answers`,
      remedy: 'look at the size of requests and answers and at the AWS Health dashboard; the model itself is not what is slow',
    });
  }
}
