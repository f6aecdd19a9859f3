import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { AwsJson1_0Protocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { LoopbackCloudWatch } from './loopback';

const START = new Date('2026-11-25T18:00:00Z');
const CREATED = new Date('2026-11-01T08:30:00.000Z');

let account: LoopbackCloudWatch;
beforeEach(async () => (account = await LoopbackCloudWatch.open()));
afterEach(() => account.close());

// AWS's own client reads what the loopback writes, in either of its newer wire formats: whatever a client speaks by default is answered.
test.each([
  ['Smithy RPC v2 with CBOR', AwsSmithyRpcV2CborProtocol],
  ['AWS JSON 1.0', AwsJson1_0Protocol],
] as const)("AWS's client is answered in %s", async (_name, protocol) => {
  account.samples.series({ namespace: 'Shop', name: 'Slow', dimensions: {} }).add(START.getTime(), 12.5);
  account.metricAlarms.push({ AlarmName: 'slow', Threshold: 10, AlarmConfigurationUpdatedTimestamp: CREATED });
  const client = new CloudWatchClient({ protocol: protocol as CloudWatchClientConfig['protocol'], maxAttempts: 1 });
  try {
    const data = await client.send(
      new GetMetricDataCommand({
        StartTime: START,
        EndTime: new Date(START.getTime() + 60_000),
        MetricDataQueries: [{ Id: 'm0', MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Slow' }, Period: 60, Stat: 'Maximum' } }],
      }),
    );
    expect(data.MetricDataResults).toEqual([{ Id: 'm0', Label: 'm0', StatusCode: 'Complete', Timestamps: [START], Values: [12.5] }]);
    const described = await client.send(new DescribeAlarmsCommand({}));
    expect(described.MetricAlarms).toEqual([{ AlarmName: 'slow', Threshold: 10, AlarmConfigurationUpdatedTimestamp: CREATED }]);
    account.failure = { type: 'AccessDenied', message: 'no', status: 403 };
    await expect(client.send(new DescribeAlarmsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied', message: 'no' });
  } finally {
    client.destroy();
  }
});
