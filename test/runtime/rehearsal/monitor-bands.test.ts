import { parseAlarm, AlarmProblem, DEFAULT_CONSTANTS, evaluateAll, SampleStore, type AlarmDefinition } from '../../../core/alarms/index';
import type { Fault } from '../../../runtime/faults/fault';
import type { AlarmDeclaration } from '../../../runtime/plan';
import { monitorDependencies } from '../../../runtime/rehearsal/monitor/monitor-bands';
import type { PlayedMonitor } from '../../../runtime/rehearsal/monitor/monitor-bench';
import type { PlayedFault } from '../../../runtime/rehearsal/monitor/monitor-trials';

const HOUR = 60;
const MILLIS = 60_000;

/** An alarm on rows that are not seen any more, the missing ones breaching. */
const ALARM = {
  path: 'Silent',
  logicalId: 'Silent',
  name: 'Silent',
  kind: 'metric',
  stack: 'S',
  properties: {
    Namespace: 'Slipway',
    MetricName: 'RowsSeen',
    Dimensions: [{ Name: 'Deployment', Value: 'd' }],
    Statistic: 'SampleCount',
    Period: 3600,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  },
} as unknown as AlarmDeclaration;

/** A datapoint an hour until a minute, and none after it. */
function playedUntil(dead: number, minutes: number): PlayedMonitor {
  const store = new SampleStore();
  const series = store.series({ namespace: 'Slipway', name: 'RowsSeen', dimensions: { Deployment: 'd' } }, { unit: 'Count' });
  for (let minute = 0; minute < dead; minute += HOUR) series.add(minute * MILLIS, 1);
  const evaluated: PlayedMonitor['evaluated'] = (constants, alarms, until) =>
    new Map(
      evaluateAll(alarms, store, { from: HOUR * MILLIS, to: until * MILLIS }, { ...DEFAULT_CONSTANTS, ...constants }).map((run) => [
        run.alarm.id,
        run,
      ]),
    );
  const trial = { harms: {} as never, runs: evaluated({}, [definition()], minutes), minuteOf: (at: number): number => at / MILLIS };
  return { trial, results: {} as never, evaluated };
}

function definition(): AlarmDefinition {
  const parsed = parseAlarm(ALARM);
  if (parsed instanceof AlarmProblem) throw new Error(parsed.reason);
  return parsed;
}

/** What is found of the alarm where the monitor is dead for so many hours. */
function dependsOn(hours: number): unknown {
  const [faultFrom, minutes] = [20 * HOUR, (20 + hours) * HOUR];
  const timeline = { watchFrom: HOUR, faultFrom, faultTo: minutes, minutes };
  const dead = playedUntil(faultFrom, minutes);
  const fault: PlayedFault = { ...dead, timeline, off: [{ alarm: ALARM } as never] };
  const healthy = playedUntil(minutes, minutes);
  const found = monitorDependencies({
    definitions: new Map([[ALARM, definition()]]),
    played: new Map([[{ name: 'monitor-dead' } as Fault, fault]]),
    healthy,
    minutes,
    healthyAlarms: new Map(),
  });
  return found.get(ALARM);
}

test('an alarm that goes off in time by one reading of CloudWatch and not by another depends on it', () => {
  expect(dependsOn(6)).toEqual([
    { constant: 'evaluationRange', at: '2 periods more', outcome: 'fires' },
    { constant: 'evaluationRange', at: 'at least 10 periods', outcome: 'never fires' },
  ]);
  expect(dependsOn(48)).toBeUndefined();
});
