import { jsonata, tableVariable } from './names.js';
import type { InputRows, PipelineStepPlan } from './plan.js';

/** Runs a query and waits for its end. */
export const QUERY = 'arn:aws:states:::athena:startQueryExecution.sync';
/** Most characters of a QueryString (Athena API reference, StartQueryExecution). */
export const MOST_QUERY_CHARACTERS = 262_144;

/** `WITH "flights" AS (SELECT * FROM "database"."table") `, in front of a statement that knows its inputs by short names. */
export function relations(step: PipelineStepPlan): string[] {
  const inputs = Object.entries(step.inputs);
  return inputs.flatMap(([name, input], index) => [
    jsonata(`${index === 0 ? 'WITH ' : ', '}"${name.toLowerCase()}" AS (SELECT * FROM `),
    tableOf(input),
    jsonata(`)${index === inputs.length - 1 ? ' ' : ''}`),
  ]);
}

/** Where an input's rows are, as an expression. */
export function tableOf(input: InputRows | undefined): string {
  if (input === undefined) return '""';
  return 'step' in input ? `$${tableVariable(input.step, input.port)}` : jsonata(`"${input.catalogTable.replace('.', '"."')}"`);
}
