import { MONITOR_VARIABLES, type QualityDeclaration } from '../../../../core/drift/monitor/settings';
import { GOLDEN_ATTRIBUTE } from '../../../../core/service/served';
import { seeded } from '../../../../runtime/random';
import { Account, captureLine, documentOf, mails } from './account';

const DECLARED: QualityDeclaration = {
  delayHours: 24,
  labelledShare: 1,
  atLeast: { roc_auc: 0.8 },
  segments: ['country'],
  groups: ['country'],
};

let account: Account;
beforeEach(async () => {
  account = await Account.open({
    [MONITOR_VARIABLES.labels]: 's3://truth/labels/',
    [MONITOR_VARIABLES.quality]: JSON.stringify(DECLARED),
  });
});
afterEach(async () => {
  await account.close();
  delete process.env[MONITOR_VARIABLES.labels];
  delete process.env[MONITOR_VARIABLES.quality];
});

const ROWS = 300;

/** A day on which the score is the probability of the label, or says nothing of it. */
function aDay(day: string, right: boolean, labelled = 1): void {
  const random = seeded(Number(day.slice(-2)));
  const rows = mails(ROWS, Number(day.slice(-2)));
  const lines = rows.map((row, index) => {
    const record = JSON.parse(captureLine(row, `${day}T09:10:00Z`)) as { eventMetadata: Record<string, unknown> };
    return JSON.stringify({ ...record, eventMetadata: { ...record.eventMetadata, eventId: `e${index}`, inferenceId: `${day}/${index}` } });
  });
  const golden = captureLine({ length: 1, words: 1, country: 'de', score: 0.5 }, `${day}T09:20:00Z`, GOLDEN_ATTRIBUTE);
  account.capture(`${day}T09`, 'a', [...lines, golden]);
  const truths = rows.map(({ score }, index) => {
    const label = Number(random() < (right ? Math.round(score) * 0.9 + 0.05 : 0.5));
    return { groundTruthData: { data: String(label), encoding: 'CSV' }, eventMetadata: { eventId: `${day}/${index}` }, eventVersion: '0' };
  });
  putLabels(day, 'first', truths.slice(0, ROWS * labelled), 20);
  held.set(day, truths);
}

const held = new Map<string, readonly object[]>();

/** Labels that are written so many hours after the start of their day. */
function putLabels(day: string, name: string, truths: readonly object[], hours: number): void {
  const written = new Date(Date.parse(`${day}T00:00:00Z`) + hours * 3_600_000);
  const folder = written.toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
  account.s3.put(`truth/labels/${folder}/${day}-${name}.jsonl`, `${truths.map((truth) => JSON.stringify(truth)).join('\n')}\n`, written);
}

const fails = (): [string, string, number][] => account.cohorts().map(({ day, state, fails: failing }) => [day, state, failing.length]);

test('a day is judged when its labels are due, by inference id, and golden rows are no answers', async () => {
  aDay('2026-11-20', true);
  expect(await account.tick('quality', '2026-11-21T23:41:00Z')).toEqual([]);
  expect(await account.tick('quality', '2026-11-22T00:41:00Z')).toEqual(['2026-11-20']);
  const [cohort] = account.cohorts();
  expect(cohort).toMatchObject({ day: '2026-11-20', state: 'judged', answers: ROWS, labels: ROWS, coverage: 1, fails: [] });
  expect(cohort?.metrics['roc_auc']?.value).toBeGreaterThan(0.85);
  expect(account.published('QualityFailing')).toEqual({ count: 1, max: 0 });
  expect(account.published('QualityMargin').max).toBeCloseTo((cohort?.metrics['roc_auc']?.upper ?? 0) - 0.8, 9);
  expect(account.published('LabelCoverage').max).toBe(1);
  expect(account.published('AnswersJudged').max).toBe(ROWS);
  expect(account.published('Quality', { Metric: 'roc_auc' }).max).toBeCloseTo(cohort?.metrics['roc_auc']?.value ?? 0, 9);
  const day = account.s3.json(account.s3.keys('results/').find((key) => key.endsWith('/quality/2026-11-20.json')) ?? '') as {
    segments: { value: string }[];
    bias: unknown[];
  };
  expect(day.segments.map(({ value }) => value).toSorted()).toEqual(['de', 'fr', 'it']);
  // Judged whole, it is not read again: a retry and the next hours publish nothing.
  expect(await account.tick('quality', '2026-11-22T00:41:00Z')).toEqual([]);
  expect(await account.tick('quality', '2026-11-22T21:41:00Z')).toEqual([]);
  expect(account.published('QualityFailing').count).toBe(1);
});

test('two days below the bar one after the other fail, one alone does not', async () => {
  aDay('2026-11-20', true);
  aDay('2026-11-21', false);
  await account.tick('quality', '2026-11-23T00:41:00Z');
  expect(fails()).toEqual([['2026-11-20', 'judged', 0], ['2026-11-21', 'judged', 0]]); // prettier-ignore
  expect(account.published('QualityFailing').max).toBe(0);
  expect(account.published('QualityMargin').max).toBeLessThan(0);
  aDay('2026-11-22', false);
  expect(await account.tick('quality', '2026-11-24T00:41:00Z')).toEqual(['2026-11-22']);
  expect(fails().at(-1)).toEqual(['2026-11-22', 'judged', 1]);
  expect(account.published('QualityFailing').max).toBe(1);
});

interface Estimates {
  readonly day: string;
  readonly answers: number;
  readonly estimated?: { readonly note: string; readonly metrics: Readonly<Record<string, number>>; readonly calibratedOn: number };
}

const estimates = (): readonly Estimates[] =>
  account.s3.json(account.s3.keys('results/').find((key) => key.endsWith('/quality/estimates.json')) ?? '') as Estimates[];

test('a day is estimated once it is over, by what its first judged days calibrate, and does not see that the truth has changed', async () => {
  for (const day of ['2026-11-18', '2026-11-19']) aDay(day, true);
  await account.tick('quality', '2026-11-20T00:10:00Z');
  // Records of the last hour may still come.
  expect(estimates().map(({ day, answers }) => [day, answers])).toEqual([
    ['2026-11-16', 0],
    ['2026-11-17', 0],
    ['2026-11-18', ROWS],
  ]);
  expect(account.published('EstimatedQuality', { Metric: 'roc_auc' }).count).toBe(1);
  await account.tick('quality', '2026-11-20T00:41:00Z');
  await account.tick('quality', '2026-11-20T01:41:00Z');
  // The labels of the first day, 300 of them, are fewer than a calibration takes: the scores are taken as they are.
  expect(estimates().slice(2).map(({ day, estimated }) => [day, estimated?.note, estimated?.calibratedOn])).toEqual([
    ['2026-11-18', 'estimated, blind to concept drift', 0],
    ['2026-11-19', 'estimated, blind to concept drift', 0],
  ]); // prettier-ignore
  aDay('2026-11-20', true);
  aDay('2026-11-21', false);
  await account.tick('quality', '2026-11-21T00:41:00Z');
  await account.tick('quality', '2026-11-22T00:41:00Z');
  expect(estimates().at(-1)).toMatchObject({ day: '2026-11-21', answers: ROWS, estimated: { calibratedOn: 3 * ROWS } });
  expect(account.published('EstimatedQuality', { Metric: 'roc_auc' })).toMatchObject({ count: 4 });
  await account.tick('quality', '2026-11-23T00:41:00Z');
  const [known, expected] = [
    account.cohorts().at(-1)?.metrics['roc_auc']?.value,
    estimates().find(({ day }) => day === '2026-11-21')?.estimated?.metrics['roc_auc'],
  ];
  // Labels are right with 0.95 where the rounded score says so: an area of 0.9 to 0.95. On the last day they are a coin's.
  expect(known).toBeLessThan(0.6);
  expect(expected).toBeGreaterThan(0.85);
  expect(expected).toBeLessThan(1);
});

test('labels that stopped are told a day after they were due, and a day is restated when they come after all', async () => {
  aDay('2026-11-20', true, 0.5);
  await account.tick('quality', '2026-11-22T00:41:00Z');
  expect(fails()).toEqual([['2026-11-20', 'labels-missing', 0]]);
  expect(account.published('LabelsStopped').max).toBe(0);
  await account.tick('quality', '2026-11-23T00:41:00Z');
  expect(account.published('LabelsStopped').max).toBe(1);
  expect(account.published('LabelCoverage').max).toBe(0.5);
  putLabels('2026-11-20', 'second', (held.get('2026-11-20') ?? []).slice(ROWS / 2, ROWS * 0.9), 75);
  await account.tick('quality', '2026-11-24T00:41:00Z');
  expect(account.cohorts()[0]).toMatchObject({ state: 'judged', labels: ROWS * 0.9 });
  putLabels('2026-11-20', 'third', (held.get('2026-11-20') ?? []).slice(ROWS * 0.9), 99);
  await account.tick('quality', '2026-11-25T00:41:00Z');
  expect(account.cohorts()[0]).toMatchObject({ state: 'judged', labels: ROWS, restated: { labels: ROWS * 0.9 } });
});

test('what a restarted or slow function did not get to, the next tick judges', async () => {
  aDay('2026-11-20', true);
  aDay('2026-11-21', true);
  account.remaining = () => 30_000;
  expect(await account.tick('quality', '2026-11-23T00:41:00Z')).toEqual(['2026-11-20']);
  expect(await account.tick('quality', '2026-11-23T01:41:00Z')).toEqual(['2026-11-21']);
});

test('values of a column that is sensitive, or left out of the baseline, stand in no result', async () => {
  const document = documentOf();
  const { features, leftOut } = document.baseline;
  const country = { name: 'country', reason: 'nearly every row has a text of its own, as ids and free text have' };
  const hidden = [
    { ...document.baseline, features: features.map((each) => (each.name === 'country' ? { ...each, sensitive: true as const } : each)) },
    { ...document.baseline, features: features.filter(({ name }) => name !== 'country'), leftOut: [...leftOut, country] },
  ];
  aDay('2026-11-20', true);
  for (const baseline of hidden) {
    account.document({ ...document, baseline });
    expect(await account.tick('quality', '2026-11-22T00:41:00Z')).toEqual(['2026-11-20']);
  }
  const days = account.s3.keys('results/').filter((key) => key.endsWith('/quality/2026-11-20.json'));
  expect(days).toHaveLength(2);
  for (const key of days) {
    const { segments, bias } = account.s3.json(key) as { segments: { value: string }[]; bias: { value: string }[] };
    expect([...segments, ...bias].length).toBeGreaterThan(3);
    for (const { value } of [...segments, ...bias]) expect(value).toMatch(/^#\d\d$/);
  }
});

test('without a declaration of labels the tick does nothing', async () => {
  delete process.env[MONITOR_VARIABLES.quality];
  aDay('2026-11-20', true);
  expect(await account.tick('quality', '2026-11-22T00:41:00Z')).toEqual([]);
});
