import type { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import { SlipwayError } from '../../core/errors/index.js';
import type { Table } from './table.js';

/** Which objects start a run. */
export interface ObjectTriggerOptions {
  /**
   * What keys end in: with a file that is written last, `_SUCCESS`, a run does not begin in the middle of an upload.
   *
   * @default - any object of the table; each starts a run
   */
  readonly endsWith?: string;

  /**
   * How long at most lies between two of them, for the alarm that tells of a run that did not begin.
   *
   * @default - nobody can say that one is missing
   */
  readonly atLeastEvery?: Duration;
}

/** What starts a pipeline beside its schedule. An event that is delivered twice starts one run. */
export class PipelineTrigger {
  /**
   * Objects that are written to a table's bucket. The bucket has to tell EventBridge of them, `eventBridgeEnabled: true`; one of this app that
   * does not is refused at synthesis.
   *
   * @param table whose objects
   * @param options which of them
   */
  static onObject(table: Table, options: ObjectTriggerOptions = {}): PipelineTrigger {
    const { endsWith = '', atLeastEvery } = options;
    if (/[*\\]/.test(endsWith))
      throw new SlipwayError('pipeline-props', `'${endsWith}' is taken as it is; give the last characters of a key, without * and \\`);
    return new PipelineTrigger(
      {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [table.bucket.bucketName] }, object: { key: [{ wildcard: `${table._fixedPrefix}*${endsWith}` }] } },
      },
      `an object of ${table.prefix} was written`,
      atLeastEvery?.toMinutes(),
    );
  }

  /**
   * An alarm that goes off: drift starts retraining. It starts a run each time that it changes to ALARM, and none while it stays there.
   *
   * @param alarm of this account and region
   */
  static onAlarm(alarm: cloudwatch.IAlarm): PipelineTrigger {
    return new PipelineTrigger(
      {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [alarm.alarmArn],
        detail: { state: { value: ['ALARM'] } },
      },
      'an alarm went off',
      undefined,
    );
  }

  private constructor(
    /** @internal */
    readonly _pattern: events.EventPattern,
    /** @internal */
    readonly _when: string,
    /** @internal */
    readonly _everyMinutes: number | undefined,
  ) {}
}
