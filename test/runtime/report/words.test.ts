import { alarmLabels } from '../../../runtime/report/labels';
import { renderDocument } from '../../../runtime/report/document';
import type { RehearsalReport } from '../../../runtime/report/rehearsal-report';
import { countText, harmText, minutesShort, minutesText } from '../../../runtime/report/words';
import { harmedText, outcomeText, updateInWords } from '../../../runtime/report/update-text';
import { badReport, fault, update } from '../../_support/reports';

test.each([
  [0, 'at once'],
  [16, '16 min'],
  [3.456, '3.46 min'],
  [179, '179 min'],
  [180, '3 h'],
  [2880, '2 days'],
  [43_200, '30 days'],
])('%s minutes are %s', (minutes, text) => expect(minutesText(minutes)).toBe(text));

test.each([
  [0.2, '0'],
  [16, '16'],
  [179, '179'],
  [320, '5 h'],
  [43_200, '30 d'],
])('in a cell %s minutes are %s', (minutes, text) => expect(minutesShort(minutes)).toBe(text));

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [77_760_000, '77,760,000'],
  [0.41, '0.41'],
  [12.3456, '12.35'],
  [-1234.5, '-1,234'],
])('%s reads %s', (value, text) => expect(countText(value)).toBe(text));

test.each([
  [{ harmed: 18_000, harmedBeforeTold: 9214 }, '9,214 of 18,000'],
  [{ status: 'blind' as const, harmed: 1204, harmedBeforeTold: 1204 }, 'all 1,204'],
  [{ harmed: 0, harmedBeforeTold: 0 }, ''],
  [{ status: 'harmless' as const, harmed: 0, harmedBeforeTold: 0 }, ''],
])('harm is told with what came before the first page: %j', (parts, text) => expect(harmText(fault(parts))).toBe(text));

test.each([
  ['the last part where it is enough', ['S/F/Alarms/Latency/Alarm', 'S/F/Alarms/Errors/Alarm'], ['Latency', 'Errors']],
  ['more where two end alike', ['S/A/Latency', 'S/B/Latency'], ['A/Latency', 'B/Latency']],
  ['what is there where it is all', ['S/Alarm', 'S'], ['Alarm', 'S']],
  ['without what the CDK appends', ['S/F/Page/Resource', 'S/F/Ticket/Default'], ['Page', 'Ticket']],
])('an alarm is called by %s', (_what, paths, labels) => {
  const alarms = paths.map((path) => ({ deployment: 'd', path, name: `name of ${path}` }));
  const label = alarmLabels(alarms);
  expect(alarms.map(({ deployment, name }) => label(deployment, name))).toEqual(labels);
  expect(label('d', 'an event rule')).toBe('an event rule');
});

test('the document holds every field that is promised, at the top, and no pictures', () => {
  const document = JSON.parse(renderDocument(badReport())) as RehearsalReport;
  expect(document).toMatchObject({ version: 1, seed: 1 });
  const lists = [document.deployments, document.alarms, document.faults, document.blindSpots];
  const promised = [
    ['path', 'stack', 'environment', 'mode', 'served', 'reason'],
    ['deployment', 'path', 'logicalId', 'name', 'verdict', 'delivers', 'reason', 'source'],
    ['deployment', 'name', 'status', 'seenBy', 'minutes'],
    ['deployment', 'fault', 'trouble', 'accepted'],
  ];
  for (const [index, list] of lists.entries()) {
    expect(list.length).toBeGreaterThan(0);
    for (const item of list) expect(Object.keys(item)).toEqual(expect.arrayContaining(promised[index] ?? []));
  }
  expect(JSON.stringify(document)).not.toContain('pictures');
});

test.each([
  [{}, '298 of 6,611'],
  [{ late: 1200 }, '298 of 6,611, 1,200 late'],
  [{ failed: 0, late: 1200 }, '1,200 late'],
  [{ failed: 0 }, 'none'],
])('what an update cost: %j is %s', (parts, text) => expect(harmedText(update(parts))).toBe(text));

test.each([
  [{}, 'rolled back'],
  [{ outcome: 'completed' as const }, 'completed'],
  [{ outcome: 'completed' as const, asItShould: false }, 'stays, though it is bad'],
  [{ version: 'good', asItShould: false, counts: true }, 'rolled back, though it is good'],
  [{ version: 'mending', asItShould: false, counts: true }, 'rolled back, though it is the mend'],
  [{ outcome: 'refused' as const }, 'refused by SageMaker'],
])('what became of an update: %j is %s', (parts, text) => expect(outcomeText(update(parts))).toBe(text));

test('the picture of an update is said in words', () => {
  expect(updateInWords(update(), (alarm) => alarm)).toBe(
    'update to bad-candidate: a new version fails 20 % of its requests; the new version serves from minute 6; stopped by FilterRollbackErrors in minute 10; the old version has the traffic again from minute 11; 298 of 6,611 requests fail; told first by rule Filter/RollbackNotice, 4 min after it could do harm',
  );
});
