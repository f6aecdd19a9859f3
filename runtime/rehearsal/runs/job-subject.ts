import { BATCH_RUN_DIMENSION, BATCH_RUN_NAMESPACE, BATCH_RUNS, EXECUTIONS, PIPELINE_RUNS } from '../../../core/metrics/index.js';
import type { BatchJobPlan } from '../../pipeline/declared/batch-job-plan.js';
import type { PipelinePlan } from '../../pipeline/local/pipeline-plan.js';
import type { ReadMetric, Subject } from '../subject.js';
import { runsOften, startedBy, type StartedPlan } from './cycles.js';

/** A batch deployment as something that alarms are about. */
export function jobSubject(job: BatchJobPlan): Subject {
  const { path, stack, stage, settings } = job;
  const reason = whyNotPlayed(job);
  return {
    path,
    stack,
    stage,
    mode: 'batch',
    endpointName: settings.deployment ?? '',
    variantNames: [],
    job,
    owned: ownedBy(job),
    ...(reason === undefined ? {} : { reason }),
    alarms: [],
  };
}

/** A data pipeline as something that alarms are about. */
export function pipelineSubject(pipeline: PipelinePlan): Subject {
  const { path, stack, stage, entry } = pipeline;
  const reason = whyNotPlayed(pipeline);
  return {
    path,
    stack,
    stage,
    mode: 'pipeline',
    endpointName: entry.pipeline,
    variantNames: [],
    pipeline,
    owned: ownedBy(pipeline),
    ...(reason === undefined ? {} : { reason }),
    alarms: [],
  };
}

/** Values of dimensions: the state machine, and the queues of what could not be started. */
function ownedBy({ machine, schedules, objectRules }: StartedPlan): string[] {
  return [machine, ...[...schedules, ...objectRules].flatMap(({ deadLetters }) => deadLetters?.split(':').at(-1) ?? [])];
}

/** A task that somebody outside ends (Step Functions Developer Guide, connect-to-resource). */
const WAITS = '.waitForTaskToken';

/** What is in the way of playing its runs; undefined where nothing is. */
export function whyNotPlayed(job: StartedPlan & Partial<Pick<BatchJobPlan, 'refused' | 'settings'>>): string | undefined {
  if (job.refused !== undefined) return job.refused;
  if (JSON.stringify(job.definition).includes(WAITS)) return 'a step of it waits for people to agree, and nobody is asked here';
  if (startedBy(job) === 'nothing') return 'nothing starts its runs by itself: no schedule that is switched on, and no rule on objects';
  if (startedBy(job) === 'objects' && job.settings === undefined) return 'objects start its runs, and nothing says when they come';
  return runsOften(job) ? undefined : 'its schedule starts too few runs in a year, or none that can be reckoned with';
}

/** Why a play of runs shows nothing of a metric; undefined where it does. */
export function unproducedByRuns(
  { namespace, name, dimensions }: ReadMetric,
  { endpointName, owned = [], mode }: Subject,
): string | undefined {
  const published = [...(mode === 'pipeline' ? PIPELINE_RUNS : BATCH_RUNS), ...EXECUTIONS];
  const entry = published.find((each) => each.name === name && each.namespace === namespace);
  if (entry === undefined) return `the rehearsal does not produce ${name} of ${namespace}`;
  const values = Object.entries(dimensions);
  const isOwn = values.every(([key, value]) =>
    namespace === BATCH_RUN_NAMESPACE ? key === BATCH_RUN_DIMENSION && value === endpointName : owned.includes(value),
  );
  return isOwn && values.length === 1 ? undefined : `nothing here publishes ${name} with these dimensions`;
}
