import type * as sdk from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SlipwayError } from '../../core/errors/index.js';
import { accountError } from './account-error.js';

type Sdk = typeof sdk;

export interface CloudWatchOptions {
  /** Default: the region of the environment or the profile. */
  readonly region?: string;
  readonly signal?: AbortSignal;
  /** How often a call is made that fails for the moment. Default: 5. */
  readonly attempts?: number;
}

const ATTEMPTS = 5;
/** DescribeAlarms takes up to so many names. */
const NAMES = 100;

/** CloudWatch of one account and region. Reads only; what goes wrong is said in terms of what the caller can do. */
export class CloudWatch {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: CloudWatchClient,
    readonly region: string | undefined,
    private readonly signal: AbortSignal | undefined,
  ) {}

  static async open({ region, signal, attempts = ATTEMPTS }: CloudWatchOptions): Promise<CloudWatch> {
    const loaded = await importSdk();
    const client = new loaded.CloudWatchClient({ ...(region === undefined ? {} : { region }), maxAttempts: attempts });
    const known = await client.config.region().catch((failure: unknown) => {
      throw accountError(failure, 'nothing', region);
    });
    return new CloudWatch(loaded, client, known, signal);
  }

  /** Every page of GetMetricData. */
  async metricData(queries: readonly sdk.MetricDataQuery[], from: number, to: number): Promise<sdk.MetricDataResult[]> {
    return await this.pages('GetMetricData', async (NextToken) => {
      const command = new this.sdk.GetMetricDataCommand({
        MetricDataQueries: [...queries],
        StartTime: new Date(from),
        EndTime: new Date(to),
        ScanBy: 'TimestampAscending',
        NextToken,
      });
      const answer = await this.client.send(command, { abortSignal: this.signal });
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
    return await this.pages('DescribeAlarmHistory', async (NextToken) => {
      const command = new this.sdk.DescribeAlarmHistoryCommand({
        AlarmName: alarm,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        StartDate: new Date(from),
        EndDate: new Date(to),
        ScanBy: 'TimestampAscending',
        NextToken,
      });
      const answer = await this.client.send(command, { abortSignal: this.signal });
      return { items: answer.AlarmHistoryItems ?? [], next: answer.NextToken };
    });
  }

  close(): void {
    this.client.destroy();
  }

  private async describeAlarms(AlarmNames: readonly string[] | undefined): Promise<DescribedAlarm[]> {
    return await this.pages('DescribeAlarms', async (NextToken) => {
      const command = new this.sdk.DescribeAlarmsCommand({
        ...(AlarmNames === undefined ? {} : { AlarmNames: [...AlarmNames] }),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        NextToken,
      });
      const answer = await this.client.send(command, { abortSignal: this.signal });
      const metric = (answer.MetricAlarms ?? []).map((alarm) => ({ kind: 'metric' as const, ...described(alarm) }));
      const composite = (answer.CompositeAlarms ?? []).map((alarm) => ({ kind: 'composite' as const, ...described(alarm) }));
      return { items: [...metric, ...composite], next: answer.NextToken };
    });
  }

  private async pages<Item>(action: string, page: (token?: string) => Promise<{ items: readonly Item[]; next?: string }>): Promise<Item[]> {
    const items: Item[] = [];
    let token: string | undefined;
    do {
      this.signal?.throwIfAborted();
      try {
        const answer = await page(token);
        items.push(...answer.items);
        token = answer.next;
      } catch (failure) {
        throw accountError(failure, action, this.region);
      }
    } while (token !== undefined && token !== '');
    return items;
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

async function importSdk(): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-cloudwatch');
  } catch (cause) {
    throw new SlipwayError(
      'sdk-missing',
      'asking CloudWatch needs the package @aws-sdk/client-cloudwatch, which is not installed; run: npm i -D @aws-sdk/client-cloudwatch',
      {},
      { cause },
    );
  }
}
