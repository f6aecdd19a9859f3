import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import type { AlarmOptions } from './alarm-options.js';
import { ServiceAlarm } from './service-alarm.js';
import { ServiceMetric } from './service-metric.js';
import { watchedMetric, watchedVariant } from './watched.js';

/** How many instances have to be there. */
export interface InstancesLostAlarmProps extends AlarmOptions {
  /**
   * Instances that have to be there.
   *
   * @default - the variant's minimum
   */
  readonly atLeast?: number;
}

const PERIOD = Duration.minutes(1);
const NEEDED = 5;
const OF = 10;

/** Instances are missing. Each publishes one CPUUtilization a minute, so that the number of samples is the number of instances. */
export class InstancesLostAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: InstancesLostAlarmProps) {
    const atLeast = props.atLeast ?? watchedVariant(props).minimumInstances;
    if (atLeast === undefined) {
      throw new SlipwayError('alarm-instance', 'it is not known how many instances there should be; give atLeast', {
        path: props.service.node.path,
      });
    }
    super(scope, id, props, {
      metric: watchedMetric(props, ServiceMetric.CPU_UTILIZATION, 'SampleCount', PERIOD),
      threshold: atLeast,
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      needed: NEEDED,
      of: OF,
      missing: cloudwatch.TreatMissingData.BREACHING,
      broke: `fewer than ${atLeast} instances are there`,
      remedy: 'DescribeEndpoint tells desired and current counts and the reason; where capacity of this type is short, use another',
    });
  }
}
