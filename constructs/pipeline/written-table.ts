import { throwProblems } from '../../core/errors/index.js';
import type { WrittenRows } from '../../core/pipeline/index.js';
import { parseTypeText } from '../../core/sql/index.js';
import type { PipelineStep } from './pipeline-step.js';
import { STEP_OF } from './step-of.js';
import type { StepOutput } from './step-output.js';
import { TableFormat } from './table-format.js';
import { Table } from './table.js';

/** The rows that a step writes as files, and whose step it is. */
export function writtenRows(step: PipelineStep, { format = TableFormat.JSON_LINES, columns }: StepOutput = {}): Table {
  const strange = Object.entries(columns ?? {}).filter(([, type]) => !isType(type));
  throwProblems(
    'pipeline-step',
    strange.map(
      ([column, type]) =>
        `step '${step.name}' writes a column '${column}' of type '${type}', which Athena does not have; give bigint, double, varchar or another of its types`,
    ),
    { source: step._madeAt },
  );
  const table = Table._ofStep(step.name, columns, { format, inCatalog: columns !== undefined });
  STEP_OF.set(table, step);
  return table;
}

function isType(text: string): boolean {
  try {
    return parseTypeText(text).kind !== 'anything';
  } catch {
    return false;
  }
}

/** The same as the state machine has it. */
export function writtenPlan({ _facts: { format, columns } }: Table): WrittenRows {
  return { format, ...(columns === undefined ? {} : { columns }) };
}
