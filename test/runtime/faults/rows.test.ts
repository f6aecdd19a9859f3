import { Duration, Stack } from 'aws-cdk-lib';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlarmPlan, DriftPlan, Hosting, InstanceType, Model, ModelDeployment, Traffic } from '../../../constructs/index';
import { FAULTS } from '../../../runtime/faults/catalogue';
import { makeBaseline } from '../../../runtime/drift/make-baseline';
import { readProfile, type Profile } from '../../../runtime/measuring/profile';
import { modelKey } from '../../../runtime/measuring/model-key';
import type { Plan } from '../../../runtime/plan';
import type { RehearsalReport } from '../../../runtime/report/rehearsal-report';
import { load } from '../../../workloads/embedded/load';
import { planOf, scratch } from '../assembly/apps';
import { rehearsed } from '../rehearsal/apps';

jest.setTimeout(500_000);

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
const PROFILE = join(__dirname, '..', 'rehearsal', 'fixtures', 'spam-filter.profile.json');

/** Two deployments of one model with the same monitor: of one the alarms tell somebody, of the other nobody. */
function watchedAndNot(folder: string): Plan {
  return planOf((app) => {
    const stack = new Stack(app, 'Mail');
    const hosting = Hosting.realtime({
      instanceType: InstanceType.M5_LARGE,
      latency: Duration.millis(100),
      traffic: Traffic.promised({ perMinute: 60, quietestPerMinute: 30 }),
    });
    const drift = DriftPlan.standard(Duration.hours(1));
    const model = Model.fromDirectory(folder);
    new ModelDeployment(stack, 'Watched', { model, hosting, drift });
    new ModelDeployment(stack, 'Unwatched', { model, hosting, drift, alarms: AlarmPlan.none('to see what nobody is told then') });
  });
}

/** The spam filter with a feature that is an hour of the day, one that is a segment, and rows as they would be: its answers do not matter here. */
async function withHours(): Promise<string> {
  const folder = scratch();
  cpSync(MODEL, folder, { recursive: true });
  const schema = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as { features: Record<string, unknown>[] };
  for (const feature of schema.features) {
    if (feature['name'] === 'num3d') Object.assign(feature, { type: 'integer', range: [0, 23], importance: 0.9 });
    if (feature['name'] === 'num650') Object.assign(feature, { type: 'integer', range: [0, 30], segment: true });
  }
  writeFileSync(join(folder, 'schema.json'), JSON.stringify(schema));
  const rows = readFileSync(join(folder, 'samples', 'traffic.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line, index) => ({
      ...(JSON.parse(line) as { input: Record<string, number> }).input,
      // Most by day, and a twentieth of the callers of one kind.
      num3d: [9, 10, 11, 12, 13, 14, 15, 16, 17, 8, 18, 7][index % 12] ?? 0,
      num650: index % 20 === 0 ? 7 : 0,
    }));
  writeFileSync(join(folder, 'samples', 'traffic.jsonl'), rows.map((input) => JSON.stringify({ input })).join('\n'));
  writeFileSync(join(folder, 'samples', 'golden.jsonl'), '');
  const model = await load(folder);
  const answers = (await model.predict(rows)) as { label: number; probabilities: number[] }[];
  await model.close();
  const data = join(folder, 'training.jsonl');
  const scored = rows.map((row, index) => ({
    ...row,
    label: answers[index]?.label,
    'probabilities.spam': answers[index]?.probabilities[1],
    'probabilities.nonspam': answers[index]?.probabilities[0],
  }));
  writeFileSync(data, [...scored, ...scored, ...scored].map((row) => JSON.stringify(row)).join('\n'));
  const predictions = ['label', 'probabilities.spam', 'probabilities.nonspam'];
  const { files } = await makeBaseline({ data, schema: join(folder, 'schema.json'), predictions, labels: [] });
  mkdirSync(join(folder, 'baseline'), { recursive: true });
  writeFileSync(join(folder, 'baseline', 'profile.json'), files.get('profile.json') ?? '');
  return folder;
}

/** What the spam filter's own measurement says, under the key of whatever lies in the assembly. */
function profileFor(plan: Plan): Profile {
  const [measured] = Object.values(readProfile(PROFILE).models);
  const keys = plan.services.flatMap(({ variants }) => variants.map(modelKey));
  return { version: 1, models: Object.fromEntries(keys.flatMap((key) => (measured === undefined ? [] : [[key, measured]]))) };
}

function of({ faults }: RehearsalReport, deployment: string, name: string): RehearsalReport['faults'][number] | undefined {
  return faults.find((fault) => fault.name === name && fault.deployment.includes(`/${deployment}/`));
}

describe('the spam filter', () => {
  const tellers: readonly [fault: string, teller: RegExp][] = [
    ['capture-stopped', /Capture/],
    ['disk-full', /Capture/],
    ['denied', /Capture/],
    ['monitor-dead', /MonitorSilent/],
    ['unit-change', /FeatureDrift/],
    ['slow-drift', /FeatureDrift/],
    ['nulls-to-zero', /Zeros/],
    ['stuck-feature', /StuckFeatures/],
    ['swapped-columns', /GoldenRows/],
    ['train-serve-skew', /GoldenRows/],
    ['bad-output', /InvalidOutputs/],
    ['stale-model', /ServedDiffers/],
  ];
  let report: RehearsalReport;
  beforeAll(async () => {
    const plan = watchedAndNot(MODEL);
    report = await rehearsed(plan, {
      profile: profileFor(plan),
      faults: [...tellers.map(([fault]) => fault), 'weekend', 'late-metrics'],
      healthyDays: 3,
    });
  });

  test.each(tellers)('%s is told by the alarm that should see it, and by nobody where nobody is told', (fault, teller) => {
    expect(of(report, 'Watched', fault)).toMatchObject({
      status: 'seen',
      seenBy: expect.arrayContaining([expect.stringMatching(teller)]) as unknown,
    });
    expect(of(report, 'Unwatched', fault)).toMatchObject({ status: 'blind', minutes: null, seenBy: [] });
  });

  test('healthy days are quiet, and so are a weekend and late metrics', () => {
    expect(report.alarms.filter(({ falseAlarms }) => falseAlarms > 0).map(({ name }) => name)).toEqual([]);
    expect(['weekend', 'late-metrics'].map((fault) => of(report, 'Watched', fault)?.seenBy)).toEqual([[], []]);
  });

  test('of each alarm the weakest fault that it sees is told, and none is stronger than one that it saw', () => {
    const weakest = (name: RegExp, fault: string): number | undefined =>
      report.alarms
        .find((alarm) => alarm.deployment.includes('/Watched/') && name.test(alarm.name))
        ?.weakest.find((each) => each.fault === fault)?.strength;
    expect(weakest(/InvalidOutputs/, 'bad-output')).toBeGreaterThan(0.0005);
    expect(weakest(/InvalidOutputs/, 'bad-output')).toBeLessThanOrEqual(0.01);
    expect(weakest(/Zeros/, 'nulls-to-zero')).toBeLessThanOrEqual(0.05);
    expect(weakest(/Capture/, 'capture-stopped')).toBeCloseTo(0.5, 0);
    expect(weakest(/ServedDiffers/, 'stale-model')).toBe(1);
    // At its fixed strength alone: it takes a month.
    expect(weakest(/FeatureDrift/, 'slow-drift')).toBeUndefined();
  });

  test('two like columns in exchanged places show in no statistic of the inputs', () => {
    expect(of(report, 'Watched', 'swapped-columns')?.seenBy.filter((name) => /FeatureDrift|Zeros|Missing/.test(name))).toEqual([]);
  });
});

test('an hour in another zone, and a segment that moves, where there are such features', async () => {
  const plan = watchedAndNot(await withHours());
  const report = await rehearsed(plan, { profile: profileFor(plan), faults: ['timezone-shift', 'segment-drift'], healthyDays: 2 });
  expect(of(report, 'Watched', 'timezone-shift')).toMatchObject({
    status: 'seen',
    seenBy: expect.arrayContaining([expect.stringMatching(/FeatureDrift/)]) as unknown,
  });
  expect(of(report, 'Unwatched', 'timezone-shift')).toMatchObject({ status: 'blind' });
  expect(of(report, 'Watched', 'segment-drift')).toMatchObject({
    status: 'seen',
    seenBy: expect.arrayContaining([expect.stringMatching(/SegmentDrift/)]) as unknown,
  });
  expect(of(report, 'Unwatched', 'segment-drift')).toMatchObject({ status: 'blind' });
});

test('where no monitor watches, and where nothing fits, the report says why a fault did not run', async () => {
  const plan = planOf((app) => {
    const hosting = Hosting.realtime({
      instanceType: InstanceType.M5_LARGE,
      latency: Duration.millis(100),
      traffic: Traffic.promised({ perMinute: 60 }),
    });
    new ModelDeployment(new Stack(app, 'Mail'), 'Watched', {
      model: Model.fromDirectory(MODEL),
      hosting,
      drift: DriftPlan.none('it is a test'),
    });
  });
  const report = await rehearsed(plan, { profile: profileFor(plan), faults: ['bad-output', 'new-categories'], healthyDays: 1 });
  expect(report.faults.find(({ name }) => name === 'bad-output')).toMatchObject({
    status: 'not-runnable',
    text: 'no drift monitor watches its rows',
  });
  expect(report.blindSpots).toEqual([]);
});

test('a category in another case is changed, and a row without one stays as it is', () => {
  const fault = FAULTS.find(({ name }) => name === 'new-categories');
  const column = {
    name: 'origin',
    kind: 'categorical',
    known: ['ATL'],
    knownCounts: [9],
    count: 9,
    missing: 0,
    typeErrors: 0,
    unseen: [],
    others: 0,
  } as const;
  const baseline = {
    version: 1,
    rows: 9,
    broken: 0,
    inputs: ['origin'],
    outputs: [],
    features: [column],
    predictions: [],
    leftOut: [],
    segments: [],
  } as const;
  const sent = fault?.strike(1, {} as never).rows?.sent;
  const context = { random: () => 0.5, baseline, progress: 1 };
  expect([{ origin: 'ATL' }, { origin: 'atl' }, { origin: null }].map((row) => sent?.(row, context))).toEqual([
    { origin: 'atl' },
    { origin: 'ATL' },
    { origin: null },
  ]);
});
