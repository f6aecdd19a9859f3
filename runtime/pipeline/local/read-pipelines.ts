import { resolve } from 'node:path';
import { readStacks } from '../../assembly/stacks.js';
import type { PipelinePlan } from './pipeline-plan.js';
import { pipelinesOf } from './pipelines.js';

/** The data pipelines of an assembly. */
export function readPipelines(directory: string): PipelinePlan[] {
  const root = resolve(directory);
  return pipelinesOf(readStacks(root), root);
}
