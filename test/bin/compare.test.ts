import { LoopbackCloudWatch } from '../runtime/cloud/loopback';
import { Program } from './run';

const SLOW = 60_000;
const HOUR = 3_600_000;

let account: LoopbackCloudWatch;
beforeEach(async () => (account = await LoopbackCloudWatch.open()));
afterEach(() => account.close());

async function run(...args: string[]): Promise<Program & { code: number | null }> {
  const program = Program.start('bin/slipway.ts', ['compare', ...args]);
  return Object.assign(program, { code: await program.exit() });
}

test(
  'compare lists where an account tells other states, and that is a verdict',
  async () => {
    const now = performance.timeOrigin + performance.now();
    for (let hours = 1; hours < 30; hours += 1)
      account.samples.series({ namespace: 'Shop', name: 'Slow', dimensions: {} }).add(now - hours * HOUR, 5);
    const alarm = {
      Namespace: 'Shop',
      MetricName: 'Slow',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 10,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmConfigurationUpdatedTimestamp: new Date(0),
    } as const;
    account.metricAlarms.push({ ...alarm, AlarmName: 'calm', StateValue: 'OK' }, { ...alarm, AlarmName: 'stuck', StateValue: 'ALARM' });
    const said = await run('--days', '1');
    expect([said.stderr, said.code]).toEqual(['', 3]);
    expect(said.stdout).toContain('2 alarms of eu-central-1');
    expect(said.stdout).toMatch(/: 1 alarm differs/);
    expect(said.stdout).toMatch(/stuck +0 +0 +1440 +1440/);
    const calm = await run('calm', '--days', '1', '--json');
    expect(calm.code).toBe(0);
    expect(JSON.parse(calm.stdout)).toMatchObject({ version: 1, region: 'eu-central-1', alarms: [{ name: 'calm', minutesDiffering: 0 }] });
  },
  SLOW,
);

test(
  'what the credentials do not allow is said by the name of the action',
  async () => {
    account.failure = { type: 'AccessDenied', message: 'User: arn:aws:iam::1:user/x is not authorized', status: 403 };
    const said = await run();
    expect(said.code).toBe(2);
    expect(said.stderr).toMatch(/^account-denied: the credentials do not allow cloudwatch:DescribeAlarms in eu-central-1; allow it/);
  },
  SLOW,
);
