import { durationText } from '../../core/units/duration-text.js';
import type { AlarmDeclaration } from '../plan.js';

const OPERATORS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

interface MetricItem {
  readonly Id?: string;
  readonly Label?: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly Period?: unknown;
  readonly MetricStat?: { readonly Stat?: string; readonly Period?: unknown; readonly Metric?: { readonly MetricName?: string } };
}

/** What an alarm watches and when it goes off, one line: `ModelLatency p99 > 100000, 3 of 5 x 5 min`. */
export function alarmText({ kind, properties }: AlarmDeclaration): string {
  if (kind === 'composite') return 'any of its alarms';
  const operator = OPERATORS[String(properties['ComparisonOperator'])] ?? String(properties['ComparisonOperator']);
  const periods = Number(properties['EvaluationPeriods']);
  const needed = Number(properties['DatapointsToAlarm'] ?? periods);
  const when = `${needed === periods ? periods : `${needed} of ${periods}`} x ${durationText(periodOf(properties) * 1000)}`;
  return `${subject(properties)} ${operator} ${String(properties['Threshold'])}, ${when}`;
}

function subject(properties: Readonly<Record<string, unknown>>): string {
  if (typeof properties['MetricName'] === 'string') {
    return `${properties['MetricName']} ${String(properties['Statistic'] ?? properties['ExtendedStatistic'])}`;
  }
  const watched = itemsOf(properties).find(({ ReturnData }) => ReturnData !== false);
  return watched?.Label ?? watched?.Expression ?? watched?.MetricStat?.Metric?.MetricName ?? 'an expression';
}

function itemsOf(properties: Readonly<Record<string, unknown>>): readonly MetricItem[] {
  const items = properties['Metrics'];
  return Array.isArray(items) ? (items as readonly MetricItem[]) : [];
}

function periodOf(properties: Readonly<Record<string, unknown>>): number {
  if (properties['Period'] !== undefined) return Number(properties['Period']);
  return Math.max(60, ...itemsOf(properties).map(({ Period, MetricStat }) => Number(MetricStat?.Period ?? Period ?? 0)));
}
