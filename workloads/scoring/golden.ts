import { predictionRecord } from '../../core/codec/block.js';
import { problemText } from '../../core/codec/problem.js';
import type { BlockReader } from '../../core/codec/read-block.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { Engine } from './engine.js';
import type { GoldenRow } from '../../core/schema/golden-row.js';
import { goldenDifferences } from './golden-differences.js';

const SHOWN = 3;

/** Runs the rows that travel with a model and refuses the model unless all come out as recorded. */
export async function checkGoldenRows(golden: readonly GoldenRow[], engine: Engine, reader: BlockReader, source: string): Promise<void> {
  if (golden.length === 0) return;
  const { schema } = engine;
  const read = reader.readRows(golden.map(({ input }) => input));
  if (!read.ok) throw new SlipwayError('golden-rows', `golden rows: ${read.problems.map(problemText).join('; ')}`, { source });
  const outputs = await engine.run(read.block);
  const problems = golden.flatMap(({ output }, index) =>
    goldenDifferences(output, predictionRecord(outputs, index, schema), schema.outputs).map((text) => `golden row ${index + 1}: ${text}`),
  );
  if (problems.length === 0) return;
  const more = problems.length > SHOWN ? `, and ${problems.length - SHOWN} more` : '';
  throw new SlipwayError(
    'golden-rows',
    `the model does not answer as recorded: ${problems.slice(0, SHOWN).join('; ')}${more}; is it the model that these rows were recorded with, and are its columns in this order?`,
    { source },
  );
}
