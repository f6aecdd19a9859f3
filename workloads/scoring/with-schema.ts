import type { OutputValues, RowBlock } from '../../core/codec/block.js';
import type { RecordProblem } from '../../core/codec/problem.js';
import { emptyMatrix, matrixBlock } from '../../core/codec/matrix.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import type { Engine } from './engine.js';

/**
 * An engine under the names of the schema.json that lies beside the model: refuses the schema of another model, which would feed every value
 * to the wrong column, and puts features and outputs into the schema's order.
 */
export function withSchema(engine: Engine, schema: ModelSchema, source: string): Engine {
  refuseOtherShape(engine, schema, source);
  const columns = featureOrder(engine.schema, schema);
  const outputs = schema.outputs.map(({ name }) => engine.schema.outputs.findIndex((output) => output.name === name));
  const given = inOrder(columns) ? (block: RowBlock): RowBlock => block : (block: RowBlock): RowBlock => reordered(block, columns);
  const taken =
    inOrder(outputs) && outputs.length === engine.schema.outputs.length
      ? (all: readonly OutputValues[]): readonly OutputValues[] => all
      : (all: readonly OutputValues[]): readonly OutputValues[] => outputs.map((at) => all[at]);
  const { runSync, refusals } = engine;
  return {
    kind: engine.kind,
    schema,
    takes: engine.takes,
    ...(refusals === undefined
      ? {}
      : { refusals: (block: RowBlock) => refusals(given(block)).map((problem) => renamed(problem, engine.schema, schema, columns)) }),
    ...(runSync === undefined ? {} : { runSync: (block: RowBlock) => taken(runSync(given(block))) }),
    run: async (block) => taken(await engine.run(given(block))),
    close: () => engine.close(),
  };
}

function refuseOtherShape({ schema: own, takes }: Engine, { features, outputs }: ModelSchema, source: string): void {
  const mismatch = (message: string): never => {
    throw new SlipwayError('schema-mismatch', message, { source });
  };
  if (own.features.length !== features.length)
    mismatch(`schema.json has ${features.length} features, the model takes ${own.features.length}; write the schema of this model`);
  const names = own.outputs.map(({ name }) => name);
  const unknown = outputs.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  if (unknown.length > 0)
    mismatch(`schema.json names output ${unknown.join(', ')}, the model has ${names.join(', ')}; use the model's names`);
  const texts = features.filter(({ type }) => type === 'string').map(({ name }) => name);
  if (takes !== 'cells' && texts.length > 0)
    mismatch(
      `schema.json says that ${texts.join(', ')} is a string, and the model takes numbers only; encode texts as numbers, or export the model with its encoder`,
    );
}

/** The schema's feature for each of the model's: by name where the model has the same names, else by position. */
function featureOrder(own: ModelSchema, { features }: ModelSchema): number[] {
  const byName = own.features.map(({ name }) => features.findIndex((feature) => feature.name === name));
  return byName.includes(-1) ? [...features.keys()] : byName;
}

/** The same problem under the schema's name of the feature. */
function renamed(problem: RecordProblem, own: ModelSchema, { features }: ModelSchema, columns: readonly number[]): RecordProblem {
  const at = own.features.findIndex(({ name }) => name === problem.column);
  return { ...problem, column: features[columns[at]]?.name };
}

function inOrder(order: readonly number[]): boolean {
  return order.every((at, index) => at === index);
}

function reordered(block: RowBlock, columns: readonly number[]): RowBlock {
  if (block.kind === 'cells') return { ...block, cells: block.cells.map((cells) => columns.map((at) => cells[at] ?? null)) };
  const values = emptyMatrix(block.kind, block.values.length);
  for (let base = 0; base < values.length; base += columns.length) {
    for (let column = 0; column < columns.length; column += 1) values[base + column] = block.values[base + columns[column]];
  }
  return matrixBlock(block.kind, block.rows, values);
}
