export { CATALOGUE } from './catalogue.js';
export type { Idle, MetricEntry, StatisticFamily, Unit, ValueRange } from './entry.js';
export { bounds, findMetric, metricsOf, publishes } from './lookup.js';
export { parseStatistic, type Statistic } from './statistics.js';
