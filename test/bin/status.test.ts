import { App, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { join } from 'node:path';
import { scratch, theirConfig, theirEndpoint, theirModel } from '../runtime/assembly/apps';
import { LoopbackAccount } from '../runtime/cloud/loopback-account';
import { Program } from './run';

const SLOW = 60_000;

let account: LoopbackAccount;
let assembly: string;
beforeAll(() => {
  const app = new App({ outdir: join(scratch(), 'cdk.out') });
  const stack = new Stack(app, 'Fraud');
  theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName);
  new cloudwatch.CfnAlarm(stack, 'Slow', {
    alarmDescription: 'PAGE: fraud is slow',
    namespace: 'AWS/SageMaker',
    metricName: 'ModelLatency',
    dimensions: [{ name: 'EndpointName', value: 'fraud' }],
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 1,
    threshold: 1,
  });
  assembly = app.synth().directory;
});
beforeEach(async () => (account = await LoopbackAccount.open()));
afterEach(() => account.close());

async function run(...args: string[]): Promise<Program & { code: number | null }> {
  const program = Program.start('bin/slipway.ts', ['status', '--app', assembly, ...args]);
  return Object.assign(program, { code: await program.exit() });
}

test(
  'status shows declared beside serving, and a difference is a verdict',
  async () => {
    account.deploy(assembly);
    const good = await run();
    expect([good.stderr, good.code]).toEqual(['', 0]);
    expect(good.stdout).toMatch(/^Fraud\/Endpoint {2}real-time fraud in eu-central-1: InService since 2026-11-20 10:00 UTC\n/);
    expect(good.stdout).toMatch(/Blue +model +s3:\/\/models\/m\.tar\.gz +s3:\/\/models\/m\.tar\.gz\n/);
    expect(good.stdout).toMatch(/instances +1 × ml\.m5\.large +1 × ml\.m5\.large\n/);
    expect(good.stdout).toContain(' 1 alarm: 1 OK\n');
    expect(good.stdout).toMatch(/What is declared serves\.\n$/);
    Object.assign(account.cloudwatch.metricAlarms[0] ?? {}, { StateValue: 'ALARM', StateReason: 'Threshold Crossed' });
    const loud = await run('--json');
    expect(loud.code).toBe(3);
    expect(JSON.parse(loud.stdout)).toMatchObject({
      version: 1,
      deployments: [
        {
          alarms: [{ path: 'Fraud/Slow', state: 'ALARM', severity: 'page' }],
          findings: [{ kind: 'alarm-state', wrong: true, text: 'alarm Slow is in ALARM' }],
        },
      ],
    });
    expect((await run()).stdout).toMatch(/ {3}ALARM Slow \(page\) since 2026-11-20 10:00 UTC, \S+ days: Threshold Crossed\n/);
  },
  SLOW,
);

test(
  'what the credentials do not allow is said by the name of the action',
  async () => {
    account.deploy(assembly);
    account.refuse('DescribeEndpoint', { type: 'AccessDeniedException', message: 'User x is not authorized', status: 400 });
    const said = await run();
    expect([said.code, said.stdout]).toEqual([2, '']);
    expect(said.stderr).toMatch(
      /^account-denied: the credentials do not allow sagemaker:DescribeEndpoint in eu-central-1; allow it: User x/,
    );
  },
  SLOW,
);
