import type { Mode } from '../hosting/mode.js';
import { CATALOGUE, findMetric, metricsNamed, type MetricEntry } from '../metrics/index.js';
import { endpointNamed, type DeclaredEndpoint } from './endpoints.js';
import type { Template } from './rule.js';
import { isAbsent, isWrittenOut, itemsOf, objectOf, oncePerTemplate, presentOf, resourcesOf, textOf, type Found } from './template.js';

/** One metric that an alarm reads: the alarm itself, or an item of its `Metrics`. */
export interface WatchedMetric {
  readonly alarm: Found;
  /** Path of what has the statistic, '' for the alarm itself; ends in a dot otherwise. */
  readonly at: string;
  /** Path of what has the name and the dimensions. */
  readonly metricAt: string;
  readonly namespace: unknown;
  readonly name: unknown;
  readonly statistic: unknown;
  readonly unit: unknown;
  readonly dimensions: readonly Dimension[];
  /** False where some dimensions wait for the deployment. */
  readonly allDimensions: boolean;
  /** True where threshold and comparison are about this metric alone. */
  readonly compared: boolean;
}

export interface Dimension {
  readonly index: number;
  readonly name: unknown;
  readonly value: unknown;
}

export const ALARM = 'AWS::CloudWatch::Alarm';
export const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';
/** The lists of what an alarm does, one for each state. */
export const ACTION_LISTS: readonly string[] = ['AlarmActions', 'OKActions', 'InsufficientDataActions'];

const NAMESPACES: readonly string[] = [...new Set(CATALOGUE.map(({ namespace }) => namespace))];

/** Every metric that the alarms of a template read. */
export function watchedMetrics(template: Template): readonly WatchedMetric[] {
  return metricsOfAlarms(template, ALARM);
}

const metricsOfAlarms = oncePerTemplate((template, type) =>
  resourcesOf(template, type).flatMap((alarm) =>
    isAbsent(alarm.properties['MetricName']) ? metricsOfMath(alarm) : [metricOfAlarm(alarm)],
  ),
);

function metricOfAlarm(alarm: Found): WatchedMetric {
  const { properties } = alarm;
  const statistic = presentOf(properties['ExtendedStatistic']) ?? presentOf(properties['Statistic']);
  return { alarm, at: '', metricAt: '', compared: true, ...metricOf(properties), statistic, unit: properties['Unit'] };
}

function metricsOfMath(alarm: Found): WatchedMetric[] {
  const list = alarm.properties['Metrics'];
  const compared = isWrittenOut(list) && list.filter((item) => !isAbsent(item)).length === 1;
  return itemsOf(list).flatMap(({ index, item }) => {
    const stat = objectOf(item['MetricStat']);
    const metric = objectOf(stat?.['Metric']);
    if (stat === undefined || metric === undefined) return [];
    const at = `Metrics.${index}.MetricStat.`;
    return [{ alarm, at, metricAt: `${at}Metric.`, compared, ...metricOf(metric), statistic: stat['Stat'], unit: stat['Unit'] }];
  });
}

function metricOf(value: Readonly<Record<string, unknown>>): Pick<WatchedMetric, 'namespace' | 'name' | 'dimensions' | 'allDimensions'> {
  const list = value['Dimensions'];
  return {
    namespace: value['Namespace'],
    name: value['MetricName'],
    dimensions: itemsOf(list).map(({ index, item }) => ({ index, name: item['Name'], value: item['Value'] })),
    allDimensions: isAbsent(list) || isWrittenOut(list),
  };
}

/** Whether the metric is one that SageMaker publishes, by its namespace. */
export function isSageMaker({ namespace }: WatchedMetric): boolean {
  return typeof namespace === 'string' && NAMESPACES.includes(namespace);
}

/** The endpoint that a metric is about, where the template declares it. */
export function endpointOf(template: Template, { dimensions }: WatchedMetric): DeclaredEndpoint | undefined {
  return endpointNamed(template, dimensions.find(({ name }) => name === 'EndpointName')?.value);
}

/** The catalogue's rows that a metric can mean, none for a metric of others: of its endpoint's mode where that is known, else of every mode. */
export function entriesFor(template: Template, metric: WatchedMetric): MetricEntry[] {
  if (!isSageMaker(metric)) return [];
  const mode = endpointOf(template, metric)?.mode;
  const rows = metricsNamed(textOf(metric.name) ?? '');
  return rows.filter((entry) => entry.namespace === metric.namespace && (mode === undefined || entry.mode === mode));
}

/** The row of a mode under any namespace, to say where a metric really is. */
export function elsewhere(name: unknown, mode: Mode | undefined): MetricEntry | undefined {
  const text = textOf(name);
  if (text === undefined) return undefined;
  return mode === undefined ? metricsNamed(text)[0] : findMetric(mode, text);
}
