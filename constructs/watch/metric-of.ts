import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SlipwayError } from '../../core/errors/index.js';
import { BATCH_RUNS, findMetric, metricsOf, publishes, type MetricEntry } from '../../core/metrics/index.js';
import { fromMillis } from '../../core/units/duration.js';
import type { IModelService } from '../hosting/model-service.js';
import type { ServiceMetric } from './service-metric.js';

const DEFAULT_PERIOD = Duration.minutes(5);

/** Which of the instances behind a service. */
export interface Fleet {
  /** The first variant where none is named. */
  readonly variantName?: string | undefined;
  /** Narrows a variant to what an update has just brought up. */
  readonly endpointConfigName?: string | undefined;
}

/** Whether a service publishes a metric under dimensions that are known at synthesis. */
export function isWatchable(service: IModelService, { metricName }: ServiceMetric): boolean {
  const entry = entryOf(service, metricName);
  return entry !== undefined && setOf(entry, valuesOf(service, {})) !== undefined;
}

/** A metric of one variant of a service, refused where the catalogue says that it does not exist. */
export function metricOf(
  service: IModelService,
  metric: ServiceMetric,
  options: cloudwatch.MetricOptions = {},
  fleet: Fleet = {},
): cloudwatch.Metric {
  const entry = publishedEntry(service, metric.metricName);
  const statistic = options.statistic ?? usualStatistic(entry);
  if (!publishes(entry, statistic)) {
    throw new SlipwayError(
      'metric-statistic',
      `${entry.name} has no ${statistic} on a ${entry.mode} endpoint; CloudWatch holds ${entry.statistics.join(', ')}`,
      {
        path: service.node.path,
      },
    );
  }
  return new cloudwatch.Metric({
    ...options,
    namespace: entry.namespace,
    metricName: entry.name,
    statistic,
    period: options.period ?? DEFAULT_PERIOD,
    dimensionsMap: dimensionsOf(service, entry, fleet),
  });
}

function entryOf(service: IModelService, name: string): MetricEntry | undefined {
  return findMetric(service.mode, name) ?? runsOf(service).find((entry) => entry.name === name);
}

/** What the steps around a job publish, where SageMaker publishes nothing. */
function runsOf(service: IModelService): readonly MetricEntry[] {
  const mode: string = service.mode;
  return BATCH_RUNS.filter((entry) => entry.mode === mode);
}

function publishedEntry(service: IModelService, name: string): MetricEntry {
  const entry = entryOf(service, name);
  if (entry !== undefined) return entry;
  const published = [...new Set([...metricsOf(service.mode), ...runsOf(service)].map((row) => row.name))].join(', ');
  throw new SlipwayError(
    'metric-unpublished',
    `a ${service.mode} service does not publish ${name}; it publishes ${published === '' ? 'nothing' : published}`,
    {
      path: service.node.path,
    },
  );
}

function usualStatistic({ statistics }: MetricEntry): string {
  return statistics.includes('Average') && !statistics.includes('Sum')
    ? 'Average'
    : (statistics.find((each) => each === 'Sum') ?? statistics[0] ?? 'Average');
}

function dimensionsOf(service: IModelService, entry: MetricEntry, fleet: Fleet): Record<string, string> {
  const values = valuesOf(service, fleet);
  const names = setOf(entry, values);
  if (names === undefined) {
    throw new SlipwayError(
      'metric-unpublished',
      `${entry.name} is published by ${entry.dimensions.map((set) => set.join(' + ')).join(' or ')}, which this service has no value for`,
      {
        path: service.node.path,
      },
    );
  }
  return Object.fromEntries(names.map((dimension) => [dimension, values[dimension] ?? '']));
}

type Values = Readonly<Record<string, string | undefined>>;

function valuesOf(service: IModelService, { variantName, endpointConfigName }: Fleet): Values {
  return {
    EndpointName: service.serviceName,
    VariantName: variantName ?? service.variants[0]?.variantName,
    EndpointConfigName: endpointConfigName,
    Deployment: service.serviceName,
    QueueName: service.deadLetterQueueName,
  };
}

/** Without a configuration the whole fleet of a variant, with one exactly the set that holds it. */
function setOf({ dimensions }: MetricEntry, values: Values): readonly string[] | undefined {
  return dimensions.find(
    (set) =>
      set.every((dimension) => values[dimension] !== undefined) &&
      (values['EndpointConfigName'] === undefined || set.includes('EndpointConfigName')),
  );
}

/** A duration as the metric counts it: 100 ms are 100,000 for ModelLatency, which is in microseconds. */
export function inUnitOf(service: IModelService, metric: ServiceMetric, duration: Duration): number {
  const { unit, name } = publishedEntry(service, metric.metricName);
  const value = fromMillis(duration.toMilliseconds(), unit);
  if (value !== undefined) return value;
  throw new SlipwayError('metric-unpublished', `${name} is in ${unit}, not in a unit of time`, { path: service.node.path });
}
