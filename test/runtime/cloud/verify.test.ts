import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hosting, InstanceType, Model, ModelDeployment } from '../../../constructs/index';
import { readPlan } from '../../../runtime/assembly/read-plan';
import { isFailed, type Verification } from '../../../runtime/cloud/verify/report';
import { verify, type VerifyOptions } from '../../../runtime/cloud/verify/verify';
import { SILENT } from '../../../runtime/host';
import { SimulatedClock } from '../../../runtime/pipeline/clock';
import { scratch, theirConfig, theirEndpoint, theirModel } from '../assembly/apps';
import { opens } from '../platform/plans';
import { LoopbackAccount } from './loopback-account';

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
const NOW = Date.parse('2026-11-25T12:00:00Z');
const MINUTE = 60_000;
const SECOND = 1000;
/** Rows of the example. */
const GOLDEN = readFileSync(join(MODEL, 'samples/golden.jsonl'), 'utf8').trim().split('\n').length;

function assembly(model: string): string {
  const app = new App({ outdir: join(scratch(), 'cdk.out') });
  new ModelDeployment(new Stack(app, 'Mail'), 'Filter', {
    model: Model.fromDirectory(model),
    hosting: Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100) }),
  });
  return app.synth().directory;
}

/** What the model answers now, and rows that were recorded of it and of another. */
let ours: string;
let recordedOfAnother: string;
let url: string;
beforeAll(async () => {
  ours = assembly(MODEL);
  const folder = join(scratch(), 'model');
  cpSync(MODEL, folder, { recursive: true });
  const path = join(folder, 'samples/golden.jsonl');
  const [first = '', ...rest] = readFileSync(path, 'utf8').split('\n');
  const row = JSON.parse(first) as { input: object; output: Record<string, unknown> };
  writeFileSync(path, [JSON.stringify({ ...row, output: { ...row.output, probabilities: [0.75, 0.25] } }), ...rest].join('\n'));
  recordedOfAnother = assembly(folder);
  // SageMaker Runtime is our own platform with the model's own server: what comes back is a prediction.
  url = (await opens(readPlan(ours))).url;
});

let account: LoopbackAccount;
let clock: SimulatedClock;
beforeEach(async () => {
  account = await LoopbackAccount.open();
  process.env['AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME'] = url;
  clock = new SimulatedClock(NOW);
});
afterEach(() => account.close());

async function ask(directory: string, options: Partial<VerifyOptions> = {}): Promise<Verification> {
  return await verify(directory, { clock, host: SILENT, attempts: 1, ...options });
}

/** What CloudWatch does when a child of a composite goes off: the composite acts, and its history tells of it after a while. */
function composites(tell: (topic: string) => { summary: string; state: string }, after = 20 * SECOND): void {
  account.cloudwatch.onSetState = (name, state) => {
    if (state !== 'ALARM') return;
    for (const { AlarmName = '', AlarmRule = '', AlarmActions = [] } of account.cloudwatch.compositeAlarms.filter(({ AlarmRule = '' }) =>
      AlarmRule.includes(name),
    )) {
      expect(AlarmRule).toContain('ALARM(');
      const [topic = ''] = AlarmActions;
      const { summary, state: actionState } = tell(topic);
      // Until then the history has nothing: it is asked again.
      clock.at(clock.now() + after, () =>
        account.cloudwatch.histories.push({
          AlarmName,
          Timestamp: new Date(clock.now()),
          HistoryItemType: 'Action',
          HistorySummary: summary,
          HistoryData: JSON.stringify({ actionState, notificationResource: topic }),
        }),
      );
    }
  };
}

const LISTENER = 'arn:aws:sns:eu-central-1:123456789012:oncall:1111';
const succeed = (topic: string): { summary: string; state: string } => ({
  summary: `Successfully executed action ${topic}`,
  state: 'Succeeded',
});

describe('golden rows', () => {
  test('go through the endpoint and come back as recorded', async () => {
    account.deploy(ours);
    const found = await ask(ours);
    expect(found.deployments).toEqual([
      {
        path: 'Mail/Filter/Endpoint',
        endpointName: 'Mail-Filter',
        golden: [{ variant: 'AllTraffic', rows: GOLDEN, wrong: 0, differences: [], problem: null, failed: false }],
        actions: null,
      },
    ]);
    expect(isFailed(found)).toBe(false);
    // Nothing of the account is changed, and no alarm is looked at.
    expect(account.cloudwatch.calls).toEqual([]);
  }, 120_000);

  test('that come back otherwise are told by row and value, never by what was asked', async () => {
    account.deploy(recordedOfAnother);
    const found = await ask(recordedOfAnother);
    const [check] = found.deployments[0]?.golden ?? [];
    expect(check).toMatchObject({ rows: GOLDEN, wrong: 1, problem: null });
    expect(check?.differences).toEqual([
      expect.stringMatching(/^row 1: probabilities is \[0\.9972\d+,0\.0027\d+\], recorded was \[0\.75,0\.25\]$/) as string,
    ]);
    expect(isFailed(found)).toBe(true);
  }, 120_000);

  test('an endpoint that does not answer is wrong, and one without golden rows is not', async () => {
    const app = new App({ outdir: join(scratch(), 'cdk.out') });
    const stack = new Stack(app, 'Theirs');
    theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName);
    const theirs = app.synth().directory;
    account.deploy(theirs);
    const without = await ask(theirs);
    expect(without.deployments[0]?.golden).toMatchObject([
      { rows: 0, problem: 'its model is not part of the assembly, and nor are golden rows', failed: false },
    ]);
    expect(isFailed(without)).toBe(false);
    const renamed = new App({ outdir: join(scratch(), 'cdk.out') });
    new ModelDeployment(new Stack(renamed, 'Other'), 'Filter', {
      model: Model.fromDirectory(MODEL),
      hosting: Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100) }),
    });
    const other = renamed.synth().directory;
    account.deploy(other);
    const found = await ask(other);
    expect(found.deployments[0]?.golden).toMatchObject([
      { rows: 0, failed: true, problem: expect.stringMatching(/^Validation\w+: .*Other-Filter/) as string },
    ]);
    expect(isFailed(found)).toBe(true);
  }, 120_000);
});

describe('actions', () => {
  const actionsOf = ({ deployments }: Verification): NonNullable<Verification['deployments'][number]['actions']> =>
    deployments[0]?.actions ?? [];

  test('one alarm of each severity goes off through an alarm that it asks, and that is put back', async () => {
    account.deploy(ours);
    account.subscribe(LISTENER, LISTENER, 'PendingConfirmation');
    composites(succeed);
    const states: string[] = [];
    const tell = account.cloudwatch.onSetState;
    account.cloudwatch.onSetState = (name, state) => {
      states.push(`${name.replace(/^.*?-|-\w+$/g, '')} ${state}`);
      tell?.(name, state);
    };
    const found = await ask(ours, { actions: true });
    expect(
      actionsOf(found).map(({ severity, alarm, through, outcome, restored }) => [severity, alarm, through, outcome, restored]),
    ).toEqual([
      ['page', 'Alarms/Page', 'Alarms/Latency', 'told', true],
      ['ticket', 'Alarms/Ticket', 'Alarms/ClientErrors', 'told', true],
    ]);
    expect(actionsOf(found)[0]).toMatchObject({
      reason: expect.stringMatching(/^Successfully executed action arn:aws:sns:/) as string,
      seconds: 20,
      topics: [{ confirmed: 2, pending: 1 }],
    });
    expect(states.map((each) => each.split(' ')[1])).toEqual(['ALARM', 'OK', 'ALARM', 'OK']);
    expect(account.cloudwatch.metricAlarms.map(({ StateValue }) => StateValue)).not.toContain('ALARM');
    expect(isFailed(found)).toBe(false);
  }, 120_000);

  test('a topic that was told and to which nobody listens is nobody told', async () => {
    account.deploy(ours);
    account.subscribe('PendingConfirmation', 'Deleted');
    composites(succeed);
    const found = await ask(ours, { actions: true });
    expect(actionsOf(found)).toMatchObject([
      { outcome: 'told', topics: [{ confirmed: 0, pending: 1 }] },
      { outcome: 'told', topics: [{ confirmed: 0, pending: 1 }] },
    ]);
    expect(isFailed(found)).toBe(true);
  }, 120_000);

  test('a notification that CloudWatch cannot hand over is nobody told, in its own words', async () => {
    account.deploy(ours);
    composites((topic) => ({
      summary: `Failed to execute action ${topic}. Received error: "not authorized to perform: SNS:Publish"`,
      state: 'Failed',
    }));
    const found = await ask(ours, { actions: true });
    expect(actionsOf(found)).toMatchObject([
      { outcome: 'refused', reason: expect.stringContaining('not authorized to perform: SNS:Publish') as string, restored: true },
      { outcome: 'refused' },
    ]);
    expect(isFailed(found)).toBe(true);
  }, 120_000);

  test('silence for as long as was waited is nobody told, and old entries are none', async () => {
    account.deploy(ours);
    const page = account.cloudwatch.compositeAlarms[0];
    const [topic = ''] = page?.AlarmActions ?? [];
    account.cloudwatch.histories.push({
      AlarmName: page?.AlarmName ?? '',
      Timestamp: new Date(NOW - SECOND),
      HistoryItemType: 'Action',
      HistorySummary: `Successfully executed action ${topic}`,
      HistoryData: '{}',
    });
    const found = await ask(ours, { actions: true, withinMillis: 2 * MINUTE });
    expect(actionsOf(found)[0]).toMatchObject({
      outcome: 'silent',
      seconds: null,
      reason: 'its history tells of no action',
      restored: true,
    });
    // Two severities, each for two minutes.
    expect(clock.now() - NOW).toBe(4 * MINUTE);
    expect(isFailed(found)).toBe(true);
  }, 120_000);

  test('who interrupts it gets the alarm put back', async () => {
    account.deploy(ours);
    const stop = new AbortController();
    account.cloudwatch.onSetState = (_name, state) => {
      if (state === 'ALARM') clock.at(clock.now() + 7 * SECOND, () => stop.abort());
    };
    await expect(ask(ours, { actions: true, signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(account.cloudwatch.metricAlarms.map(({ StateValue }) => StateValue)).not.toContain('ALARM');
    expect(account.cloudwatch.calls.filter((call) => call === 'SetAlarmState')).toHaveLength(2);
  }, 120_000);

  test('what is in ALARM, does more than tell, or rolls back is never set off', async () => {
    const app = new App({ outdir: join(scratch(), 'cdk.out') });
    const stack = new Stack(app, 'Theirs');
    const alarm = (id: string, text: string, action: string): cloudwatch.CfnAlarm =>
      new cloudwatch.CfnAlarm(stack, id, {
        alarmDescription: text,
        namespace: 'AWS/SageMaker',
        metricName: 'Invocations',
        dimensions: [{ name: 'EndpointName', value: 'fraud' }],
        comparisonOperator: 'LessThanThreshold',
        evaluationPeriods: 1,
        threshold: 1,
        alarmActions: [action],
      });
    alarm('Page', 'PAGE: gone', 'arn:aws:sns:eu-central-1:123456789012:oncall');
    alarm('Ticket', 'TICKET: mend', 'arn:aws:lambda:eu-central-1:123456789012:function:mend');
    const stops = alarm('Other', 'stops updates', 'arn:aws:sns:eu-central-1:123456789012:oncall');
    theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName, {
      deploymentConfig: {
        blueGreenUpdatePolicy: { trafficRoutingConfiguration: { type: 'ALL_AT_ONCE' }, terminationWaitInSeconds: 600 },
        autoRollbackConfiguration: { alarms: [{ alarmName: stops.ref }] },
      },
    });
    const theirs = app.synth().directory;
    account.deploy(theirs);
    Object.assign(account.cloudwatch.metricAlarms[0] ?? {}, { StateValue: 'ALARM' });
    const found = await ask(theirs, { actions: true });
    expect(actionsOf(found).map(({ severity, outcome, reason }) => [severity, outcome, reason])).toEqual([
      ['page', 'not-tried', 'it is in ALARM already, and acts only when it changes'],
      ['ticket', 'not-tried', 'it does more than tell somebody: arn:aws:lambda:eu-central-1:123456789012:function:mend'],
      [null, 'not-tried', 'it rolls back updates'],
    ]);
    expect(account.cloudwatch.calls).not.toContain('SetAlarmState');
    expect(isFailed(found)).toBe(false);
    // Nobody who could be told is wrong too.
    for (const each of account.cloudwatch.metricAlarms) Object.assign(each, { AlarmActions: [] });
    const mute = await ask(theirs, { actions: true });
    expect(actionsOf(mute)).toEqual([]);
    expect(isFailed(mute)).toBe(true);
  }, 120_000);

  test.each([
    ['SetAlarmState', 'cloudwatch:SetAlarmState'],
    ['DescribeAlarmHistory', 'cloudwatch:DescribeAlarmHistory'],
    ['ListSubscriptionsByTopic', 'sns:ListSubscriptionsByTopic'],
  ])(
    'without %s the action is named',
    async (action, name) => {
      account.deploy(ours);
      account.refuse(action, { type: 'AccessDenied', message: 'no', status: 403 });
      await expect(ask(ours, { actions: true })).rejects.toMatchObject({
        code: 'account-denied',
        message: expect.stringContaining(name) as string,
      });
    },
    120_000,
  );
});
