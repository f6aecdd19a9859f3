import { SlipwayError } from '../../core/errors/index.js';
import { checkStatement } from '../../core/pipeline/index.js';
import { compileQuery, parseTypeText } from '../../core/sql/index.js';
import type { Check } from './data-check.js';
import type { PipelineStep } from './pipeline-step.js';
import type { Table } from './table.js';

/** The name that the statement of a check has for its rows. */
export const CHECKED = 'rows_checked';

/** Refuses conditions that rows do not take. */
export function checkConditions({ name, _madeAt: source }: PipelineStep, rows: Table, checks: readonly Check[]): void {
  if (checks.length === 0) throw new SlipwayError('pipeline-step', `step '${name}' has no checks; give at least one`, { source });
  const { columns } = rows._facts;
  const known =
    columns === undefined
      ? {}
      : { columns: Object.entries(columns).map(([column, type]) => ({ name: column.toLowerCase(), type: parseTypeText(type) })) };
  for (const { _parts: parts } of checks) {
    const compiled = compileQuery(checkStatement([parts], CHECKED), new Map([[CHECKED, known]]));
    if (!compiled.ok)
      throw new SlipwayError(
        'pipeline-step',
        `step '${name}' checks ${parts.says}, which these rows do not take: ${compiled.problems[0]?.message}`,
        { source },
      );
  }
}
