import type { MetricEntry } from '../entry.js';
import { BATCH_RUN_DIMENSION, BATCH_RUN_NAMESPACE } from './batch-runs.js';
import { NOT_NEGATIVE, PLAIN, rows } from './row.js';

/** What the state machine of a data pipeline publishes of its runs. */
export const PIPELINE_RUNS: readonly MetricEntry[] = rows(
  { mode: 'batch', namespace: BATCH_RUN_NAMESPACE, dimensions: [[BATCH_RUN_DIMENSION]], source: 'docs/pipelines.md' },
  [
    { name: 'DataChecksFailed', unit: 'Count', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' },
    { name: 'InputAge', unit: 'Seconds', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' },
  ],
);
