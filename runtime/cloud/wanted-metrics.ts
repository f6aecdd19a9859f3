import { CONSTANT_BANDS, keyOf, type MetricAlarm, type RecordedValue, type WatchedMetric } from '../../core/alarms/index.js';

/** One statistic of one metric over periods of one length. */
export type WantedMetric = Pick<RecordedValue, 'metric' | 'unit' | 'periodSeconds'> & { readonly statistic: string };

const DAY_SECONDS = 86_400;
/** How long CloudWatch keeps points of a period (user guide, cloudwatch-concepts). */
export const KEPT: readonly { readonly periodSeconds: number; readonly days: number }[] = [
  { periodSeconds: 60, days: 15 },
  { periodSeconds: 300, days: 63 },
  { periodSeconds: 3600, days: 455 },
];
const HIGH_RESOLUTION_SECONDS = 60;

/** What a replay of an alarm needs of the past, or why it cannot be replayed over so many days. */
export function wantedMetrics(alarm: MetricAlarm, days: number): WantedMetric[] | string {
  if (alarm.periodSeconds < HIGH_RESOLUTION_SECONDS)
    return `its period is ${alarm.periodSeconds} s, and CloudWatch keeps periods below a minute for three hours alone`;
  const kept = KEPT.find((each) => days + lookBackDays(alarm) <= each.days) ?? KEPT.at(-1);
  const grain = kept?.periodSeconds ?? HIGH_RESOLUTION_SECONDS;
  if (alarm.periodSeconds % grain !== 0) {
    const fitting = KEPT.findLast(({ periodSeconds }) => alarm.periodSeconds % periodSeconds === 0);
    return `its period is ${alarm.periodSeconds} s, of which CloudWatch keeps ${fitting?.days ?? 0} days; ask for ${Math.floor((fitting?.days ?? 0) - lookBackDays(alarm))} or fewer`;
  }
  const { watched } = alarm;
  const metrics = watched.kind === 'math' ? Object.values(watched.metrics) : [watched];
  return unique(metrics.flatMap((metric) => wantedOf(metric, alarm, grain)));
}

/** How far before the window the first evaluation reads, days, whatever the constants. */
export function lookBackDays({ periodSeconds, evaluationPeriods }: MetricAlarm): number {
  const most = Math.max(...CONSTANT_BANDS.evaluationRange.map(({ extra, atLeast }) => Math.max(evaluationPeriods + extra, atLeast)));
  return (most * periodSeconds) / DAY_SECONDS;
}

function wantedOf({ metric, unit, statistic }: WatchedMetric, { periodSeconds, lowSamples }: MetricAlarm, grain: number): WantedMetric[] {
  const want = (name: string, period = grain): WantedMetric => ({
    metric,
    statistic: name,
    periodSeconds: period,
    ...(unit === undefined ? {} : { unit }),
  });
  switch (statistic.family) {
    case 'Average':
      return [want('Sum'), want('SampleCount')];
    case 'Percentiles':
      return [want(statistic.text, periodSeconds), ...(lowSamples === 'ignore' ? [want('SampleCount')] : [])];
    default:
      return [want(statistic.family)];
  }
}

export function unique(wanted: readonly WantedMetric[]): WantedMetric[] {
  return [...new Map(wanted.map((each) => [`${keyOf(each.metric)} ${each.unit} ${each.statistic} ${each.periodSeconds}`, each])).values()];
}
