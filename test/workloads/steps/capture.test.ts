import { MONITOR_VARIABLES, type QualityDeclaration } from '../../../core/drift/monitor/settings';
import type { BatchSettings } from '../../../core/batch/settings';
import { seeded } from '../../../runtime/random';
import { capturedRows } from '../../../workloads/drift/capture-record';
import { prepare } from '../../../workloads/steps/prepare';
import { publish } from '../../../workloads/steps/publish';
import { Account, mails, type Mail } from '../drift/monitor/account';
import { StepBench } from './step-bench';

const TIME = '2026-11-25T03:30:00Z';
const KEPT = { uri: 's3://data/capture/Nightly/', everyRow: 1 };

let bench: StepBench;
beforeEach(async () => {
  bench = await StepBench.open();
});
afterEach(() => bench.close());

/** A run over rows of the input and what the model gives for them; the rows that were kept of it. */
async function kept(
  settings: Partial<BatchSettings>,
  input: readonly string[],
  output: readonly string[],
  { time = TIME, ...more }: { readonly backfill?: boolean; readonly time?: string } = {},
): Promise<string> {
  const key = settings.format === 'csv' ? 'a.csv' : 'a.jsonl';
  bench.put(`in/${key}`, `${input.join('\n')}\n`);
  const run = await prepare({ time, now: time, execution: 'arn:1' }, bench.world(time, settings));
  if (run.status !== 'ready') throw new TypeError(run.because);
  bench.answer(run, { [key]: output });
  await publish({ ...run, ...more, now: time, execution: 'arn:1' }, bench.world(time, settings));
  const records = `capture/Nightly/${run.runId}.jsonl`;
  return bench.has(records) ? bench.textAt(records) : '';
}

/** What the monitor reads of it. */
function rowsIn(text: string, inputs: readonly string[], outputs: readonly string[]): unknown[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const read = capturedRows(JSON.parse(line), inputs, outputs);
      if (!read.ok) throw new TypeError(read.reason);
      return read.rows;
    });
}

test('records are kept with what was answered, also where they were joined, and without those that were rejected', async () => {
  const text = await kept(
    { capture: KEPT, joined: true, runIdColumn: 'run' },
    ['{"id":1,"x":2}', '{"id":2,"x":"?"}', '{"id":3,"x":4}'],
    [
      '{"id":1,"x":2,"SageMakerOutput":{"spam":0.5}}',
      '{"id":2,"x":"?","SageMakerOutput":{"spam":null,"slipwayRejected":"no number"}}',
      '{"id":3,"x":4,"SageMakerOutput":{"spam":0.25}}',
    ],
  );
  expect(rowsIn(text, ['x'], ['spam'])).toMatchObject([
    { x: 2, spam: 0.5 },
    { x: 4, spam: 0.25 },
  ]);
});

test('of CSV the columns that the model sees, and of the output those that it gave', async () => {
  const text = await kept(
    { format: 'csv', capture: { ...KEPT, firstColumn: 1 }, joined: true, runIdColumn: 'run' },
    ['k1,1,"a, b"', 'k2,2,"say ""x"""\r'],
    ['k1,1,"a, b",spam,0.5', 'k2,2,"say ""x""",ham,0.25'],
  );
  expect(rowsIn(text, ['n', 'word'], ['label', 'score'])).toEqual([
    { n: '1', word: 'a, b', label: 'spam', score: '0.5' },
    { n: '2', word: 'say "x"', label: 'ham', score: '0.25' },
  ]);
});

test('one row of so many, whatever objects they are in', async () => {
  const rows = Array.from({ length: 1005 }, (_, x) => x);
  const text = await kept(
    { capture: { ...KEPT, everyRow: 10 } },
    rows.map((x) => JSON.stringify({ x })),
    rows.map((x) => JSON.stringify({ spam: x / 2 })),
  );
  const read = rowsIn(text, ['x'], ['spam']) as { x: number; spam: number }[];
  expect([read.length, read[3]]).toEqual([101, { x: 30, spam: 15 }]);
});

test('what is filled in is no news of the day, and is not kept', async () => {
  expect(await kept({ capture: KEPT }, ['{"x":1}'], ['{"spam":0.5}'], { backfill: true })).toBe('');
});

test.each<[string, (row: Mail) => Mail, boolean]>([
  ['as in training', (row) => row, false],
  ['of a model that has come to be sure', (row) => ({ ...row, score: row.score ** 4 }), true],
])('predictions %s, read by the drift monitor from input and output', async (_what, change, drifted) => {
  const account = await Account.open({
    [MONITOR_VARIABLES.endpoint]: '',
    [MONITOR_VARIABLES.records]: 's3://captured/capture/Nightly/',
  });
  try {
    const rows = mails(1500, 7).map(change);
    const text = await kept(
      { capture: KEPT },
      rows.map(({ length, words, country }) => JSON.stringify({ length, words, country })),
      rows.map(({ score }) => JSON.stringify({ score })),
    );
    account.s3.put('captured/capture/Nightly/20261125T033000Z.jsonl', text, new Date('2026-11-25T03:55:00Z'));
    for (let hour = 0; hour < 24; hour += 1)
      await account.tick('integrity', new Date(Date.parse('2026-11-25T01:20:00Z') + hour * 3_600_000).toISOString());
    await account.tick('distribution', '2026-11-26T01:25:00Z');
    expect(account.published('RowsJudged').max).toBe(1500);
    expect(account.published('RowsSeen').count).toBe(24);
    // 0.2 is where its alarm goes off.
    expect(account.published('PredictionDrift').max > 0.2).toBe(drifted);
    expect(account.published('DriftedFeatures').max).toBe(0);
  } finally {
    await account.close();
  }
});

describe('rows with a key of one column', () => {
  const LABELLED = 's3://truth/labels/';
  const DECLARED: QualityDeclaration = { delayHours: 24, labelledShare: 1, atLeast: { roc_auc: 0.8 }, segments: [], groups: [] };
  let account: Account;
  beforeEach(async () => {
    account = await Account.open({
      [MONITOR_VARIABLES.endpoint]: '',
      [MONITOR_VARIABLES.records]: 's3://captured/capture/Nightly/',
      [MONITOR_VARIABLES.labels]: LABELLED,
      [MONITOR_VARIABLES.quality]: JSON.stringify(DECLARED),
    });
  });
  afterEach(async () => {
    await account.close();
    delete process.env[MONITOR_VARIABLES.labels];
    delete process.env[MONITOR_VARIABLES.quality];
  });

  const ids = (text: string): unknown[] =>
    text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { eventMetadata: { inferenceId?: string } }).eventMetadata.inferenceId);

  test('are records of their own, each with its id: the run, and the key as text', async () => {
    const json = await kept(
      { capture: KEPT, joined: true, uniqueKey: ['id'] },
      ['{"id":"a b","x":2}', '{"id":9007199254740993,"x":4}'],
      ['{"id":"a b","x":2,"SageMakerOutput":{"spam":0.5}}', '{"id":9007199254740993,"x":4,"SageMakerOutput":{"spam":0.25}}'],
    );
    expect(ids(json)).toEqual(['20261125T033000Z/a b', '20261125T033000Z/9007199254740993']);
    expect(rowsIn(json, ['x'], ['spam'])).toMatchObject([
      { x: 2, spam: 0.5 },
      { x: 4, spam: 0.25 },
    ]);
  });

  test('are found in CSV by the number of the column in the output, and keep leading zeros', async () => {
    const csv = await kept(
      { format: 'csv', capture: { ...KEPT, firstColumn: 1, everyRow: 2 }, joined: true, uniqueKey: ['0'], runIdColumn: 'run' },
      ['017,1', '018,2', '"0,19",3'],
      ['017,1,0.5', '018,2,0.25', '"0,19",3,0.75'],
    );
    expect(ids(csv)).toEqual(['20261125T033000Z/017', '20261125T033000Z/0,19']);
    expect(rowsIn(csv, ['x'], ['spam'])).toEqual([{ x: '1', spam: '0.5' }, { x: '3', spam: '0.75' }]); // prettier-ignore
  });

  test('of several columns have none', async () => {
    const text = await kept(
      { capture: KEPT, joined: true, uniqueKey: ['id', 'x'] },
      ['{"id":1,"x":2}', '{"id":1,"x":4}'],
      ['{"id":1,"x":2,"SageMakerOutput":{"spam":0.5}}', '{"id":1,"x":4,"SageMakerOutput":{"spam":0.25}}'],
    );
    expect(ids(text)).toEqual([undefined]);
  });

  /** Labels of the night that was played last. */
  let held: readonly object[] = [];

  function putLabels(day: string, labels: readonly object[]): void {
    account.s3.put(`truth/labels/${day}.jsonl`, labels.map((each) => JSON.stringify(each)).join('\n'), new Date(`${day}T23:55:00Z`));
  }

  /** A night's run over 300 mails, published at five to four, whose labels somebody writes twenty hours later. */
  async function aNight(day: string, right: boolean, labelled = 1): Promise<void> {
    const seed = Number(day.slice(-2));
    const random = seeded(seed);
    const rows = mails(300, seed);
    const input = rows.map(({ length, words, country }, id) => ({ id, length, words, country }));
    const text = await kept(
      { capture: KEPT, joined: true, uniqueKey: ['id'] },
      input.map((row) => JSON.stringify(row)),
      input.map((row, at) => JSON.stringify({ ...row, SageMakerOutput: { score: rows[at]?.score } })),
      { time: `${day}T03:30:00Z` },
    );
    const runId = `${day.replaceAll('-', '')}T033000Z`;
    account.s3.put(`captured/capture/Nightly/${runId}.jsonl`, text, new Date(`${day}T03:55:00Z`));
    held = rows.map(({ score }, id) => ({
      id: `${runId}/${id}`,
      label: Number(random() < (right ? Math.round(score) * 0.9 + 0.05 : 0.5)),
    }));
    putLabels(day, held.slice(0, rows.length * labelled));
  }

  const fails = (): unknown[] => account.cohorts().map(({ day, state, labels, fails: failing }) => [day, state, labels, failing.length]);

  test('are judged on the day of their run once labels are due, each night by labels of its own though its keys come again', async () => {
    await aNight('2026-11-20', true);
    expect(await account.tick('quality', '2026-11-21T23:41:00Z')).toEqual([]);
    await aNight('2026-11-21', false);
    await aNight('2026-11-22', false);
    expect(await account.tick('quality', '2026-11-22T00:41:00Z')).toEqual(['2026-11-20']);
    expect(account.published('QualityMargin').max).toBeGreaterThan(0);
    expect(account.published('LabelCoverage').max).toBe(1);
    await account.tick('quality', '2026-11-23T00:41:00Z');
    expect(account.published('QualityFailing').max).toBe(0);
    await account.tick('quality', '2026-11-24T00:41:00Z');
    expect(fails()).toEqual([
      ['2026-11-20', 'judged', 300, 0],
      ['2026-11-21', 'judged', 300, 0],
      ['2026-11-22', 'judged', 300, 1],
    ]);
    expect(account.published('QualityFailing').max).toBe(1);
  });

  test('whose labels stop are told of, and a night is stated anew when they come after all', async () => {
    await aNight('2026-11-20', true, 0.5);
    await account.tick('quality', '2026-11-22T00:41:00Z');
    expect(fails()).toEqual([['2026-11-20', 'labels-missing', 150, 0]]);
    await account.tick('quality', '2026-11-23T00:41:00Z');
    expect(account.published('LabelsStopped').max).toBe(1);
    putLabels('2026-11-20', held.slice(0, 270));
    await account.tick('quality', '2026-11-24T00:41:00Z');
    expect(fails()).toEqual([['2026-11-20', 'judged', 270, 0]]);
    putLabels('2026-11-20', held);
    await account.tick('quality', '2026-11-25T00:41:00Z');
    expect(account.cohorts()[0]).toMatchObject({ state: 'judged', labels: 300, restated: { labels: 270 } });
  });
});
