import {
  DEFAULT_CONSTANTS,
  delayed,
  evaluate,
  SampleStore,
  type AlarmState,
  type Comparison,
  type MetricAlarm,
  type MissingData,
} from '../../../core/alarms/index';
import { parseStatistic } from '../../../core/metrics/index';
import { seeded } from '../../../runtime/random';
import { alarmOn, METRIC } from './alarms';

// A second implementation, as plain as possible and without any of the first one's means (no buckets, no memory, no early ends). Written by the same
// hands, it shows that the fast one is consistent with the simple one; that either is what CloudWatch does is for the published table to say.

const MINUTE = 60_000;
const SERIES = 100_000;
const MINUTES = 14;
const STATISTICS = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p90'];
const COMPARISONS: readonly Comparison[] = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];
const MISSING: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

test(`a plain second implementation agrees on ${SERIES} random series (consistency, not truth)`, () => {
  const random = seeded(20_261_125);
  const below = (count: number): number => Math.floor(random() * count);
  const one = <Item>(items: readonly Item[]): Item => items[below(items.length)];
  const disagreements: unknown[] = [];
  for (let round = 0; round < SERIES; round += 1) {
    const evaluationPeriods = 1 + below(4);
    const alarm: MetricAlarm = {
      ...alarmOn(METRIC),
      periodSeconds: 60 * one([1, 1, 2, 5]),
      evaluationPeriods,
      datapointsToAlarm: 1 + below(evaluationPeriods),
      threshold: below(4),
      comparison: one(COMPARISONS),
      missingData: one(MISSING),
      watched: { kind: 'statistic', metric: METRIC, statistic: parseStatistic(one(STATISTICS)) ?? { family: 'Sum', text: 'Sum' } },
    };
    const delay = below(3);
    const evaluationRange = one([
      { extra: 2, atLeast: 0 },
      { extra: 0, atLeast: 0 },
      { extra: 0, atLeast: 10 },
    ]);
    const density = one([0.2, 0.6, 0.95]);
    const samples = Array.from({ length: MINUTES }, () => (random() < density ? Array.from({ length: 1 + below(3) }, () => below(5)) : []));
    const initial = one<AlarmState>(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

    const store = new SampleStore({ visibility: delayed(delay * MINUTE) });
    samples.forEach((values, minute) => values.forEach((value) => store.series(METRIC).add(minute * MINUTE, value)));
    const { transitions } = evaluate(alarm, store, { from: 0, to: MINUTES * MINUTE, initial }, { ...DEFAULT_CONSTANTS, evaluationRange });
    const fast = transitions.map(({ at, to }) => `${at / MINUTE} ${to}`).join(', ');
    const slow = plainly(alarm, samples, delay, Math.max(evaluationPeriods + evaluationRange.extra, evaluationRange.atLeast), initial).join(
      ', ',
    );
    if (fast !== slow && disagreements.length < 3) disagreements.push({ alarm, samples, delay, evaluationRange, initial, fast, slow });
  }
  expect(disagreements).toEqual([]);
});

function plainly(alarm: MetricAlarm, samples: readonly number[][], delay: number, range: number, initial: AlarmState): string[] {
  const changes: string[] = [];
  let state = initial;
  for (let minute = 0; minute <= MINUTES; minute += 1) {
    const points: (number | undefined)[] = [];
    for (let index = 0; index < range; index += 1) {
      const end = minute - (index * alarm.periodSeconds) / 60;
      const visible = samples
        .filter((_, each) => each >= end - alarm.periodSeconds / 60 && each < end && each + 1 + delay <= minute)
        .flat();
      points.push(statisticOf(alarm, visible));
    }
    const next = stateOf(alarm, points, state);
    if (next !== state) changes.push(`${minute} ${next}`);
    state = next;
  }
  return changes;
}

function statisticOf({ watched }: MetricAlarm, values: readonly number[]): number | undefined {
  if (values.length === 0 || watched.kind !== 'statistic') return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const sum = values.reduce((total, value) => total + value);
  const position = 0.9 * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(position)] ?? 0, sorted[Math.ceil(position)] ?? 0];
  const byName: Record<string, number | undefined> = {
    Sum: sum,
    Average: sum / values.length,
    Minimum: sorted[0],
    Maximum: sorted.at(-1),
    SampleCount: values.length,
    p90: low + (high - low) * (position - Math.floor(position)),
  };
  return byName[watched.statistic.text];
}

/** By letters, as the tables of the guide have them: `-` missing, `X` breaching, `0` not; newest first. */
function stateOf(alarm: MetricAlarm, points: readonly (number | undefined)[], before: AlarmState): AlarmState {
  const { evaluationPeriods: n, datapointsToAlarm: m, missingData } = alarm;
  const letters = points.map((value) => (value === undefined ? '-' : isBreaching(alarm, value) ? 'X' : '0')).join('');
  const real = letters.replaceAll('-', '');
  const considered = real.slice(0, n);
  const breaching = considered.replaceAll('0', '').length;
  if (real.length >= n) return breaching >= m ? 'ALARM' : 'OK';
  if (missingData === 'breaching') return breaching + (n - real.length) >= m ? 'ALARM' : 'OK';
  if (missingData === 'notBreaching' || breaching >= m) return breaching >= m ? 'ALARM' : 'OK';
  if (real.includes('0')) return 'OK';
  if (missingData === 'ignore') return before;
  if (real === '') return 'INSUFFICIENT_DATA';
  return letters.lastIndexOf('X') + 1 >= m ? 'ALARM' : before;
}

function isBreaching({ comparison, threshold }: MetricAlarm, value: number): boolean {
  if (comparison === 'GreaterThanThreshold') return value > threshold;
  if (comparison === 'GreaterThanOrEqualToThreshold') return value >= threshold;
  return comparison === 'LessThanThreshold' ? value < threshold : value <= threshold;
}
