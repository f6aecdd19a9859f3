import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import { durationText } from '../../core/units/duration-text.js';
import type { AlarmOptions } from './alarm-options.js';
import { ServiceAlarm } from './service-alarm.js';
import { ServiceMetric } from './service-metric.js';
import { watchedMetric } from './watched.js';

/** How long nobody may call. */
export interface SilenceAlarmProps extends AlarmOptions {
  /** Time without a single call that is an alarm; whole minutes, at most a day. */
  readonly silentFor: Duration;
}

const LONGEST_SECONDS = 86_400;
const MINUTE_SECONDS = 60;

/** Nobody calls, though traffic is promised: the callers are gone, or cannot reach the endpoint. No data at all counts as silence. */
export class SilenceAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: SilenceAlarmProps) {
    const { silentFor, service } = props;
    const seconds = silentFor.toSeconds();
    if (seconds < MINUTE_SECONDS || seconds > LONGEST_SECONDS || seconds % MINUTE_SECONDS !== 0) {
      throw new SlipwayError(
        'alarm-silence',
        `silence of ${durationText(silentFor.toMilliseconds())} cannot be watched; give whole minutes, one minute to a day`,
        { path: service.node.path },
      );
    }
    super(scope, id, props, {
      metric: watchedMetric(props, ServiceMetric.INVOCATIONS, 'Sum', silentFor),
      threshold: 1,
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      needed: 1,
      of: 1,
      missing: cloudwatch.TreatMissingData.BREACHING,
      broke: `nobody has called for ${durationText(silentFor.toMilliseconds())}, though traffic is promised`,
      remedy: `call ${service.serviceName} oneself; if it answers, look at the callers, their permissions and their network`,
    });
  }
}
