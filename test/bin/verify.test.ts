import { App, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { join } from 'node:path';
import { scratch, theirConfig, theirEndpoint, theirModel } from '../runtime/assembly/apps';
import { LoopbackAccount } from '../runtime/cloud/loopback-account';
import { Program } from './run';

const SLOW = 60_000;
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:oncall';

let account: LoopbackAccount;
let assembly: string;
beforeAll(() => {
  const app = new App({ outdir: join(scratch(), 'cdk.out') });
  const stack = new Stack(app, 'Fraud');
  theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName);
  new cloudwatch.CfnAlarm(stack, 'Slow', {
    alarmName: 'fraud-slow',
    alarmDescription: 'PAGE: fraud is slow',
    namespace: 'AWS/SageMaker',
    metricName: 'ModelLatency',
    dimensions: [{ name: 'EndpointName', value: 'fraud' }],
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 1,
    threshold: 1,
    alarmActions: [TOPIC],
  });
  assembly = app.synth().directory;
});
beforeEach(async () => (account = await LoopbackAccount.open()));
afterEach(() => account.close());

async function run(...args: string[]): Promise<Program & { code: number | null }> {
  const program = Program.start('bin/slipway.ts', ['verify', '--app', assembly, ...args]);
  return Object.assign(program, { code: await program.exit() });
}

/** What CloudWatch's history tells at once after an alarm went off. */
function history(summary: string): void {
  account.cloudwatch.onSetState = (AlarmName, state) => {
    if (state !== 'ALARM') return;
    const Timestamp = new Date(performance.timeOrigin + performance.now());
    account.cloudwatch.histories.push({ AlarmName, Timestamp, HistoryItemType: 'Action', HistorySummary: summary, HistoryData: '' });
  };
}

test(
  'verify sets nothing off unless it is told to, and says who was told',
  async () => {
    account.deploy(assembly);
    const calm = await run();
    expect([calm.stderr, calm.code]).toEqual(['', 0]);
    expect(calm.stdout).toMatch(/^Fraud\/Endpoint {2}fraud\n golden rows of Blue: its model is not part of the assembly/);
    expect(account.cloudwatch.calls).toEqual([]);
    account.subscribe('arn:aws:sns:eu-central-1:123456789012:oncall:1', 'PendingConfirmation');
    history(`Successfully executed action ${TOPIC}`);
    const told = await run('--actions');
    expect([told.stderr, told.code]).toEqual(['', 0]);
    expect(told.stdout).toMatch(
      /\n page: Slow: told topic oncall \(1 listens, 1 has not confirmed\) after \d+ s\n\nWhat was tried holds\.\n$/,
    );
    history(`Failed to execute action ${TOPIC}. Received error: "no"`);
    const refused = await run('--actions', '--json');
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      version: 1,
      deployments: [{ actions: [{ severity: 'page', alarm: 'Slow', outcome: 'refused', restored: true, topics: [{ arn: TOPIC }] }] }],
    });
    expect(account.cloudwatch.metricAlarms[0]?.StateValue).toBe('OK');
  },
  SLOW,
);
