import type * as sdk from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from '../../core/alarms/index.js';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { openClient, type AccountCalls, type AccountOptions } from './account-calls.js';
import { CLOUDWATCH } from './aws-service.js';

type Sdk = typeof sdk;

export type CloudWatchOptions = AccountOptions;

/** DescribeAlarms takes up to so many names. */
const NAMES = 100;

/** CloudWatch of one account and region; what goes wrong is said in terms of what the caller can do. */
export class CloudWatch {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: CloudWatchClient,
    private readonly calls: AccountCalls,
  ) {}

  static async open(options: CloudWatchOptions): Promise<CloudWatch> {
    const { sdk, client, calls } = await openClient(
      CLOUDWATCH,
      async () => await import('@aws-sdk/client-cloudwatch'),
      (loaded, config) => new loaded.CloudWatchClient(config),
      options,
    );
    return new CloudWatch(sdk, client, calls);
  }

  get region(): string {
    return this.calls.region;
  }

  /** Every page of GetMetricData. */
  async metricData(queries: readonly sdk.MetricDataQuery[], from: number, to: number): Promise<sdk.MetricDataResult[]> {
    return await this.calls.pages('GetMetricData', async (NextToken) => {
      const command = new this.sdk.GetMetricDataCommand({
        MetricDataQueries: [...queries],
        StartTime: new Date(from),
        EndTime: new Date(to),
        ScanBy: 'TimestampAscending',
        NextToken,
      });
      const answer = await this.client.send(command, this.calls.options);
      return { items: answer.MetricDataResults ?? [], next: answer.NextToken };
    });
  }

  /** Alarms of metrics and composites, in the shape of a template's properties; all of them without names. */
  async alarms(names?: readonly string[]): Promise<DescribedAlarm[]> {
    if (names === undefined) return await this.describeAlarms(undefined);
    const found: DescribedAlarm[] = [];
    for (let at = 0; at < names.length; at += NAMES) found.push(...(await this.describeAlarms(names.slice(at, at + NAMES))));
    return found;
  }

  /** What an alarm's history holds of a window of time, oldest first. */
  async history(alarm: string, from: number, to: number): Promise<sdk.AlarmHistoryItem[]> {
    return await this.calls.pages('DescribeAlarmHistory', async (NextToken) => {
      const command = new this.sdk.DescribeAlarmHistoryCommand({
        AlarmName: alarm,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        StartDate: new Date(from),
        EndDate: new Date(to),
        ScanBy: 'TimestampAscending',
        NextToken,
      });
      const answer = await this.client.send(command, this.calls.options);
      return { items: answer.AlarmHistoryItems ?? [], next: answer.NextToken };
    });
  }

  /** Puts an alarm into a state, with the actions that go with it; its next evaluation puts it back. The one call that changes anything. */
  async setState(AlarmName: string, StateValue: AlarmState, StateReason: string): Promise<void> {
    const command = new this.sdk.SetAlarmStateCommand({ AlarmName, StateValue, StateReason });
    await this.calls.once('SetAlarmState', async () => await this.client.send(command, this.calls.options));
  }

  close(): void {
    this.client.destroy();
  }

  private async describeAlarms(AlarmNames: readonly string[] | undefined): Promise<DescribedAlarm[]> {
    return await this.calls.pages('DescribeAlarms', async (NextToken) => {
      const command = new this.sdk.DescribeAlarmsCommand({
        ...(AlarmNames === undefined ? {} : { AlarmNames: [...AlarmNames] }),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        NextToken,
      });
      const answer = await this.client.send(command, this.calls.options);
      const metric = (answer.MetricAlarms ?? []).map((alarm) => ({ kind: 'metric' as const, ...described(alarm) }));
      const composite = (answer.CompositeAlarms ?? []).map((alarm) => ({ kind: 'composite' as const, ...described(alarm) }));
      return { items: [...metric, ...composite], next: answer.NextToken };
    });
  }
}

/** An alarm as the account holds it. */
export interface DescribedAlarm {
  readonly kind: 'metric' | 'composite';
  readonly name: string;
  readonly state: string;
  /** When somebody last changed it, milliseconds. */
  readonly configuredAt: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

function described(alarm: sdk.MetricAlarm | sdk.CompositeAlarm): Omit<DescribedAlarm, 'kind'> {
  return {
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    configuredAt: alarm.AlarmConfigurationUpdatedTimestamp?.getTime() ?? 0,
    properties: { ...alarm },
  };
}
