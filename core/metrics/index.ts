export { CATALOGUE } from './catalogue.js';
export type { Idle, MetricEntry, StatisticFamily, Unit, ValueRange } from './entry.js';
export { bounds, findMetric, metricsNamed, metricsOf, publishes } from './lookup.js';
export { BATCH_RUN_DIMENSION, BATCH_RUN_NAMESPACE, BATCH_RUNS } from './rows/batch-runs.js';
export { PIPELINE_RUNS } from './rows/pipeline-runs.js';
export { EXECUTIONS, STATES_DIMENSION, STATES_NAMESPACE } from './rows/executions.js';
export {
  findMonitorMetric,
  MONITOR_DIMENSION,
  MONITOR_METRICS,
  MONITOR_NAMESPACE,
  type MonitorMetricEntry,
  type MonitorMetricName,
} from './rows/monitor.js';
export { metricsShowing, observablesOf, OBSERVABLES, type Observable } from './observables.js';
export { parseStatistic, type Statistic, type Trim } from './statistics.js';
