import { App, Duration, Stack } from 'aws-cdk-lib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hosting, InstanceType, Model, ModelDeployment, Traffic } from '../../constructs/index';
import type { RehearsalReport } from '../../runtime/report/rehearsal-report';
import { matchers, rehearse } from '../../testing/index';

expect.extend(matchers);

const MODEL = join(__dirname, '..', '..', 'examples', 'spam-filter', 'model');
const SLOW = 60_000;
const outdir = mkdtempSync(join(tmpdir(), 'slipway-testing-'));
let stack: Stack;
let report: RehearsalReport;
beforeAll(async () => {
  const app = new App({ outdir });
  stack = new Stack(app, 'Spam');
  new ModelDeployment(stack, 'Filter', {
    model: Model.fromDirectory(MODEL),
    hosting: Hosting.realtime({
      instanceType: InstanceType.M5_LARGE,
      latency: Duration.millis(100),
      traffic: Traffic.promised({ perMinute: 600, quietestPerMinute: 2 }),
    }),
  });
  new Stack(app, 'Elsewhere');
  report = await rehearse(stack, { faults: ['error-burst', 'no-traffic'], healthyDays: 1, bands: false });
}, SLOW);
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

test('a stack is rehearsed in a test, with a model that answers in a process of its own', () => {
  expect(report.deployments.map(({ served, measured }) => [served, measured.some(({ basis }) => basis === 'measured')])).toEqual([
    [true, true],
  ]);
  expect(report).toTell('error-burst', { within: Duration.minutes(10) });
  expect(report).not.toTell('error-burst', { within: Duration.minutes(1) });
  expect(report).toFire('Silence', { on: 'no-traffic' });
  expect(report).toHaveNoBlindSpots();
});

test('a stack without an endpoint is told what there is', async () => {
  const other = Stack.of(stack.node.root.node.findChild('Elsewhere'));
  await expect(rehearse(other)).rejects.toThrow('there is no deployment at Elsewhere; there are Spam/Filter');
});

test(
  'an interrupted test leaves with the reason of its signal',
  async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(rehearse(stack, { signal: controller.signal })).rejects.toThrow('aborted');
  },
  SLOW,
);
