import { basename } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { readCaptured } from '../measuring/captured.js';
import { measure } from '../measuring/measure.js';
import { modelKey } from '../measuring/model-key.js';
import { readSamples } from '../measuring/read-samples.js';
import type { SampleRows } from '../measuring/sample-rows.js';
import { PROFILE_VERSION, type ModelProfile, type PipelineProfile, type Profile, type RecordsProfile } from '../measuring/profile.js';
import { measureRecords } from '../measuring/records/measure-records.js';
import { measurePipeline } from '../measuring/pipelines/measure-pipeline.js';
import { pipelineKey } from '../measuring/pipelines/pipeline-key.js';
import { recordsKey } from '../measuring/records/records-key.js';
import type { PipelinePlan } from '../pipeline/local/pipeline-plan.js';
import type { BatchJobPlan } from '../pipeline/declared/batch-job-plan.js';
import type { ServicePlan, VariantPlan } from '../plan.js';
import type { RehearsalOptions } from './options.js';

export type MeasuringOptions = Pick<RehearsalOptions, 'seed' | 'host' | 'signal' | 'captured'>;

/** Measures every model of some services, every job of batch deployments and every pipeline, each once however often it is deployed. */
export async function measureServices(
  services: readonly ServicePlan[],
  { seed, host, signal = new AbortController().signal, captured = {} }: MeasuringOptions,
  jobs: readonly BatchJobPlan[] = [],
  pipelines: readonly PipelinePlan[] = [],
): Promise<Profile> {
  const models: Record<string, ModelProfile> = {};
  for (const service of services) {
    for (const variant of service.variants) {
      signal.throwIfAborted();
      const key = modelKey(variant);
      models[key] ??= await measure(service, variant, { seed, host, signal, given: givenRows(service, captured[service.path]) });
    }
  }
  const records: Record<string, RecordsProfile> = {};
  for (const [index, job] of jobs.entries()) {
    signal.throwIfAborted();
    host.say({ level: 'progress', stage: 'measure', text: job.path, done: index / jobs.length });
    const key = recordsKey(job);
    records[key] ??= await measureRecords(job, { seed, signal });
  }
  const runs: Record<string, PipelineProfile> = {};
  for (const [index, pipeline] of pipelines.entries()) {
    signal.throwIfAborted();
    host.say({ level: 'progress', stage: 'measure', text: pipeline.path, done: index / pipelines.length });
    const key = pipelineKey(pipeline);
    runs[key] ??= await measurePipeline(pipeline, { seed, signal, directory: process.cwd() });
  }
  return {
    version: PROFILE_VERSION,
    models,
    ...(jobs.length === 0 ? {} : { records }),
    ...(pipelines.length === 0 ? {} : { pipelines: runs }),
  };
}

/** What callers send, as captured or else as said in slipway.json. */
export function givenRows({ samples }: ServicePlan, captured: string | undefined): SampleRows | undefined {
  if (captured !== undefined) return { rows: readCaptured(captured).rows, from: 'captured data' };
  return samples === undefined ? undefined : { rows: readSamples(samples), from: basename(samples) };
}

/** How a variant of a service answers: as measured, with the times of past metrics where they were given. */
export function profileOf(
  { models }: Profile,
  { path, place }: ServicePlan,
  variant: VariantPlan,
  latencies: readonly number[] | undefined,
): ModelProfile {
  const key = modelKey(variant);
  const profile = models[key];
  if (profile === undefined) {
    throw new SlipwayError(
      'profile',
      `the profile does not hold the model of variant '${variant.name}' (${key}), only ${Object.keys(models).join(', ') || 'none'}; the model has changed: measure again`,
      { ...place, path },
    );
  }
  return latencies === undefined ? profile : { ...profile, millis: [...latencies] };
}

/** How the job of a batch deployment answers records, as measured. */
export function recordsOf({ records = {} }: Profile, job: BatchJobPlan): RecordsProfile {
  const found = records[recordsKey(job)];
  if (found !== undefined) return found;
  throw new SlipwayError('profile', `the profile does not hold the job of ${job.path}; it is new or has changed: measure again`, job.place);
}

/** How a pipeline runs, as measured. */
export function pipelineProfileOf({ pipelines = {} }: Profile, pipeline: PipelinePlan): PipelineProfile {
  const found = pipelines[pipelineKey(pipeline)];
  if (found !== undefined) return found;
  throw new SlipwayError(
    'profile',
    `the profile does not hold the pipeline ${pipeline.path}; it is new or has changed: measure again`,
    pipeline.place,
  );
}
