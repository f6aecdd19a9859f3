import { predictionRecord } from '../../core/codec/block.js';
import { problemText } from '../../core/codec/problem.js';
import type { BlockReader } from '../../core/codec/read-block.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema, Output, Value } from '../../core/schema/schema.js';
import type { Engine } from './engine.js';
import type { GoldenRow } from './model-files.js';

/** How far a number may be from what was recorded: engines agree to this. */
const TOLERANCE = 1e-6;
/** Probability at which a label flips; a label may differ only where a probability is this close to it. */
const THRESHOLD = 0.5;
const SHOWN = 3;

/** Runs the rows that travel with a model and refuses the model unless all come out as recorded. */
export async function checkGoldenRows(golden: readonly GoldenRow[], engine: Engine, reader: BlockReader, source: string): Promise<void> {
  if (golden.length === 0) return;
  const { schema } = engine;
  const read = reader.readRows(golden.map(({ input }) => input));
  if (!read.ok) throw new SlipwayError('golden-rows', `golden rows: ${read.problems.map(problemText).join('; ')}`, { source });
  const outputs = await engine.run(read.block);
  const problems = golden.flatMap(({ output }, index) =>
    differences(output, predictionRecord(outputs, index, schema), schema).map((text) => `golden row ${index + 1}: ${text}`),
  );
  if (problems.length === 0) return;
  const more = problems.length > SHOWN ? `, and ${problems.length - SHOWN} more` : '';
  throw new SlipwayError(
    'golden-rows',
    `the model does not answer as recorded: ${problems.slice(0, SHOWN).join('; ')}${more}; is it the model that these rows were recorded with, and are its columns in this order?`,
    { source },
  );
}

function differences(
  expected: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, Value | Value[]>>,
  { outputs }: ModelSchema,
): string[] {
  const undecided = Object.values(given)
    .flat()
    .some((value) => typeof value === 'number' && Math.abs(value - THRESHOLD) <= TOLERANCE);
  return outputs.flatMap((output) => {
    const wanted = expected[output.name];
    const got = given[output.name];
    if (wanted === undefined || agrees([wanted].flat(), [got].flat(), output, undecided)) return [];
    return [`${output.name} is ${JSON.stringify(got)}, recorded was ${JSON.stringify(wanted)}`];
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
