import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MONITOR_VARIABLES } from '../../../../core/drift/monitor/settings';
import { baselineOf, profileOf, tableOf } from '../../../core/drift/tables';
import { Account, captureLine, documentOf, mails, type Mail } from './account';

let account: Account;
beforeEach(async () => (account = await Account.open()));
afterEach(() => account.close());

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

/** A day of captured rows, so many an hour, read by the tick after each hour. */
async function aDay(day: string, rowsAnHour: number, change: (row: Mail) => Mail = (row) => row): Promise<void> {
  for (const hour of HOURS) {
    const rows = mails(rowsAnHour, Number(day.slice(-2)) * 100 + Number(hour)).map(change);
    account.capture(
      `${day}T${hour}`,
      'a',
      rows.map((row) => captureLine(row, `${day}T${hour}:30:00Z`)),
    );
    await account.tick('integrity', new Date(Date.parse(`${day}T${hour}:00:00Z`) + 4_800_000).toISOString());
  }
}

test('a day is judged when its last window is read, once for alarms and once more for what came late', async () => {
  await aDay('2026-11-25', 25);
  expect(await account.tick('distribution', '2026-11-26T00:14:00Z')).toEqual([]);
  expect(await account.tick('distribution', '2026-11-26T00:25:00Z')).toEqual(['2026-11-25']);
  const day = account.day('2026-11-25');
  expect(day).toMatchObject({ verdict: 'no-drift', notify: 'nobody', rows: 600, windows: { read: 24, missing: 0 } });
  expect(account.published('RowsJudged')).toEqual({ count: 1, max: 600 });
  expect(account.published('DriftedFeatures').max).toBe(0);
  expect(account.published('PredictionDrift').max).toBeLessThan(0.1);
  expect(await account.tick('distribution', '2026-11-26T02:25:00Z')).toEqual([]);
  expect(await account.tick('distribution', '2026-11-26T12:25:00Z')).toEqual(['2026-11-25']);
  expect(await account.tick('distribution', '2026-11-26T13:25:00Z')).toEqual([]);
  expect(account.published('RowsJudged').count).toBe(1);
});

test('a day with drift says which feature, and is no healthy day', async () => {
  process.env[MONITOR_VARIABLES.featureMetrics] = 'length,country';
  await aDay('2026-11-25', 25, (row) => ({ ...row, length: row.length * 1.609 }));
  await account.tick('distribution', '2026-11-26T01:25:00Z');
  const day = account.day('2026-11-25');
  expect(day).toMatchObject({ verdict: 'drift', notify: 'ticket' });
  expect(day.features[0]).toMatchObject({ name: 'length', drifted: true, statistic: 'out_of_range_share' });
  expect(account.published('DriftedFeatures').max).toBe(1);
  expect(account.published('DriftedImportance').max).toBeCloseTo(1 / 3, 12);
  expect(account.published('FeatureDistance', { Feature: 'length' }).max).toBeGreaterThan(0.2);
  expect(account.published('FeatureDistance', { Feature: 'words' }).count).toBe(0);
  expect(account.s3.keys('results/monitor/healthy/')).toEqual([]);
  delete process.env[MONITOR_VARIABLES.featureMetrics];
});

test('what comes back on the same weekday is a pattern: both days are healthy then', async () => {
  const longer = (row: Mail): Mail => ({ ...row, length: row.length * 1.609 });
  await aDay('2026-11-25', 10, longer);
  await account.tick('distribution', '2026-11-26T01:25:00Z');
  expect(account.day('2026-11-25')).toMatchObject({ verdict: 'drift' });
  await aDay('2026-12-02', 10, longer);
  await account.tick('distribution', '2026-12-03T01:25:00Z');
  expect(account.day('2026-12-02')).toMatchObject({ verdict: 'no-drift', notify: 'nobody' });
  expect(account.s3.keys('results/monitor/healthy/').map((key) => key.slice(-15))).toEqual(['2026-11-25.json', '2026-12-02.json']);
});

test('windows that never came are waited for twelve hours, and then the day says how many are missing', async () => {
  account.capture(
    '2026-11-25T09',
    'a',
    mails(300, 5).map((row) => captureLine(row, '2026-11-25T09:30:00Z')),
  );
  await account.tick('integrity', '2026-11-25T10:20:00Z');
  expect(await account.tick('distribution', '2026-11-26T11:25:00Z')).toEqual([]);
  expect(await account.tick('distribution', '2026-11-26T12:25:00Z')).toEqual(['2026-11-25']);
  expect(account.day('2026-11-25')).toMatchObject({ rows: 300, windows: { read: 1, missing: 23 } });
});

test('a day of few rows is too little to tell: it says nothing of drift, and nothing is an all-clear', async () => {
  account.capture(
    '2026-11-25T09',
    'a',
    mails(150, 5).map((row) => captureLine({ ...row, length: 1 }, '2026-11-25T09:30:00Z')),
  );
  await account.tick('integrity', '2026-11-25T10:20:00Z');
  await account.tick('distribution', '2026-11-26T12:25:00Z');
  expect(account.day('2026-11-25')).toMatchObject({ verdict: 'too-little', rows: 150 });
  expect(account.published('RowsJudged').max).toBe(150);
  expect(account.published('DriftedFeatures').count).toBe(0);
});

test('after 28 healthy days they are the reference, by weekday, and what training never saw is as usual', async () => {
  const table = (seed: number): ReturnType<typeof tableOf> => {
    const rows = mails(600, seed).map((row) => ({ ...row, length: row.length * 0.5 }));
    return tableOf(
      Object.fromEntries((['length', 'words', 'country', 'score'] as const).map((name) => [name, rows.map((row) => row[name])])),
    );
  };
  await aDay('2026-11-25', 25, (row) => ({ ...row, length: row.length * 0.5 }));
  await account.tick('distribution', '2026-11-26T01:25:00Z');
  expect(account.day('2026-11-25').verdict).toBe('drift');
  const root = account.s3.keys('results/monitor/results/').find((key) => key.endsWith('/days/2026-11-25.json')) ?? '';
  const healthy = root.replace('/results/Spam', '/healthy/Spam').replace(/days\/.*$/, '');
  const { baseline } = documentOf();
  for (let day = 0; day < 28; day += 1) {
    const name = new Date(Date.parse('2026-10-01') + day * 86_400_000).toISOString().slice(0, 10);
    account.s3.put(`${healthy}${name}.json`, JSON.stringify(profileOf(baseline, [table(day + 900)])), new Date(0));
  }
  await aDay('2026-11-26', 25, (row) => ({ ...row, length: row.length * 0.5 }));
  await account.tick('distribution', '2026-11-27T01:25:00Z');
  expect(account.day('2026-11-26').verdict).toBe('no-drift');
  expect(account.published('HealthyWindows').max).toBe(28);
});

test('a baseline of another schema begins anew: nothing that was counted by the old one is compared with it', async () => {
  await aDay('2026-11-25', 25);
  await account.tick('distribution', '2026-11-26T01:25:00Z');
  const other = mails(2000, 3).map(({ length, ...row }) => ({ ...row, kilobytes: length }));
  account.document({
    ...documentOf(),
    baseline: baselineOf(tableOf({ kilobytes: other.map((row) => row.kilobytes), words: other.map((row) => row.words) })),
  });
  await account.tick('integrity', '2026-11-26T01:20:00Z');
  await account.tick('distribution', '2026-11-26T12:25:00Z');
  const folders = new Set(account.s3.keys('results/monitor/results/').map((key) => key.split('/').slice(0, 6).join('/')));
  expect(folders.size).toBe(2);
  // The traffic does not know the feature that the new baseline has: that is what the monitor says of it.
  const record = account.s3.keys('results/monitor/results/').map((key) => account.s3.json(key) as Record<string, unknown>);
  const windows = record.filter(({ id }) => id === '2026-11-26T0000Z-60m');
  expect(windows).toHaveLength(1);
});

test('rows that no endpoint wrote belong to the window in which their object came: Parquet, by ranges of bytes, and CSV', async () => {
  process.env[MONITOR_VARIABLES.endpoint] = '';
  const parquet = readFileSync(join(__dirname, '..', 'files', 'snappy.parquet'));
  account.s3.put('captured/capture/out/part.parquet', parquet, new Date('2026-11-25T09:10:00Z'));
  account.s3.put(
    'captured/capture/out/part.csv',
    'length,words,country,score\n1,2,de,0.5\n3,4,fr,0.25\n',
    new Date('2026-11-25T09:59:59Z'),
  );
  account.s3.put('captured/capture/out/next.csv', 'length,words,country,score\n1,2,de,0.5\n', new Date('2026-11-25T10:00:00Z'));
  account.s3.put('captured/capture/out/_SUCCESS', 'x', new Date('2026-11-25T09:30:00Z'));
  await account.tick('integrity', '2026-11-25T10:20:00Z');
  const { objects, profile } = account.window('2026-11-25T0900Z-60m');
  expect(Object.keys(objects)).toEqual(['capture/out/part.csv', 'capture/out/part.parquet']);
  expect(profile.rows).toBeGreaterThan(2);
  expect(profile.broken).toBe(0);
  expect(account.published('CaptureRatio').count).toBe(0);
  expect(account.published('RecordAge').max).toBe(1201);
});

test('a Parquet object that may not be read, or is cut off, is told apart: the first fails the tick and is read later, the second is a broken file', async () => {
  process.env[MONITOR_VARIABLES.endpoint] = '';
  const parquet = readFileSync(join(__dirname, '..', 'files', 'snappy.parquet'));
  account.s3.put('captured/capture/out/part.parquet', parquet, new Date('2026-11-25T09:10:00Z'));
  account.s3.put('captured/capture/out/rest.parquet', parquet.subarray(0, parquet.length / 2), new Date('2026-11-25T09:11:00Z'));
  account.s3.refused.push({ method: 'GET', prefix: 'captured/capture/out/part' });
  await expect(account.tick('integrity', '2026-11-25T10:20:00Z')).rejects.toThrow('s3:GetObject on s3://captured/capture/out/part.parquet');
  account.s3.refused.length = 0;
  await account.tick('integrity', '2026-11-25T10:20:00Z');
  const { profile, broken, complete } = account.window('2026-11-25T0900Z-60m');
  expect(complete).toBe(true);
  expect(profile.rows).toBeGreaterThan(2);
  expect(broken.map(({ file }) => file)).toEqual([expect.stringContaining('rest.parquet')]);
});

test('windows of five minutes take from an hour what is theirs', async () => {
  process.env[MONITOR_VARIABLES.integrityMinutes] = '5';
  const lines = mails(360, 4).map((row, index) =>
    captureLine(row, new Date(Date.parse('2026-11-25T09:00:00Z') + index * 10_000).toISOString()),
  );
  account.capture('2026-11-25T09', 'a', lines);
  await account.tick('integrity', '2026-11-25T09:55:00Z');
  expect(account.window('2026-11-25T0935Z-5m').profile.rows).toBe(30);
  await account.tick('integrity', '2026-11-25T10:00:00Z');
  expect(account.window('2026-11-25T0940Z-5m').profile.rows).toBe(30);
});

test('a stored result that is no record is named, with what to do', async () => {
  account.capture(
    '2026-11-25T09',
    'a',
    mails(10, 5).map((row) => captureLine(row, '2026-11-25T09:30:00Z')),
  );
  await account.tick('integrity', '2026-11-25T10:20:00Z');
  const key = account.s3.keys('results/').find((each) => each.includes('/windows/2026')) ?? '';
  account.s3.put(key, '{"version":9}', new Date(0));
  await expect(account.tick('integrity', '2026-11-25T22:20:00Z')).rejects.toThrow(
    'this is no record of a window; delete it, and the window is read again',
  );
});

test('the bundle that Lambda runs exports the handler', () => {
  // eslint-disable-next-line typescript/no-require-imports
  const bundle = require(join(__dirname, '..', '..', '..', '..', 'assets', 'drift', 'index.js')) as { handler: unknown };
  expect(typeof bundle.handler).toBe('function');
});
