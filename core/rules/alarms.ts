import type { Mode } from '../hosting/mode.js';
import { CATALOGUE, findMetric, type MetricEntry } from '../metrics/index.js';
import { endpointNamed, type DeclaredEndpoint } from './endpoints.js';
import type { Template } from './rule.js';
import { isRecord, recordsOf, resourcesOf, textOf, type Found } from './template.js';

/** One metric that an alarm reads: the alarm itself, or an item of its `Metrics`. */
export interface WatchedMetric {
  readonly alarm: Found;
  /** Where in the alarm, '' for the alarm itself; ends in a dot otherwise. */
  readonly at: string;
  readonly namespace: unknown;
  readonly name: unknown;
  readonly statistic: unknown;
  readonly unit: unknown;
  readonly dimensions: readonly { readonly name: unknown; readonly value: unknown }[];
  /** True where threshold and comparison are about this metric alone. */
  readonly compared: boolean;
}

export const ALARM = 'AWS::CloudWatch::Alarm';
export const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';

const NAMESPACES: readonly string[] = [...new Set(CATALOGUE.map(({ namespace }) => namespace))];

/** Every metric that the alarms of a template read. */
export function watchedMetrics(template: Template): WatchedMetric[] {
  return resourcesOf(template, ALARM).flatMap((alarm) => {
    const { properties } = alarm;
    if (properties['MetricName'] !== undefined) {
      return [
        {
          alarm,
          at: '',
          compared: true,
          ...metricOf(properties),
          statistic: properties['ExtendedStatistic'] ?? properties['Statistic'],
          unit: properties['Unit'],
        },
      ];
    }
    const items = recordsOf(properties['Metrics']);
    return items.flatMap((item, index) => {
      const stat = item['MetricStat'];
      const metric = isRecord(stat) ? stat['Metric'] : undefined;
      if (!isRecord(stat) || !isRecord(metric)) return [];
      const at = `Metrics.${index}.MetricStat.`;
      return [{ alarm, at, compared: items.length === 1, ...metricOf(metric), statistic: stat['Stat'], unit: stat['Unit'] }];
    });
  });
}

function metricOf(value: Readonly<Record<string, unknown>>): Pick<WatchedMetric, 'namespace' | 'name' | 'dimensions'> {
  return {
    namespace: value['Namespace'],
    name: value['MetricName'],
    dimensions: recordsOf(value['Dimensions']).map((dimension) => ({ name: dimension['Name'], value: dimension['Value'] })),
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

/** The catalogue's rows that a metric can mean: of its endpoint's mode where that is known, else of every mode. */
export function entriesFor(template: Template, metric: WatchedMetric): MetricEntry[] {
  const mode = endpointOf(template, metric)?.mode;
  const { name, namespace } = metric;
  return CATALOGUE.filter((entry) => entry.name === name && entry.namespace === namespace && (mode === undefined || entry.mode === mode));
}

/** The row of a mode under any namespace, to say where a metric really is. */
export function elsewhere(name: unknown, mode: Mode | undefined): MetricEntry | undefined {
  const text = textOf(name);
  if (text === undefined) return undefined;
  return mode === undefined ? CATALOGUE.find((entry) => entry.name === text) : findMetric(mode, text);
}
