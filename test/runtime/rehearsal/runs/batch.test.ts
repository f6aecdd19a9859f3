import { TimeZone } from 'aws-cdk-lib';
import { AlarmPlan, BatchSchedule, Freshness, OnEmpty } from '../../../../constructs/index';
import { PROFILE_VERSION } from '../../../../runtime/measuring/profile';
import { renderJunit } from '../../../../runtime/report/junit';
import { verdictOf } from '../../../../runtime/report/verdict';
import { faultIn } from '../apps';
import { MARKS, nightly, OFTEN, rehearsedRuns, unwatchedNightly } from './apps';

jest.setTimeout(300_000);

const QUICK = ['batch-bad-record', 'batch-twice'];
const shortNames = (names: readonly string[]): string[] =>
  names.map((name) => /NightlyAlarms([A-Za-z]+?)(Alarm)?[0-9A-F]{8}$/.exec(name)?.[1] ?? name).toSorted();

test('every alarm of a nightly deployment fires in rehearsal, on healthy days none does, and no fault is a blind spot', async () => {
  const report = await rehearsedRuns(nightly(), { healthyDays: 90, bands: true });
  expect(report.alarms.map(({ name, verdict, reason }) => [shortNames([name])[0], verdict, reason])).toEqual(
    ['RunFailed', 'Stale', 'Rejected', 'RowsLost', 'SlowRun', 'InputLate', 'DeadLetters', 'Page', 'Ticket'].map((name) => [
      name,
      'fires',
      null,
    ]),
  );
  expect(report.alarms.map(({ falseAlarms }) => falseAlarms)).toEqual(report.alarms.map(() => 0));
  expect(report.blindSpots).toEqual([]);
  expect(verdictOf(report).passed).toBe(true);
  const [deployment] = report.deployments;
  expect(deployment).toMatchObject({
    path: 'Mail/Nightly/Batch',
    mode: 'batch',
    served: true,
    reason: null,
    runs: { promise: 'anew every day by 06:00 Europe/Berlin', started: 'cron(30 3 * * ? *) Europe/Berlin', records: 200 },
    healthy: { days: 90, falsePages: 0, falseTickets: 0 },
  });
  const weakest = (alarm: string): Record<string, number> =>
    Object.fromEntries(
      report.alarms.find(({ name }) => shortNames([name])[0] === alarm)?.weakest.map(({ fault, strength }) => [fault, strength]) ?? [],
    );
  // More than one in a thousand is a ticket; a run that takes more than twice the median; input older than 26 hours, which is two hours late.
  expect(1 / (weakest('Rejected')['batch-bad-record'] ?? 1)).toBeGreaterThan(850);
  expect(1 / (weakest('Rejected')['batch-bad-record'] ?? 1)).toBeLessThanOrEqual(1000);
  expect(weakest('SlowRun')['batch-hangs']).toBeGreaterThan(1);
  expect(weakest('SlowRun')['batch-hangs']).toBeLessThan(4);
  expect(weakest('InputLate')['batch-late']).toBeGreaterThan(1.5);
  expect(weakest('InputLate')['batch-late']).toBeLessThan(3);
});

test.each([
  ['batch-late', ['InputLate', 'Page', 'Rejected', 'RunFailed', 'Stale', 'Ticket'], 'results were older than promised'],
  ['batch-bad-record', ['Page', 'Rejected', 'RowsLost', 'RunFailed', 'Stale', 'Ticket'], '1 of 200 records got no result'],
  ['batch-hangs', ['DeadLetters', 'Page', 'RunFailed', 'Stale', 'Ticket'], 'results were older than promised'],
])('%s is seen by the alarms of a deployment, and a blind spot where nobody watches', async (fault, seenBy, harm) => {
  const seeing = await rehearsedRuns(nightly(), { faults: [fault] });
  const blind = await rehearsedRuns(unwatchedNightly(), { faults: [fault] });
  expect(faultIn(seeing, fault)).toMatchObject({ status: 'seen', trouble: 'batch' });
  expect(shortNames(faultIn(seeing, fault).seenBy)).toEqual(seenBy);
  expect(faultIn(seeing, fault).minutes).toBeGreaterThan(0);
  expect(faultIn(seeing, fault).text).toContain(harm);
  expect(faultIn(blind, fault)).toMatchObject({ status: 'blind', seenBy: [], minutes: null });
  expect(blind.blindSpots).toEqual([expect.objectContaining({ fault, counts: true, accepted: null })]);
});

test.each(['batch-twice', 'old-overwrites-new'])(
  '%s is quiet: nothing is published twice or led back, and nobody is told',
  async (fault) => {
    for (const plan of [nightly(), nightly({ schedule: BatchSchedule.onObject('_SUCCESS') })]) {
      const report = await rehearsedRuns(plan, { faults: [fault] });
      expect(faultIn(report, fault)).toMatchObject({ status: 'harmless', seenBy: [], harmed: 0 });
      expect(faultIn(report, fault).text).toContain('nobody should be told');
    }
  },
);

test('whoever leaves alarms out with a reason is shown the blind spots, and they do not count', async () => {
  const report = await rehearsedRuns(nightly({}, AlarmPlan.none('the films are nobody to wake up for')), { faults: ['batch-hangs'] });
  expect(report.blindSpots).toEqual([expect.objectContaining({ counts: false, text: expect.stringContaining('nobody to wake up for') })]);
});

test('an empty input that may succeed fails no run: nothing is refreshed, it is told to be new, and the age of the input says so', async () => {
  const report = await rehearsedRuns(nightly({ onEmpty: OnEmpty.SUCCEED }), { faults: ['batch-late'] });
  const { text, seenBy } = faultIn(report, 'batch-late');
  expect(text).toContain('input without a record: 200 of 200 records never came');
  expect(shortNames(seenBy)).toEqual(['InputLate', 'Rejected', 'Ticket']);
});

test('a container that refuses broken records fails its runs, and that is what is told', async () => {
  const report = await rehearsedRuns(nightly(), { faults: ['batch-bad-record'] }, { ...MARKS, broken: 'refused' });
  expect(shortNames(faultIn(report, 'batch-bad-record').seenBy)).toEqual(['Page', 'RowsLost', 'RunFailed', 'Stale', 'Ticket']);
});

test('runs that come often, and runs that objects start, are played too', async () => {
  const often = await rehearsedRuns(nightly(OFTEN), { faults: ['batch-late', 'batch-hangs'] });
  expect(often.deployments[0]?.runs).toMatchObject({ promise: 'never older than 4 h', started: 'rate(120 minutes) UTC' });
  expect(faultIn(often, 'batch-hangs')).toMatchObject({ status: 'seen' });
  const objects = await rehearsedRuns(nightly({ schedule: BatchSchedule.onObject('_SUCCESS') }), { faults: ['batch-hangs'] });
  expect(objects.deployments[0]?.runs?.started).toBe('when its input has come');
  expect(shortNames(faultIn(objects, 'batch-hangs').seenBy)).toEqual(['DeadLetters', 'Page', 'RunFailed', 'Stale', 'Ticket']);
});

test('an alarm that is on all day is not said to see a fault, though it goes off again after a run that never was', async () => {
  const plan = nightly();
  // Every run takes longer than a second; it sees one run a day, and a day without one is a gap.
  const properties = { MetricName: 'RunDuration', Threshold: 1, Period: 3600, EvaluationPeriods: 26, DatapointsToAlarm: 1 };
  const alarms = plan.alarms
    .filter(({ name }) => name.includes('SlowRun'))
    .map((alarm) => ({
      ...alarm,
      properties: { ...alarm.properties, ...properties, AlarmActions: ['arn:aws:sns:eu-central-1:111111111111:oncall'] },
    }));
  const report = await rehearsedRuns({ ...plan, alarms }, { faults: ['batch-hangs'] });
  expect(report.alarms).toMatchObject([{ verdict: 'never-fires', delivers: true, firesOn: [], weakest: [] }]);
  expect(report.alarms[0]?.reason).toContain('it is in ALARM on healthy days already');
  expect(faultIn(report, 'batch-hangs')).toMatchObject({ status: 'blind', seenBy: [], minutes: null, matrix: [] });
  expect(faultIn(report, 'batch-hangs').text).toContain('and nobody is told');
  expect(report.blindSpots).toMatchObject([{ fault: 'batch-hangs', counts: true }]);
});

test('runs that come now close together and now far apart are played, however long an alarm looks back', async () => {
  const plan = nightly();
  const unevenly = plan.batches.map((job) => ({
    ...job,
    schedules: job.schedules.map((schedule) =>
      schedule.target === job.machine ? { ...schedule, expression: 'cron(0 0,22,23 * * ? *)', timeZone: 'UTC' } : schedule,
    ),
  }));
  const alarms = plan.alarms.map((alarm) =>
    alarm.name.includes('SlowRun') ? { ...alarm, properties: { ...alarm.properties, Period: 86_400, EvaluationPeriods: 2 } } : alarm,
  );
  const report = await rehearsedRuns({ ...plan, batches: unevenly, alarms }, { faults: ['batch-hangs'] });
  expect(faultIn(report, 'batch-hangs')).toMatchObject({ status: 'seen' });
});

test('what nothing starts, and what does not answer, is not played and says why', async () => {
  const idle = await rehearsedRuns(nightly({ schedule: BatchSchedule.none('started by hand') }));
  expect(idle.deployments[0]?.reason).toContain('nothing starts its runs by itself');
  expect(faultIn(idle, 'batch-late')).toMatchObject({ status: 'not-runnable' });
  const deaf = await rehearsedRuns(nightly(), {}, { ...MARKS, usual: 'refused', because: 'no such column' });
  expect(deaf.deployments[0]?.reason).toBe('its job does not answer a usual record: no such column');
  expect(deaf.alarms.every(({ verdict }) => verdict === 'not-reproducible')).toBe(true);
});

test('its own faults are listed, and others where somebody named them; it rests on nothing that is assumed of endpoints', async () => {
  const idle = nightly({ schedule: BatchSchedule.none('started by hand') });
  const { faults } = await rehearsedRuns(idle);
  const own = ['batch-late', 'batch-bad-record', 'batch-twice', 'batch-hangs', 'old-overwrites-new', 'mute-alarm'];
  expect(faults.map(({ name }) => name)).toEqual(own);
  const named = await rehearsedRuns(nightly(), { faults: ['slow-model', 'batch-twice'] });
  expect(faultIn(named, 'slow-model')).toMatchObject({ status: 'not-runnable', text: 'it does not apply to batch deployments' });
  const names = named.assumptions.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['metricDelayMinutes', 'jobStartMinutes']));
  expect(names.filter((name) => ['startUpMinutes', 'captureStopsPercent', 'requests played one by one'].includes(name))).toEqual([]);
});

test('the same seed gives the same report, and what is chosen is played alone', async () => {
  const plan = nightly();
  const [one, other] = [await rehearsedRuns(plan, { faults: QUICK }), await rehearsedRuns(plan, { faults: QUICK })];
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  const some = await rehearsedRuns(plan, { faults: ['batch-twice'] });
  expect(some.alarms.map(({ verdict }) => verdict)).toEqual(some.alarms.map(() => 'not-reproducible'));
});

test('CI servers read each fault of a batch deployment', async () => {
  const xml = renderJunit(await rehearsedRuns(unwatchedNightly(), { faults: ['batch-hangs', 'batch-twice'] }));
  expect(xml).toContain('<testsuite name="Mail/Nightly faults"');
  expect(xml).toContain('nobody is told: the job takes 100 x as long: results were older than promised');
});

test('a promise of another zone is played on its clocks, over the day on which they change', async () => {
  const report = await rehearsedRuns(nightly({ refreshed: Freshness.dailyBy('05:00', TimeZone.AMERICA_NEW_YORK) }), {
    faults: ['batch-twice'],
    healthyDays: 90,
  });
  expect(report.deployments[0]?.healthy).toMatchObject({ days: 90, falsePages: 0, falseTickets: 0 });
});

test('a profile without the job asks for another measurement', async () => {
  await expect(rehearsedRuns(nightly(), { profile: { version: PROFILE_VERSION, models: {} } })).rejects.toThrow(
    'the profile does not hold the job of Mail/Nightly/Batch; it is new or has changed: measure again',
  );
});
