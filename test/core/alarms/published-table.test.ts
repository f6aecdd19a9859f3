import {
  DEFAULT_CONSTANTS,
  delayed,
  evaluate,
  SampleStore,
  type AlarmState,
  type MetricAlarm,
  type MissingData,
} from '../../../core/alarms/index';
import { alarmOn, METRIC } from './alarms';

// CloudWatch user guide, alarms-and-missing-data: both tables, every row and column. Newest on the right; 0 within the threshold, X breaching.
// Evaluation range 5; `keep` is the guide's 'Retain current state'.
const KEEP = 'keep';
const TABLE: readonly [string, number, AlarmState | 'keep', AlarmState | 'keep', AlarmState | 'keep', AlarmState | 'keep'][] = [
  ['0 - X - X', 3, 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 3, 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 3, 'INSUFFICIENT_DATA', KEEP, 'ALARM', 'OK'],
  ['0 X X - X', 3, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 3, 'ALARM', KEEP, 'ALARM', 'OK'],
  ['0 - X - X', 2, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 2, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 2, 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 2, 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 2, 'ALARM', KEEP, 'ALARM', 'OK'],
];
const COLUMNS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

const CASES = TABLE.flatMap(([data, m, ...results]) =>
  COLUMNS.flatMap((missingData, column) => STATES.map((before) => [data, m, missingData, before, results[column] ?? KEEP] as const)),
);

test.each(CASES)('%s with %i of 3, missing data %s, from %s: %s', (data, datapointsToAlarm, missingData, before, expected) => {
  const alarm = { ...alarmOn(METRIC), evaluationPeriods: 3, datapointsToAlarm, missingData };
  expect(stateAfter(alarm, data, before)).toBe(expected === KEEP ? before : expected);
});

// The same page, on avoiding premature transitions: with 3 of 3 these do not go to ALARM at once.
test.each(['- - - - X', '- - - X -'])('%s with 3 of 3 does not alarm prematurely', (data) => {
  expect(stateAfter({ ...alarmOn(METRIC), evaluationPeriods: 3, datapointsToAlarm: 3 }, data, 'OK')).not.toBe('ALARM');
});

// The same page: data that keep missing in the second row bring ALARM one evaluation later, when the good point has left the range.
test('a good point protects an alarm on missing data for as long as the range holds it', () => {
  const alarm: MetricAlarm = { ...alarmOn(METRIC), evaluationPeriods: 3, datapointsToAlarm: 3, missingData: 'breaching' };
  expect(stateAfter(alarm, '0 - - - -', 'OK')).toBe('OK');
  expect(stateAfter(alarm, '0 - - - - -', 'OK')).toBe('ALARM');
});

function stateAfter(alarm: MetricAlarm, data: string, initial: AlarmState): AlarmState {
  const points = data.split(' ');
  const store = new SampleStore({ visibility: delayed(0) });
  const series = store.series(METRIC);
  points.forEach((point, minute) => {
    if (point !== '-') series.add(minute * 60_000, point === 'X' ? 2 : 0);
  });
  const at = points.length * 60_000;
  const { transitions } = evaluate(alarm, store, { from: at, to: at, initial }, DEFAULT_CONSTANTS);
  return transitions.at(-1)?.to ?? initial;
}
