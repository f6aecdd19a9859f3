import type { Prediction } from '../../core/codec/encode.js';
import type { Cell, Rows } from '../../core/codec/problem.js';
import { cellFromJson } from '../../core/codec/cell.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema, Output, Value } from '../../core/schema/schema.js';
import type { GoldenRow } from './model-files.js';

/** How far a number may be from what was recorded: engines agree to this. */
const TOLERANCE = 1e-6;
/** Probability at which a label flips; a label may differ only where a probability is this close to it. */
const THRESHOLD = 0.5;
const SHOWN = 3;

/** Runs the rows that travel with a model and refuses the model unless all come out as recorded. */
export async function checkGoldenRows(
  golden: readonly GoldenRow[],
  schema: ModelSchema,
  predict: (rows: Rows) => Promise<Prediction[]>,
  source: string,
): Promise<void> {
  if (golden.length === 0) return;
  const predictions = await predict(golden.map((row, index) => rowOf(row, index, schema, source)));
  const problems = golden.flatMap(({ output }, index) =>
    differences(output, predictions[index] ?? [], schema).map((text) => `golden row ${index + 1}: ${text}`),
  );
  if (problems.length === 0) return;
  const more = problems.length > SHOWN ? `, and ${problems.length - SHOWN} more` : '';
  throw new SlipwayError(
    'golden-rows',
    `the model does not answer as recorded: ${problems.slice(0, SHOWN).join('; ')}${more}; is it the model that these rows were recorded with, and are its columns in this order?`,
    { source },
  );
}

function rowOf({ input }: GoldenRow, index: number, { features }: ModelSchema, source: string): Cell[] {
  return features.map((feature) => {
    const cell = cellFromJson(input[feature.name], feature);
    if (cell.ok) return cell.value;
    throw new SlipwayError('golden-rows', `golden row ${index + 1}, feature '${feature.name}': ${cell.message}`, { source });
  });
}

function differences(expected: Readonly<Record<string, unknown>>, given: Prediction, { outputs }: ModelSchema): string[] {
  const undecided = given.flat().some((value) => typeof value === 'number' && Math.abs(value - THRESHOLD) <= TOLERANCE);
  return outputs.flatMap((output, position) => {
    const wanted = expected[output.name];
    const got = given[position] ?? [];
    if (wanted === undefined || agrees(listOf(wanted), got, output, undecided)) return [];
    return [`${output.name} is ${JSON.stringify(got.length === 1 ? got[0] : got)}, recorded was ${JSON.stringify(wanted)}`];
  });
}

function agrees(wanted: readonly unknown[], got: readonly Value[], { type }: Output, undecided: boolean): boolean {
  if (wanted.length !== got.length) return false;
  return got.every((value, index) => {
    const other = wanted[index];
    if (type === 'number' && typeof value === 'number' && typeof other === 'number') return Math.abs(value - other) <= TOLERANCE;
    return value === other || (undecided && type !== 'number');
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
