import { MONITOR_VARIABLES } from '../../../core/drift/monitor/settings';
import type { BatchSettings } from '../../../core/batch/settings';
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
  more: { readonly backfill?: boolean } = {},
): Promise<string> {
  const key = settings.format === 'csv' ? 'a.csv' : 'a.jsonl';
  bench.put(`in/${key}`, `${input.join('\n')}\n`);
  const run = await prepare({ time: TIME, now: TIME, execution: 'arn:1' }, bench.world(TIME, settings));
  if (run.status !== 'ready') throw new TypeError(run.because);
  bench.answer(run, { [key]: output });
  await publish({ ...run, ...more, now: TIME, execution: 'arn:1' }, bench.world(TIME, settings));
  return bench.has('capture/Nightly/20261125T033000Z.jsonl') ? bench.textAt('capture/Nightly/20261125T033000Z.jsonl') : '';
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
