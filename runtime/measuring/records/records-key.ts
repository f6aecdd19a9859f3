import { createHash } from 'node:crypto';
import type { BatchJobPlan } from '../../pipeline/declared/batch-job-plan.js';
import { modelKey } from '../model-key.js';
import { jobRequest } from './job-request.js';

const LENGTH = 16;

/** Names a job by what answers and how it is asked: the same job has the same key in every environment. */
export function recordsKey(plan: Pick<BatchJobPlan, 'containers' | 'definition' | 'settings'>): string {
  const { containers, settings } = plan;
  const { DataProcessing, TransformInput, BatchStrategy, MaxPayloadInMB } = jobRequest(plan) ?? {};
  const asked = [
    containers.map(({ environment }) => environment),
    DataProcessing,
    TransformInput?.ContentType,
    BatchStrategy,
    MaxPayloadInMB,
    // Records of a table go wrong in another way than lines do.
    ...(settings.table === undefined ? [] : [settings.table]),
  ];
  const model = modelKey({ name: '', weight: 1, instances: 1, containers });
  return createHash('sha256').update(model).update(JSON.stringify(asked)).digest('hex').slice(0, LENGTH);
}
