import { App, Stack } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from './run';

const SLIPWAY = 'bin/slipway.ts';
const SLOW = 60_000;
const START = Date.UTC(2026, 10, 25);

let folder: string;
let args: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway backtest '));
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const metric = new Metric({ namespace: 'Shop', metricName: 'Slow' });
  new Alarm(new Stack(app, 'Shop'), 'Slow', { metric, threshold: 10, evaluationPeriods: 1 });
  app.synth();
  const lines = Array.from(
    { length: 1440 },
    (_, minute) => `${START + minute * 300_000},Shop,Slow,Average,300,${minute % 288 === 100 ? 12.5 : 1}`,
  );
  writeFileSync(join(folder, 'past.csv'), ['time,namespace,metric,statistic,period,value', ...lines].join('\n'));
  args = ['backtest', '--app', join(folder, 'cdk.out'), '--metrics', join(folder, 'past.csv')];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...more: string[]): Promise<Program & { code?: number | null }> {
  const program = Program.start(SLIPWAY, [...args, ...more]);
  return Object.assign(program, { code: await program.exit() });
}

// Five days with one excursion each.
test(
  'backtest says how often alarms would have gone off, and which threshold would have been quiet',
  async () => {
    const said = await run();
    expect([said.stderr, said.code]).toEqual(['', 0]);
    expect(said.stdout).toMatch(/Shop\/Slow +5 +\d+ min +10 +1 to 12\.5/);
    expect(said.stdout).toContain('at most 1 in thirty days: a threshold of 12.6 would have gone off 0 times');
  },
  SLOW,
);

test(
  'more often than --at-most is a verdict; --json is one document',
  async () => {
    const said = await run('--at-most', '6', '--json');
    expect(said.code).toBe(3);
    expect(JSON.parse(said.stdout)).toMatchObject({ version: 1, alarms: [{ path: 'Shop/Slow', times: 5, tooOften: true }] });
    const quiet = await run('--at-most', '31', '--quiet');
    expect([quiet.code, quiet.stderr]).toEqual([0, '']);
  },
  SLOW,
);

test(
  'a file that is not there is explained',
  async () => {
    const said = await run('--metrics', join(folder, 'none.csv'));
    expect(said.code).toBe(2);
    expect(said.stderr).toMatch(/past-metrics: .*none\.csv cannot be read; give a CSV file of past metrics/);
  },
  SLOW,
);
