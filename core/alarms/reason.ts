import type { AlarmState, Comparison, MetricAlarm } from './definition.js';
import { BREACHES } from './judge.js';
import type { Periods } from './schedule.js';

const RELATIONS: Readonly<Record<Comparison, readonly [string, string]>> = {
  GreaterThanThreshold: ['greater than', 'not greater than'],
  GreaterThanOrEqualToThreshold: ['greater than or equal to', 'not greater than or equal to'],
  LessThanThreshold: ['less than', 'not less than'],
  LessThanOrEqualToThreshold: ['less than or equal to', 'not less than or equal to'],
};
const TREATED = { missing: 'Missing', ignore: 'Ignored', breaching: 'Breaching', notBreaching: 'NonBreaching' } as const;

export const CREATED = 'Unchecked: Initial alarm creation';

/** Why an alarm changed to a state, as CloudWatch words it (recorded answers; user guide, alarm-actions). */
export function reasonOf(alarm: MetricAlarm, to: AlarmState, points: Float64Array, periods: Periods): string {
  const seen = [...points]
    .flatMap((value, index) => (Number.isNaN(value) ? [] : [{ value, from: periods.from[index] ?? 0 }]))
    .slice(0, alarm.evaluationPeriods);
  if (to === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${datapoints(alarm.evaluationPeriods - seen.length)} ${seen.length === alarm.evaluationPeriods - 1 ? 'was' : 'were'} unknown.`;
  const lacking = alarm.evaluationPeriods - seen.length;
  if (seen.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${periodsText(lacking)} and ${lacking} missing ${lacking === 1 ? 'datapoint was' : 'datapoints were'} treated as [${TREATED[alarm.missingData]}].`;
  }
  const breaching = seen.filter(({ value }) => BREACHES[alarm.comparison](value, alarm.threshold));
  const told = to === 'ALARM' && breaching.length > 0 ? breaching : seen.filter((each) => !breaching.includes(each));
  const shown = (told.length > 0 ? told : seen).map(({ value, from }) => `${number(value)} (${when(from)})`);
  const [is, isNot] = RELATIONS[alarm.comparison];
  const relation = to === 'ALARM' && breaching.length > 0 ? is : isNot;
  const treated =
    lacking > 0
      ? ` and ${lacking} missing ${lacking === 1 ? 'datapoint was' : 'datapoints were'} treated as [${TREATED[alarm.missingData]}]`
      : '';
  return `Threshold Crossed: ${counted(shown, alarm)} ${shown.length === 1 ? 'was' : 'were'} ${relation} the threshold (${number(alarm.threshold)})${treated}.`;
}

function counted(shown: readonly string[], { evaluationPeriods }: MetricAlarm): string {
  const list = `[${shown.join(', ')}]`;
  return evaluationPeriods === 1 ? `1 datapoint ${list}` : `${shown.length} out of the last ${evaluationPeriods} datapoints ${list}`;
}

function datapoints(count: number): string {
  return `${count} ${count === 1 ? 'datapoint' : 'datapoints'}`;
}

function periodsText(count: number): string {
  return `${count} ${count === 1 ? 'period' : 'periods'}`;
}

/** `21.5`, `1.0`: as Java writes a double. */
function number(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** `25/11/26 18:04:00`, UTC. */
function when(millis: number): string {
  const iso = new Date(millis).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
}
