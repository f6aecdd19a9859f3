import type { InferenceSession } from 'onnxruntime-node';
import { SlipwayError } from '../../core/errors/index.js';
import type { Feature, FeatureType, ModelSchema, Output } from '../../core/schema/schema.js';

/** How tensors of the runtime look to people. */
const TYPES: Readonly<Record<string, FeatureType>> = {
  float32: 'number',
  float64: 'number',
  int64: 'integer',
  int32: 'integer',
  bool: 'boolean',
  string: 'string',
};

/** Refuses what the runtime for Node cannot return, with what to do about it. */
export function refuseUnusableOutputs(session: InferenceSession, source: string): void {
  const maps = session.outputMetadata.filter(({ isTensor }) => !isTensor).map(({ name }) => name);
  if (maps.length === 0) return;
  throw new SlipwayError(
    'model-unreadable',
    `output ${maps.map((name) => `'${name}'`).join(', ')} is a sequence of maps, which onnxruntime-node cannot return; export without it: skl2onnx options={"zipmap": False}`,
    { source },
  );
}

/** Reads a schema from a graph: one feature per column of a single input, or one per input. */
export function schemaOfGraph(session: InferenceSession, source: string): ModelSchema {
  const tensors = session.inputMetadata.map((input) => {
    if (input.isTensor) return input;
    throw new SlipwayError('model-unreadable', `input '${input.name}' is no tensor; export the model with tensors as inputs`, { source });
  });
  const [only] = tensors;
  const width = tensors.length === 1 && only !== undefined ? columnsOf(only.shape) : undefined;
  const features: Feature[] =
    width !== undefined && only !== undefined && width > 1
      ? Array.from({ length: width }, (_, index) => ({ name: `f${index}`, type: typeOf(only.type, only.name, source) }))
      : tensors.map(({ name, type }) => ({ name, type: typeOf(type, name, source) }));
  return { version: 1, features, outputs: session.outputMetadata.map((output) => outputOf(output, source)) };
}

/** Columns of a [rows, columns] tensor, 1 for a list, undefined where the graph leaves it open. */
export function columnsOf(shape: readonly (number | string)[]): number | undefined {
  if (shape.length <= 1) return 1;
  const last = shape.at(-1);
  return typeof last === 'number' && last > 0 ? last : undefined;
}

function outputOf(output: InferenceSession.ValueMetadata, source: string): Output {
  const type = output.isTensor ? typeOf(output.type, output.name, source) : 'number';
  const size = output.isTensor ? columnsOf(output.shape) : 1;
  return size === undefined || size === 1 ? { name: output.name, type } : { name: output.name, type, size };
}

function typeOf(type: string, name: string, source: string): FeatureType {
  const known = TYPES[type];
  if (known === undefined) {
    throw new SlipwayError('model-unreadable', `'${name}' has tensor type ${type}; this server takes ${Object.keys(TYPES).join(', ')}`, {
      source,
    });
  }
  return known;
}
