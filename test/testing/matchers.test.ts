import { Duration } from 'aws-cdk-lib';
import { matchers } from '../../testing/index';
import { badReport, blindSpot, fault, latencyAlarm, report } from '../_support/reports';

expect.extend(matchers);

/** What a reader of a failed test sees. */
function complaint(check: () => void): string {
  try {
    check();
  } catch (failure) {
    return (failure as Error).message;
  }
  throw new Error('it did not fail');
}

test('a fault that somebody is told of in time passes', () => {
  expect(badReport()).toTell('slow-model');
  expect(badReport()).toTell('slow-model', { within: Duration.minutes(16) });
  expect(badReport()).not.toTell('slow-model', { within: Duration.minutes(15) });
  expect(badReport()).not.toTell('nulls-to-zero');
});

test('a page that comes late is complained of with who was told, when, and how many were harmed', () => {
  expect(complaint(() => expect(badReport()).toTell('slow-model', { within: Duration.minutes(5) }))).toBe(
    [
      "expected that somebody is told of 'slow-model' within 5 min",
      '  dev/Spam/Filter: FilterAlarmsLatencyAlarm1A2B3C4D after 16 min, 9,214 harmed before that',
    ].join('\n'),
  );
});

test('a fault that nobody is told of is complained of with what it did', () => {
  expect(complaint(() => expect(badReport()).toTell('nulls-to-zero'))).toContain(
    'dev/Spam/Filter: nobody is told (blind): 1,204 predictions changed; no alarm watches the rows',
  );
});

test('every deployment that a fault was played on counts, or the one that is named', () => {
  const two = report({ faults: [fault(), fault({ deployment: 'prod/Spam/Filter', seenBy: [], minutes: null, status: 'blind' })] });
  expect(two).not.toTell('slow-model');
  expect(two).toTell('slow-model', { deployment: 'dev/Spam/Filter' });
  expect(complaint(() => expect(two).toTell('slow-model', { deployment: 'Nowhere' }))).toContain(
    "'slow-model' was not played on Nowhere; the rehearsal played slow-model",
  );
});

test('a deployment on which a fault does not apply does not count, unless it applies nowhere', () => {
  const elsewhere = fault({ deployment: 'dev/Spam/Nightly', seenBy: [], minutes: null, status: 'not-runnable', text: 'it does not scale' });
  expect(report({ faults: [fault(), elsewhere] })).toTell('slow-model');
  expect(complaint(() => expect(report({ faults: [elsewhere] })).toTell('slow-model'))).toContain(
    'dev/Spam/Nightly: nobody is told (not-runnable): it does not scale',
  );
});

test('a fault that was not played is no success: its name is compared with those that were', () => {
  expect(complaint(() => expect(badReport()).toTell('slow-modle'))).toContain(
    "'slow-modle' was not played; the rehearsal played slow-model, error-burst",
  );
});

test('a blind spot fails, unless it was accepted or only a caller can see it', () => {
  expect(report()).toHaveNoBlindSpots();
  expect(report({ blindSpots: [blindSpot({ accepted: 'labels come in autumn' }), blindSpot({ counts: false })] })).toHaveNoBlindSpots();
  expect(complaint(() => expect(badReport()).toHaveNoBlindSpots())).toBe(
    [
      'expected no blind spot, and there are 1',
      '  nulls-to-zero: silent errors, dev/Spam/Filter: 20 % of the values became 0 and 1,204 predictions changed; no alarm watches the rows',
    ].join('\n'),
  );
});

test('an alarm is asked for by the end of its path, by name or by logical id', () => {
  for (const name of ['Latency', 'Alarms/Latency', 'dev/Spam/Filter/Alarms/Latency/Alarm', 'FilterAlarmsLatencyAlarm1A2B3C4D']) {
    expect(badReport()).toFire(name);
  }
  expect(badReport()).toFire('Errors', { on: 'error-burst' });
  expect(badReport()).not.toFire('Errors', { on: 'slow-model' });
});

test('an alarm that never fires is complained of with the reason and the line', () => {
  expect(complaint(() => expect(badReport()).toFire('P99'))).toBe(
    [
      "expected 'P99' to fire",
      '  dev/Spam/P99 (app.ts:14): never fires: threshold 100 is milliseconds, ModelLatency is in microseconds; give 100000',
    ].join('\n'),
  );
  expect(complaint(() => expect(report()).not.toFire('Latency'))).toContain('slow-model after 16 min');
  expect(complaint(() => expect(report({ alarms: [latencyAlarm()] })).toFire('Errors'))).toContain(
    "no alarm is called 'Errors'; there are dev/Spam/Filter/Alarms/Latency/Alarm",
  );
});
