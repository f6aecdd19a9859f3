import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { durationText } from '../../core/units/duration-text.js';
import type { AlarmOptions } from './alarm-options.js';
import { ServiceAlarm } from './service-alarm.js';
import { ServiceMetric } from './service-metric.js';
import { watchedMetric } from './watched.js';

const PERIOD = Duration.minutes(5);
/** Two of three, since a datapoint that comes late leaves a period empty. */
const FRESHNESS = { needed: 2, of: 3 } as const;
const { GREATER_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;

/** A batch run has failed for good: all its attempts. */
export class RunFailedAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: AlarmOptions) {
    super(scope, id, props, {
      metric: watchedMetric(props, ServiceMetric.RUN_FAILED, 'Maximum', PERIOD),
      threshold: 0,
      comparison: GREATER_THAN_THRESHOLD,
      needed: 1,
      of: 1,
      missing: NOT_BREACHING,
      broke: 'a run has failed, with every attempt',
      remedy: `read runs/…/failures/ below the output, which say why; start an execution of the state machine with the same time to run it again`,
    });
  }
}

/** What is published is older than was promised, or nobody looks any more: missing data are a breach. */
export class StaleAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: AlarmOptions) {
    super(scope, id, props, {
      metric: watchedMetric(props, ServiceMetric.REFRESH_OVERDUE, 'Maximum', PERIOD),
      threshold: 0,
      comparison: GREATER_THAN_THRESHOLD,
      ...FRESHNESS,
      missing: BREACHING,
      broke: 'results are older than promised, or nobody says how old they are',
      remedy: 'look whether the last run is still at work, has failed, or never began; what was published before is still there',
    });
  }
}

/** How large a share of records may be set aside. */
export interface RejectedAlarmProps extends AlarmOptions {
  /** Share of the records of a run, 0 to 1. */
  readonly above: number;
}

/** More records than usual could not be scored. */
export class RejectedAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: RejectedAlarmProps) {
    super(scope, id, props, {
      metric: watchedMetric(props, ServiceMetric.REJECTED_RATE, 'Maximum', PERIOD),
      threshold: props.above,
      comparison: GREATER_THAN_THRESHOLD,
      needed: 1,
      of: 1,
      missing: NOT_BREACHING,
      broke: `more than ${Number((props.above * 100).toFixed(3))} % of the records of a run could not be scored and were set aside`,
      remedy: 'read runs/…/rejected/ below the output: each line names file, record and reason',
    });
  }
}

/** Records are in no result: fewer came out than went in, an object was set aside, or some came after their day was closed. */
export class RowsLostAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: AlarmOptions) {
    super(scope, id, props, {
      metric: watchedMetric(props, ServiceMetric.ROWS_LOST, 'Maximum', PERIOD),
      threshold: 0,
      comparison: GREATER_THAN_THRESHOLD,
      needed: 1,
      of: 1,
      missing: NOT_BREACHING,
      broke:
        'records of the input are in no result: fewer came out of a run than went in, an object was set aside, or some came after their day was closed',
      remedy:
        'read runs/…/failures/ below the output, which name the object, since a container that answers fewer rows than it was asked loses the others; record.json names what was set aside, and days/….lost.json what came too late',
    });
  }
}

/** A run takes much longer than runs do. */
export class SlowRunAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: AlarmOptions) {
    super(scope, id, props, {
      metric: watchedMetric(props, ServiceMetric.DURATION_RATIO, 'Maximum', PERIOD),
      threshold: TIMES_THE_MEDIAN,
      comparison: GREATER_THAN_THRESHOLD,
      needed: 1,
      of: 1,
      missing: NOT_BREACHING,
      broke: `a run took more than ${TIMES_THE_MEDIAN} times as long as the median of the last fourteen`,
      remedy:
        'compare the rows of the last runs (record.json below the output); more rows need more instances, the same rows a look at the model',
    });
  }
}

const TIMES_THE_MEDIAN = 2;

/** How old the newest input may be. */
export interface InputLateAlarmProps extends AlarmOptions {
  /** Age of the newest object of the input. */
  readonly olderThan: Duration;
}

/** The input did not come: for the team that writes it. */
export class InputLateAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: InputLateAlarmProps) {
    const age = props.olderThan.toMilliseconds();
    super(scope, id, props, {
      metric: watchedMetric(props, ServiceMetric.INPUT_AGE, 'Minimum', PERIOD),
      threshold: age / 1000,
      comparison: GREATER_THAN_THRESHOLD,
      ...FRESHNESS,
      missing: NOT_BREACHING,
      broke: `nothing new has come into the input for ${durationText(age)}`,
      remedy: 'ask whoever writes the input; runs go on with what is there, and an empty input fails them',
    });
  }
}

/** A schedule or an event could not start a run. */
export class DeadLetterAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: AlarmOptions) {
    super(scope, id, props, {
      metric: watchedMetric(props, ServiceMetric.DEAD_LETTERS, 'Maximum', PERIOD),
      threshold: 0,
      comparison: GREATER_THAN_THRESHOLD,
      needed: 1,
      of: 1,
      missing: NOT_BREACHING,
      broke: 'a schedule or an event could not start what it should start',
      remedy: 'read the message in the dead-letter queue, which says why; start the run by hand, then delete the message',
    });
  }
}
