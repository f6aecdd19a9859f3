import { Account, captureLine, documentOf, ENDPOINT, mails, type Mail } from './account';

let account: Account;
beforeEach(async () => (account = await Account.open()));
afterEach(() => account.close());

/** The tick after the window from nine to ten. */
const TICK = '2026-11-25T10:20:00Z';
const NINE = '2026-11-25T0900Z-60m';

/** Captured lines, one every ten seconds from an hour on. */
function linesFrom(hour: string, rows: readonly Mail[]): string[] {
  return rows.map((row, index) => captureLine(row, new Date(Date.parse(`${hour}:00:00Z`) + index * 10_000).toISOString()));
}

function invoked(hour: string, count: number): void {
  account.cloudwatch.samples
    .series({ namespace: 'AWS/SageMaker', name: 'Invocations', dimensions: { EndpointName: ENDPOINT, VariantName: 'AllTraffic' } })
    .add(Date.parse(`${hour}:30:00Z`), 1, count);
}

test('a window of captured rows is counted, stored under its id, and published with the one dimension', async () => {
  account.capture('2026-11-25T09', 'a', linesFrom('2026-11-25T09', mails(250, 2)));
  account.capture('2026-11-25T09', 'b', linesFrom('2026-11-25T09', mails(50, 3)));
  invoked('2026-11-25T09', 300);
  expect(await account.tick('integrity', TICK)).toEqual([NINE]);
  const record = account.window(NINE);
  expect(record).toMatchObject({ complete: true, captured: 300, published: true, profile: { rows: 300, broken: 0 } });
  expect(account.published('RowsSeen')).toEqual({ count: 1, max: 300 });
  expect(account.published('CaptureRatio').max).toBe(1);
  // The newest record came 2490 s after nine, and the monitor looks 4800 s after it.
  expect(account.published('RecordAge').max).toBe(4800 - 2490);
  for (const quiet of ['ViolationRate', 'StuckFeatures', 'ConstantOutputs', 'InvalidOutputs'])
    expect(account.published(quiet)).toEqual({ count: 1, max: 0 });
  expect(account.published('MissingChange').max).toBe(0);
  expect(account.published('ZeroChange').max).toBeLessThan(1);
});

test('a tick that is delivered twice counts nothing twice and publishes nothing more', async () => {
  account.capture('2026-11-25T09', 'a', linesFrom('2026-11-25T09', mails(250, 2)));
  await account.tick('integrity', TICK);
  const first = account.window(NINE);
  expect(await account.tick('integrity', TICK)).toEqual([]);
  expect(account.window(NINE)).toEqual(first);
  expect(account.published('RowsSeen')).toEqual({ count: 1, max: 250 });
});

test('where publishing fails the next delivery publishes, and counts nothing twice', async () => {
  account.capture('2026-11-25T09', 'a', linesFrom('2026-11-25T09', mails(250, 2)));
  account.cloudwatch.refuse('PutMetricData', { type: 'InternalServiceFault', message: 'later', status: 500 });
  await expect(account.tick('integrity', TICK)).rejects.toThrow('later');
  expect(account.window(NINE)).toMatchObject({ complete: true, published: false });
  account.cloudwatch.accept('PutMetricData');
  expect(await account.tick('integrity', TICK)).toEqual([NINE]);
  expect(account.window(NINE)).toMatchObject({ published: true, profile: { rows: 250 } });
  expect(account.published('RowsSeen')).toEqual({ count: 1, max: 250 });
});

test('objects that come later are added once, twelve hours after the end, and alarms do not hear of it', async () => {
  account.capture('2026-11-25T09', 'a', linesFrom('2026-11-25T09', mails(250, 2)));
  await account.tick('integrity', TICK);
  account.capture('2026-11-25T09', 'late', linesFrom('2026-11-25T09', mails(30, 4)));
  await account.tick('integrity', '2026-11-25T21:20:00Z');
  expect(account.window(NINE).profile.rows).toBe(250);
  await account.tick('integrity', '2026-11-25T22:20:00Z');
  expect(account.window(NINE).profile.rows).toBe(280);
  account.capture('2026-11-25T09', 'too late', linesFrom('2026-11-25T09', mails(30, 5)));
  await account.tick('integrity', '2026-11-25T23:20:00Z');
  expect(account.window(NINE).profile.rows).toBe(280);
  expect(account.published('RowsSeen').max).toBe(250);
});

test('of a half-written object the whole lines are counted, the last is named by file and line; once it is whole all is counted anew', async () => {
  const lines = linesFrom('2026-11-25T09', mails(250, 2));
  account.capture('2026-11-25T09', 'a', [...lines.slice(0, 100), (lines[100] ?? '').slice(0, 60)], '');
  await account.tick('integrity', TICK);
  const half = account.window(NINE);
  expect(half.profile).toMatchObject({ rows: 100, broken: 1 });
  expect(half.broken).toEqual([
    {
      file: 's3://captured/capture/spam-Filter/AllTraffic/2026/11/25/09/a.jsonl',
      line: 101,
      reason: 'it is cut off; read the file again when it is whole',
    },
  ]);
  expect(account.published('ViolationRate').max).toBeCloseTo(1 / 101, 12);
  account.capture('2026-11-25T09', 'a', lines);
  await account.tick('integrity', '2026-11-25T22:20:00Z');
  expect(account.window(NINE)).toMatchObject({ profile: { rows: 250, broken: 0 }, broken: [] });
});

test('a window that is too large for one invocation is read on by the next tick', async () => {
  for (const name of ['a', 'b', 'c', 'd'])
    account.capture('2026-11-25T09', name, linesFrom('2026-11-25T09', mails(100, name.charCodeAt(0))));
  let asked = 0;
  account.remaining = () => (++asked === 1 ? 600_000 : 1_000);
  expect(await account.tick('integrity', TICK)).toEqual([NINE]);
  expect(account.window(NINE)).toMatchObject({ complete: false, published: false, profile: { rows: 200 } });
  expect(account.published('RowsSeen').count).toBe(0);
  account.remaining = () => 600_000;
  await account.tick('integrity', '2026-11-25T11:20:00Z');
  expect(account.window(NINE)).toMatchObject({ complete: true, profile: { rows: 400 } });
  expect(account.published('RowsSeen').max).toBe(400);
});

test('an object that is too large for one invocation is read on within, from one line to the next, and comes to what it comes to at once', async () => {
  const nine = Date.parse('2026-11-25T09:00:00Z');
  const lines = mails(3000, 17).map((mail, second) => captureLine(mail, new Date(nine + 1000 * second).toISOString()));
  lines[7] = '{"half';
  lines[2800] = '{"another half';
  account.capture('2026-11-25T09', 'a', lines);
  await account.tick('integrity', TICK);
  const { readAt: _at, ...atOnce } = account.window(NINE);
  await account.close();

  account = await Account.open();
  account.capture('2026-11-25T09', 'a', lines);
  account.remaining = () => 0;
  await account.tick('integrity', TICK);
  const first = account.window(NINE);
  expect(first).toMatchObject({ complete: false, objects: {}, within: { key: expect.stringContaining('a.jsonl') as string } });
  expect(first.profile.rows).toBeGreaterThan(0);
  // Somebody's object that sorts before it came meanwhile.
  account.capture('2026-11-25T09', 'Z', []);
  let ticks = 1;
  for (; !account.window(NINE).complete; ticks += 1) await account.tick('integrity', TICK);
  expect(ticks).toBeGreaterThan(3);
  const { readAt: _then, within, objects, ...inParts } = account.window(NINE);
  expect(within).toBeUndefined();
  expect(Object.keys(objects)).toContain(Object.keys(atOnce.objects)[0]);
  const { profile, objects: _objects, ...rest } = atOnce;
  expect(inParts).toMatchObject({ captured: rest.captured, newest: rest.newest, broken: rest.broken, integrity: rest.integrity });
  expect(rest.broken.map(({ line }) => line)).toEqual([8, 2801]);
  expect(roundedTo9(inParts.profile)).toEqual(roundedTo9(profile));
  // One that was written anew is counted anew.
  account.capture('2026-11-25T09', 'a', lines.slice(0, 2000));
  await account.tick('integrity', '2026-11-25T22:20:00Z');
  while (!account.window(NINE).complete) await account.tick('integrity', '2026-11-25T22:20:00Z');
  expect(account.window(NINE).profile).toMatchObject({ rows: 1999, broken: 1 });
});

/** Counts, minima and maxima as they are; what is added up in another order to nine digits. */
function roundedTo9(profile: object): unknown {
  return JSON.parse(
    JSON.stringify(profile, (_, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value,
    ),
  );
}

test('ticks that never came are caught up: no window since the first is left out', async () => {
  for (const hour of ['09', '10', '11']) account.capture(`2026-11-25T${hour}`, 'a', linesFrom(`2026-11-25T${hour}`, mails(200, 6)));
  await account.tick('integrity', TICK);
  expect(await account.tick('integrity', '2026-11-25T12:20:00Z')).toEqual(['2026-11-25T1000Z-60m', '2026-11-25T1100Z-60m']);
});

test('a window without any row says so, and that the newest record is old', async () => {
  account.capture('2026-11-25T09', 'a', linesFrom('2026-11-25T09', mails(200, 2)));
  await account.tick('integrity', TICK);
  invoked('2026-11-25T10', 400);
  await account.tick('integrity', '2026-11-25T11:20:00Z');
  expect(account.window('2026-11-25T1000Z-60m').profile.rows).toBe(0);
  // 400 requests, none captured; the newest record is the one of 9:33:10.
  expect(
    account.cloudwatch.samples.find({ namespace: 'Slipway', name: 'CaptureRatio', dimensions: { Deployment: 'Spam/Filter' } }),
  ).toBeDefined();
  expect(account.published('CaptureRatio')).toEqual({ count: 1, max: 0 });
  expect(account.published('RecordAge').max).toBe(3600 + 4800 - 1990);
});

test('of one row nothing is judged: no change is published, which would be an all-clear', async () => {
  account.capture('2026-11-25T09', 'a', linesFrom('2026-11-25T09', mails(1, 2)));
  await account.tick('integrity', TICK);
  expect(account.window(NINE).profile.rows).toBe(1);
  expect(account.published('RowsSeen').max).toBe(1);
  expect(['MissingChange', 'ZeroChange', 'StuckFeatures', 'ConstantOutputs'].map((name) => account.published(name).count)).toEqual([
    0, 0, 0, 0,
  ]);
});

test('a feature that vanished, zeros, new categories, a stuck feature and answers that cannot be are told apart', async () => {
  const rows = mails(300, 7).map(({ words, ...row }, index) => ({
    ...row,
    words: index % 5 === 0 ? 0 : words,
    country: index % 10 === 0 ? 'DE' : row.country,
    length: 41.5,
    score: index < 4 ? 1.5 : row.score,
  }));
  account.capture('2026-11-25T09', 'a', linesFrom('2026-11-25T09', rows));
  await account.tick('integrity', TICK);
  const { integrity } = account.window(NINE);
  expect(integrity?.changed.map(({ feature, share }) => [feature, share])).toEqual([['country', 'new_value']]);
  expect(integrity?.stuck).toEqual(['length']);
  expect(account.published('InvalidOutputs').max).toBe(4);
  expect(account.published('NewCategoryRate').max).toBeCloseTo(0.1, 12);
  const gone = mails(300, 8).map(({ length, words, score }) => ({ length, words, score }) as Mail);
  account.capture('2026-11-25T10', 'a', linesFrom('2026-11-25T10', gone));
  await account.tick('integrity', '2026-11-25T11:20:00Z');
  expect(account.window('2026-11-25T1000Z-60m').integrity?.changed[0]).toMatchObject({ feature: 'country', share: 'missing', current: 1 });
  // Three features of equal importance, one of them gone.
  expect(account.published('ChangedImportance').max).toBeCloseTo(1 / 3, 12);
});

test('golden rows go through the endpoint on the hour, are compared with what was recorded, and are no traffic', async () => {
  const golden = [1, 2, 3].map((length) => ({ input: { length, words: 1, country: 'de' }, output: { score: length / 10 } }));
  account.document(documentOf(undefined, { golden, digests: { 'slipway-model': 'abc', 'slipway-columns': 'def' } }));
  const captured = mails(3, 2).map((row) => captureLine(row, '2026-11-25T09:30:00Z', 'slipway-golden'));
  account.capture('2026-11-25T09', 'a', [...linesFrom('2026-11-25T09', mails(200, 2)), ...captured]);
  account.answers = [{ score: 0.1 }, { score: 0.2 + 1e-9 }, { score: 0.4 }];
  account.told = 'slipway-model=other; slipway-columns=def';
  await account.tick('integrity', TICK);
  expect(account.published('GoldenRowsWrong').max).toBe(1);
  expect(account.published('ServedDiffers').max).toBe(1);
  expect(account.window(NINE)).toMatchObject({ captured: 203, profile: { rows: 200 } });
});

test('an endpoint that fails leaves golden rows unsaid', async () => {
  account.document(documentOf(undefined, { golden: [{ input: { length: 1 }, output: { score: 0.1 } }] }));
  account.answers = undefined;
  await account.tick('integrity', TICK);
  expect(account.published('RowsSeen').count).toBe(1);
  expect(account.published('GoldenRowsWrong').count).toBe(0);
});

test('what the role may not do is named with the action; what fails otherwise is tried again', async () => {
  account.s3.refused.push({ method: 'GET', prefix: 'captured/' });
  await expect(account.tick('integrity', TICK)).rejects.toThrow(
    "s3:ListBucket on s3://captured/capture/spam-Filter/AllTraffic/2026/11/25/09/ is refused; give it to the monitor's role",
  );
});

test('an event, settings or a document that cannot be used is refused by name', async () => {
  await expect(account.tick('hourly' as 'integrity', TICK)).rejects.toThrow(
    'give a task, one of integrity, distribution, quality, prepare, judge, and a time such as 2026-01-31T06:00:00Z',
  );
  account.s3.objects.delete('assets/document.json');
  await expect(account.tick('integrity', TICK)).rejects.toThrow('there is no s3://assets/document.json, which holds the baseline');
  process.env['SLIPWAY_INTEGRITY_MINUTES'] = '7';
  delete process.env['SLIPWAY_RESULTS'];
  await expect(account.tick('integrity', TICK)).rejects.toThrow(
    /SLIPWAY_RESULTS is not set.*SLIPWAY_INTEGRITY_MINUTES is '7'; give a part of an hour, from 5 to 60 minutes/,
  );
});
