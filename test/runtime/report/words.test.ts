import { alarmLabels } from '../../../runtime/report/labels';
import { renderDocument } from '../../../runtime/report/document';
import type { RehearsalReport } from '../../../runtime/report/rehearsal-report';
import { countText, harmText, minutesText } from '../../../runtime/report/words';
import { badReport, fault } from '../../_support/reports';

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
