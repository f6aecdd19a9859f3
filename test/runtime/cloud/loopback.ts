import type {
  CompositeAlarm,
  DescribeAlarmHistoryCommandInput,
  DescribeAlarmsCommandInput,
  GetMetricDataCommandInput,
  MetricAlarm,
  PutMetricDataCommandInput,
  SetAlarmStateCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { SampleStore } from '../../../core/alarms/index';
import { parseStatistic } from '../../../core/metrics/index';

type Output = Readonly<Record<string, unknown>>;

/** An item of DescribeAlarmHistory. */
export interface HistoryItem {
  readonly AlarmName: string;
  readonly Timestamp: Date;
  readonly HistoryItemType: 'StateUpdate' | 'ConfigurationUpdate' | 'Action';
  readonly HistorySummary: string;
  /** JSON. */
  readonly HistoryData: string;
}

/** How a call fails: a name that AWS answers with. */
export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly status?: number;
}

const PAGE = 2;
const POINTS_A_PAGE = 2000;
const TARGET = /^GraniteServiceVersion20100801\.(\w+)$/;
const PATH = /^\/service\/GraniteServiceVersion20100801\/operation\/(\w+)$/;

/**
 * A CloudWatch on this machine for AWS's own clients, in two of their wire formats (Smithy RPC v2 with CBOR, AWS JSON 1.0): metric data from samples,
 * alarms and their history as they are put in, everything in small pages.
 */
export class LoopbackCloudWatch {
  readonly samples = new SampleStore();
  readonly metricAlarms: MetricAlarm[] = [];
  readonly compositeAlarms: CompositeAlarm[] = [];
  readonly histories: HistoryItem[] = [];
  /** Every call that came, by action. */
  readonly calls: string[] = [];
  /** What follows when somebody sets the state of an alarm. */
  onSetState: ((name: string, state: string) => void) | undefined;
  /** How every call fails. */
  failure: Failure | undefined;
  private readonly refused = new Map<string, Failure>();
  private readonly server: Server;
  private readonly before = { ...process.env };

  private constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Listens, and is what the SDK of this process finds. */
  static async open(): Promise<LoopbackCloudWatch> {
    const made = new LoopbackCloudWatch();
    made.server.listen(0, '127.0.0.1');
    await once(made.server, 'listening');
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_CLOUDWATCH: made.url,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'eu-central-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on one action fails. */
  refuse(action: string, failure: Failure): void {
    this.refused.set(action, failure);
  }

  /** From now on it does not. */
  accept(action: string): void {
    this.refused.delete(action);
  }

  async close(): Promise<void> {
    for (const name of Object.keys(process.env)) if (!(name in this.before)) delete process.env[name];
    Object.assign(process.env, this.before);
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const wire = request.headers['smithy-protocol'] === 'rpc-v2-cbor' ? CBOR : JSON_1_0;
    const action = wire.action(request);
    this.calls.push(action);
    const failure = this.failure ?? this.refused.get(action);
    const [status, output] =
      failure === undefined
        ? [200, this.output(action, wire.read(body))]
        : [failure.status ?? 400, { __type: `com.amazonaws.cloudwatch.v2010_08_01#${failure.type}`, message: failure.message }];
    response.writeHead(status, wire.headers);
    response.end(wire.write(output));
  }

  private output(action: string, input: object): Output {
    switch (action) {
      case 'GetMetricData':
        return this.metricData(input as GetMetricDataCommandInput);
      case 'DescribeAlarms':
        return this.alarms(input);
      case 'DescribeAlarmHistory':
        return this.history(input);
      case 'SetAlarmState':
        return this.setState(input as SetAlarmStateCommandInput);
      case 'PutMetricData':
        return this.putMetricData(input as PutMetricDataCommandInput);
      default:
        throw new TypeError(`the loopback has no ${action}`);
    }
  }

  private metricData({ MetricDataQueries, StartTime, EndTime, NextToken = '0' }: GetMetricDataCommandInput): Output {
    const [from, to] = [millisOf(StartTime), millisOf(EndTime)];
    const all = (MetricDataQueries ?? []).map(({ Id, MetricStat }) => {
      const { Namespace = '', MetricName = '', Dimensions = [] } = MetricStat?.Metric ?? {};
      const dimensions = Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
      const series = this.samples.find({ namespace: Namespace, name: MetricName, dimensions }, MetricStat?.Unit);
      const statistic = parseStatistic(MetricStat?.Stat ?? '');
      const millis = (MetricStat?.Period ?? 60) * 1000;
      if (series === undefined || statistic === undefined) return { Id, points: [] };
      const points = Array.from({ length: Math.ceil((to - from) / millis) }, (_, index) => {
        const at = from + index * millis;
        return [at, series.statistic(statistic, at, at + millis)] as const;
      });
      return { Id, points: points.filter(([, value]) => !Number.isNaN(value)) };
    });
    const start = Number(NextToken);
    const more = all.some(({ points }) => points.length > start + POINTS_A_PAGE);
    return {
      Messages: [],
      MetricDataResults: all.map(({ Id, points }) => {
        const page = points.slice(start, start + POINTS_A_PAGE);
        return {
          Id,
          Label: Id,
          StatusCode: more ? 'PartialData' : 'Complete',
          Timestamps: page.map(([at]) => new Date(at)),
          Values: page.map(([, value]) => value),
        };
      }),
      ...(more ? { NextToken: String(start + POINTS_A_PAGE) } : {}),
    };
  }

  private putMetricData({ Namespace = '', MetricData = [] }: PutMetricDataCommandInput): Output {
    for (const { MetricName = '', Dimensions = [], Unit, Timestamp, Value } of MetricData) {
      const dimensions = Object.fromEntries(Dimensions.map(({ Name = '', Value: value = '' }) => [Name, value]));
      this.samples
        .series({ namespace: Namespace, name: MetricName, dimensions }, { unit: Unit })
        .add(millisOf(Timestamp), Value ?? Number.NaN);
    }
    return {};
  }

  private alarms({ AlarmNames, NextToken = '0' }: DescribeAlarmsCommandInput): Output {
    const named = ({ AlarmName = '' }: MetricAlarm | CompositeAlarm): boolean => AlarmNames?.includes(AlarmName) ?? true;
    const all = [...this.metricAlarms, ...this.compositeAlarms].filter(named);
    const page = all.slice(Number(NextToken), Number(NextToken) + PAGE);
    return {
      MetricAlarms: page.filter((alarm) => this.metricAlarms.includes(alarm)),
      CompositeAlarms: page.filter((alarm) => this.compositeAlarms.includes(alarm)),
      ...(all.length > Number(NextToken) + PAGE ? { NextToken: String(Number(NextToken) + PAGE) } : {}),
    };
  }

  private setState({ AlarmName = '', StateValue, StateReason }: SetAlarmStateCommandInput): Output {
    const alarm = [...this.metricAlarms, ...this.compositeAlarms].find((each) => each.AlarmName === AlarmName);
    Object.assign(alarm ?? {}, { StateValue, StateReason });
    this.onSetState?.(AlarmName, StateValue ?? '');
    return {};
  }

  private history({ AlarmName, StartDate, EndDate, ScanBy, NextToken = '0' }: DescribeAlarmHistoryCommandInput): Output {
    const all = this.histories
      .filter(
        (item) =>
          item.AlarmName === AlarmName && item.Timestamp.getTime() >= millisOf(StartDate) && item.Timestamp.getTime() <= millisOf(EndDate),
      )
      .toSorted((a, b) => (ScanBy === 'TimestampAscending' ? 1 : -1) * (a.Timestamp.getTime() - b.Timestamp.getTime()));
    return {
      AlarmHistoryItems: all.slice(Number(NextToken), Number(NextToken) + PAGE),
      ...(all.length > Number(NextToken) + PAGE ? { NextToken: String(Number(NextToken) + PAGE) } : {}),
    };
  }
}

/** One of the wire formats that CloudWatch's clients speak. */
interface Wire {
  readonly headers: Readonly<Record<string, string>>;
  action(request: IncomingMessage): string;
  read(body: Buffer): object;
  write(output: Output): Uint8Array | string;
}

const CBOR: Wire = {
  headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
  action: ({ url = '' }) => PATH.exec(url)?.[1] ?? '',
  read: (body) => cbor.deserialize(new Uint8Array(body)) as object,
  write: (output) => cbor.serialize(withTimes(output, dateToTag)),
};

const JSON_1_0: Wire = {
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  action: ({ headers }) => TARGET.exec(String(headers['x-amz-target']))?.[1] ?? '',
  read: (body) => JSON.parse(body.toString('utf8')) as object,
  write: (output) => JSON.stringify(withTimes(output, (date) => date.getTime() / 1000)),
};

/** In CBOR times are seconds under a tag, in JSON seconds. */
function withTimes(value: unknown, write: (date: Date) => unknown): unknown {
  if (value instanceof Date) return write(value);
  if (Array.isArray(value)) return value.map((item) => withTimes(item, write));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTimes(item, write)]));
}

function millisOf(time: unknown): number {
  if (time instanceof Date) return time.getTime();
  const seconds = typeof time === 'object' && time !== null && 'value' in time ? time.value : time;
  return Number(seconds) * 1000;
}
