import { NOT_NEGATIVE, PLAIN, rows, ZERO_OR_ONE } from './row.js';
import type { MetricEntry } from '../entry.js';

/** Namespace and dimension of what the steps of a batch deployment publish. */
export const BATCH_RUN_NAMESPACE = 'Slipway';
export const BATCH_RUN_DIMENSION = 'Deployment';

/**
 * What the steps of a batch deployment publish of its runs: SageMaker has no metric that says whether a job failed, what it lost, or how old its
 * results are.
 */
export const BATCH_RUNS: readonly MetricEntry[] = [
  ...rows({ mode: 'batch', namespace: BATCH_RUN_NAMESPACE, dimensions: [[BATCH_RUN_DIMENSION]], source: 'docs/batch.md' }, [
    { name: 'RunFailed', unit: 'Count', statistics: PLAIN, range: ZERO_OR_ONE, idle: 'missing' },
    { name: 'RowsIn', unit: 'Count', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' },
    { name: 'RowsLost', unit: 'Count', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' },
    { name: 'RejectedRate', unit: 'None', statistics: PLAIN, range: ZERO_OR_ONE, idle: 'missing' },
    { name: 'RunDuration', unit: 'Seconds', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' },
    { name: 'DurationRatio', unit: 'None', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' },
    { name: 'DataAge', unit: 'Seconds', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' },
    { name: 'RefreshOverdue', unit: 'Seconds', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' },
    { name: 'InputAge', unit: 'Seconds', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' },
  ]),
  ...rows(
    { mode: 'batch', namespace: 'AWS/SQS', dimensions: [['QueueName']], source: 'SQS Developer Guide, sqs-available-cloudwatch-metrics' },
    [{ name: 'ApproximateNumberOfMessagesVisible', unit: 'Count', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'zero' }],
  ),
];
