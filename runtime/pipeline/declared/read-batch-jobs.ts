import { resolve } from 'node:path';
import { readStacks } from '../../assembly/stacks.js';
import type { BatchJobPlan } from './batch-job-plan.js';
import { batchJobsOf } from './batch-jobs.js';

/** Every batch deployment of an assembly. */
export function readBatchJobs(directory: string): BatchJobPlan[] {
  const root = resolve(directory);
  return batchJobsOf(readStacks(root), root);
}
