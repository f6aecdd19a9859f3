import { Duration, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlarmPlan, DriftPlan, Hosting, InstanceType, Model, ModelDeployment, Traffic } from '../../../constructs/index';
import { modelKey } from '../../../runtime/measuring/model-key';
import { readProfile } from '../../../runtime/measuring/profile';
import { truthOf } from '../../../runtime/rehearsal/monitor/truth';
import type { RehearsalReport } from '../../../runtime/report/rehearsal-report';
import { planOf, scratch } from '../assembly/apps';
import { rehearsed } from '../rehearsal/apps';

jest.setTimeout(300_000);

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
const PROFILE = join(__dirname, '..', 'rehearsal', 'fixtures', 'spam-filter.profile.json');

interface Deployed {
  readonly folder?: string;
  /** Whether it is said where labels come from. */
  readonly labelled?: boolean;
  readonly told?: boolean;
  readonly labelledShare?: number;
}

/** The spam filter, whose labels come a day late. */
async function played({ folder = MODEL, labelled = true, told = true, labelledShare = 1 }: Deployed): Promise<RehearsalReport> {
  const plan = planOf((app) => {
    const stack = new Stack(app, 'Mail');
    const labels = new s3.Bucket(stack, 'Truth');
    const quality = { labels, delay: Duration.days(1), labelledShare, atLeast: { roc_auc: 0.95 } };
    new ModelDeployment(stack, 'Filter', {
      model: Model.fromDirectory(folder),
      hosting: Hosting.realtime({
        instanceType: InstanceType.M5_LARGE,
        latency: Duration.millis(100),
        traffic: Traffic.promised({ perMinute: 60, quietestPerMinute: 30 }),
      }),
      drift: DriftPlan.standard(Duration.hours(1), labelled ? { quality } : {}),
      ...(told ? {} : { alarms: AlarmPlan.none('to see what nobody is told then') }),
    });
  });
  const [measured] = Object.values(readProfile(PROFILE).models);
  const keys = plan.services.flatMap(({ variants }) => variants.map(modelKey));
  const profile = { version: 1 as const, models: Object.fromEntries(keys.flatMap((key) => (measured ? [[key, measured]] : []))) };
  return rehearsed(plan, { profile, faults: ['concept-flip', 'labels-stopped'], healthyDays: 6 });
}

function of({ faults }: RehearsalReport, name: string): RehearsalReport['faults'][number] | undefined {
  return faults.find((fault) => fault.name === name);
}

function quality({ alarms }: RehearsalReport): RehearsalReport['alarms'] {
  return alarms.filter(({ name }) => /Quality|LabelsStopped/.test(name));
}

test('labels that are flipped in one region page by quality, after their delay; labels that stop are a ticket; healthy days are quiet', async () => {
  const report = await played({ labelledShare: 0.5 });
  const [flip, stopped] = ['concept-flip', 'labels-stopped'].map((name) => of(report, name));
  expect(flip).toMatchObject({ status: 'seen', trouble: 'concept drift' });
  expect(flip?.seenBy).toEqual(expect.arrayContaining([expect.stringMatching(/Quality/)]));
  // Two days have to fail, and the labels of each come a day late.
  expect(flip?.minutes).toBeGreaterThan(2 * 1440);
  expect(flip?.seenBy.filter((name) => /FeatureDrift|PredictionDrift|Zeros/.test(name))).toEqual([]);
  expect(stopped).toMatchObject({ status: 'seen' });
  expect(stopped?.seenBy).toEqual(expect.arrayContaining([expect.stringMatching(/LabelsStopped/)]));
  expect(quality(report).map(({ verdict, falseAlarms, firesOn }) => [verdict, falseAlarms, firesOn.map(({ fault }) => fault)])).toEqual([
    ['fires', 0, ['concept-flip']],
    ['fires', 0, ['labels-stopped']],
  ]);
});

test('nobody is told where no alarm tells: a blind spot', async () => {
  const report = await played({ told: false });
  expect(['concept-flip', 'labels-stopped'].map((name) => of(report, name)?.status)).toEqual(['blind', 'blind']);
  expect(report.blindSpots.map(({ fault }) => fault)).toEqual(['concept-flip', 'labels-stopped']);
});

test('where no labels are declared nothing sees concept drift: it is shown, and does not count', async () => {
  const report = await played({ labelled: false });
  expect(of(report, 'concept-flip')).toMatchObject({ status: 'blind', seenBy: [] });
  expect(report.blindSpots).toEqual([expect.objectContaining({ fault: 'concept-flip', counts: false })]);
  expect(of(report, 'labels-stopped')).toMatchObject({ status: 'not-runnable', text: 'nobody declared where labels come from' });
});

test('samples that do not say what really was play no labels, and the report asks for them', async () => {
  const folder = scratch();
  cpSync(MODEL, folder, { recursive: true });
  const traffic = join(folder, 'samples', 'traffic.jsonl');
  const lines = readFileSync(traffic, 'utf8').trim().split('\n');
  writeFileSync(
    traffic,
    lines
      .map((line) => JSON.parse(line) as { input: unknown; label: unknown })
      .map(({ input, label }, index) => JSON.stringify(index < 3 ? { input } : { input, label }))
      .join('\n'),
  );
  const report = await played({ folder });
  const because = 'of 3 of the 300 samples nobody said what really was; give each line of samples/traffic.jsonl a "label"';
  expect(['concept-flip', 'labels-stopped'].map((name) => of(report, name))).toEqual([
    expect.objectContaining({ status: 'not-runnable', text: because }),
    expect.objectContaining({ status: 'not-runnable', text: because }),
  ]);
  expect(quality(report).map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['not-reproducible', because],
    ['not-reproducible', because],
  ]);
});

test('a region is the rows with the greatest values of the most important feature, and what is true there is something else', () => {
  const rows = [{ size: 3 }, { size: 1 }, { size: 4 }, { size: 2 }];
  const baseline = { features: [{ name: 'size' }] } as never;
  const truth = truthOf(rows, [0, 0, 1, 1], baseline);
  const labels = (flipped: number): unknown => ('nothing' in truth ? truth.nothing : rows.map((_, row) => truth.of(row, flipped)));
  expect(labels(0)).toEqual([0, 0, 1, 1]);
  expect(labels(0.25)).toEqual([0, 0, 0, 1]);
  expect(labels(0.5)).toEqual([1, 0, 0, 1]);
  expect(truthOf(rows, [1, 1, 1, 1], baseline)).toEqual({ nothing: 'all samples have the same label' });
  const values = truthOf(rows, [10, 20, 30, 40], baseline);
  expect('nothing' in values ? values : rows.map((_, row) => values.of(row, 1))).toEqual([30, 40, 10, 20]);
});
