import { createHash } from 'node:crypto';
import type { PipelinePlan } from '../../pipeline/local/pipeline-plan.js';

const LENGTH = 16;

/** Names a pipeline by what it does, and by the files that stand for its tables. */
export function pipelineKey({ definition, entry }: Pick<PipelinePlan, 'definition' | 'entry'>): string {
  const tables = Object.values(entry.tables).map(({ name, columns, local }) => ({ name, columns, local }));
  return createHash('sha256')
    .update(JSON.stringify([definition, tables]))
    .digest('hex')
    .slice(0, LENGTH);
}
