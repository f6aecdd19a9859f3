import { BATCH_RUN_DIMENSION, BATCH_RUN_NAMESPACE, BATCH_RUNS } from '../../core/metrics/index.js';
import type { StepWorld } from './world.js';

export type RunMetrics = Readonly<Record<string, number>>;

/**
 * Metrics of a run as one line of the log, in the embedded metric format: CloudWatch takes them out of it, so that the function needs no right
 * to publish, and a laptop reads the same line.
 */
export function publishMetrics({ settings, log }: StepWorld, at: number, metrics: RunMetrics): void {
  const Metrics = Object.keys(metrics).map((Name) => ({ Name, Unit: BATCH_RUNS.find(({ name }) => name === Name)?.unit ?? 'None' }));
  log({
    _aws: { Timestamp: at, CloudWatchMetrics: [{ Namespace: BATCH_RUN_NAMESPACE, Dimensions: [[BATCH_RUN_DIMENSION]], Metrics }] },
    [BATCH_RUN_DIMENSION]: settings.deployment,
    ...metrics,
  });
}
