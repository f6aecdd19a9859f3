import type { PlayedMode } from '../hosting/mode.js';
import { metricsOf } from './lookup.js';
import { BATCH_RUNS } from './rows/batch-runs.js';
import { MONITOR_METRICS } from './rows/monitor.js';
import { EXECUTIONS } from './rows/executions.js';
import { PIPELINE_RUNS } from './rows/pipeline-runs.js';

/** What happens at a service that a metric can show. A fault moves these, never a metric. */
export const OBSERVABLES = [
  'requests',
  'refused requests',
  'failed requests',
  'time in the model',
  'time in transport',
  'requests at once',
  'busy workers',
  'instances',
  'memory',
  'disk',
  'captured records',
  'values sent',
  'values that break the schema',
  'zeros sent',
  'categories sent',
  'stuck values',
  'segments',
  'answers',
  'invalid answers',
  'golden rows',
  'what is served',
  'the monitor',
  'what is true',
  'labels',
  'failed runs',
  'age of results',
  'age of input',
  'rejected records',
  'lost records',
  'time of runs',
  'starts of runs',
  'checks of data',
] as const;
export type Observable = (typeof OBSERVABLES)[number];

/**
 * Which metrics show what happens, by name: the join between faults, which move observables, and alarms, which watch metrics. A metric that
 * stands nowhere here is not produced by the rehearsal.
 */
const SHOWN_BY: Readonly<Record<Observable, readonly string[]>> = {
  requests: ['Invocations', 'InvocationsPerInstance'],
  'refused requests': ['Invocation4XXErrors', 'InvocationModelErrors'],
  'failed requests': ['Invocation5XXErrors', 'InvocationModelErrors'],
  'time in the model': ['ModelLatency'],
  'time in transport': ['OverheadLatency'],
  'requests at once': ['ConcurrentRequestsPerModel'],
  'busy workers': ['CPUUtilization'],
  // One datapoint a minute and instance, so that their number is the number of instances.
  instances: ['CPUUtilization', 'InvocationsPerInstance'],
  memory: ['MemoryUtilization'],
  disk: ['DiskUtilization'],
  // What follows is the drift monitor's, whatever the hosting mode.
  'captured records': ['CaptureRatio'],
  'values sent': ['LargestDistance', 'DriftedFeatures', 'DriftedImportance'],
  'values that break the schema': ['ViolationRate'],
  'zeros sent': ['ZeroRate', 'ZeroChange', 'ChangedImportance'],
  'categories sent': ['NewCategoryRate', 'NewCategoryChange'],
  'stuck values': ['StuckFeatures'],
  segments: ['DriftedSegments'],
  answers: ['PredictionDrift'],
  'invalid answers': ['InvalidOutputs', 'ConstantOutputs'],
  'golden rows': ['GoldenRowsWrong'],
  'what is served': ['ServedDiffers'],
  'the monitor': ['RowsSeen'],
  'what is true': ['QualityFailing', 'QualityMargin'],
  labels: ['LabelCoverage', 'LabelsStopped', 'AnswersJudged'],
  // What follows is of deployments that run and end.
  'failed runs': ['RunFailed', 'ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'],
  'age of results': ['RefreshOverdue', 'DataAge'],
  'age of input': ['InputAge'],
  'rejected records': ['RejectedRate'],
  'lost records': ['RowsLost', 'RowsIn'],
  'time of runs': ['RunDuration', 'DurationRatio', 'ExecutionTime'],
  'starts of runs': ['ExecutionsStarted', 'ApproximateNumberOfMessagesVisible'],
  'checks of data': ['DataChecksFailed'],
};

/** Names of the metrics of a mode that follow from what is moved, each once. */
export function metricsShowing(observables: readonly Observable[], mode: PlayedMode): string[] {
  const published = new Set(publishedIn(mode).map(({ name }) => name));
  return [...new Set(observables.flatMap((observable) => SHOWN_BY[observable]))].filter((name) => published.has(name));
}

/** What a metric shows; empty for one that the rehearsal does not produce. */
export function observablesOf(metric: string): Observable[] {
  return OBSERVABLES.filter((observable) => SHOWN_BY[observable].includes(metric));
}

function publishedIn(mode: PlayedMode): readonly { readonly name: string }[] {
  if (mode === 'pipeline') return [...PIPELINE_RUNS, ...EXECUTIONS];
  return [...metricsOf(mode), ...MONITOR_METRICS, ...(mode === 'batch' ? [...BATCH_RUNS, ...EXECUTIONS] : [])];
}
