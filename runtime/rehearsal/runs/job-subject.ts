import { BATCH_RUN_DIMENSION, BATCH_RUN_NAMESPACE, BATCH_RUNS, EXECUTIONS } from '../../../core/metrics/index.js';
import type { BatchJobPlan } from '../../pipeline/declared/read-batch-jobs.js';
import type { ReadMetric, Subject } from '../subject.js';
import { runsOften, startedBy } from './cycles.js';

/** A batch deployment as something that alarms are about. */
export function jobSubject(job: BatchJobPlan): Subject {
  const { path, stack, stage, settings, machine, schedules, objectRules } = job;
  const reason = whyNotPlayed(job);
  return {
    path,
    stack,
    stage,
    mode: 'batch',
    endpointName: settings.deployment ?? '',
    variantNames: [],
    job,
    owned: [machine, ...[...schedules, ...objectRules].flatMap(({ deadLetters }) => deadLetters?.split(':').at(-1) ?? [])],
    ...(reason === undefined ? {} : { reason }),
    alarms: [],
  };
}

/** What is in the way of playing its runs; undefined where nothing is. */
export function whyNotPlayed(job: BatchJobPlan): string | undefined {
  if (job.refused !== undefined) return job.refused;
  if (startedBy(job) === 'nothing') return 'nothing starts its runs by itself: no schedule that is switched on, and no rule on objects';
  return runsOften(job) ? undefined : 'its schedule starts too few runs in a year, or none that can be reckoned with';
}

const PUBLISHED = [...BATCH_RUNS, ...EXECUTIONS];

/** Why a play of runs shows nothing of a metric; undefined where it does. */
export function unproducedByRuns({ namespace, name, dimensions }: ReadMetric, { endpointName, owned = [] }: Subject): string | undefined {
  const entry = PUBLISHED.find((each) => each.name === name && each.namespace === namespace);
  if (entry === undefined) return `the rehearsal does not produce ${name} of ${namespace}`;
  const values = Object.entries(dimensions);
  const isOwn = values.every(([key, value]) =>
    namespace === BATCH_RUN_NAMESPACE ? key === BATCH_RUN_DIMENSION && value === endpointName : owned.includes(value),
  );
  return isOwn && values.length === 1 ? undefined : `nothing here publishes ${name} with these dimensions`;
}
