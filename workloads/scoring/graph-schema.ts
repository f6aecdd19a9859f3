import type { InferenceSession } from 'onnxruntime-node';
import { SlipwayError } from '../../core/errors/index.js';
import type { Feature, FeatureType } from '../../core/schema/schema.js';

/** How tensors of the runtime look to people. */
const TYPES = {
  float32: 'number',
  float64: 'number',
  int64: 'integer',
  int32: 'integer',
  bool: 'boolean',
  string: 'string',
} as const satisfies Record<string, FeatureType>;

export type TensorType = keyof typeof TYPES;

/** One input of a graph that is a table: rows first. */
export interface GraphInput {
  readonly name: string;
  readonly type: TensorType;
  /** Lengths of a row's dimensions, none for one value a row. */
  readonly rowShape: readonly number[];
  /** Values per row. */
  readonly width: number;
}

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

/**
 * The inputs of a graph: one that holds all features, or one per feature.
 *
 * @param features how many there are, where the graph leaves its width open
 */
export function graphInputs({ inputMetadata }: InferenceSession, source: string, features?: number): GraphInput[] {
  const inputs = inputMetadata.map((input) => {
    if (!input.isTensor)
      throw new SlipwayError('model-unreadable', `input '${input.name}' is no tensor; export the model with tensors as inputs`, { source });
    return inputOf(input, source, inputMetadata.length === 1 ? features : 1);
  });
  const wide = inputs.filter(({ width }) => width !== 1);
  if (inputs.length > 1 && wide.length > 0)
    throw new SlipwayError(
      'model-unreadable',
      `the model has ${inputs.length} inputs, and ${wide.map(({ name, width }) => `'${name}' has ${width} values a row`).join(', ')}; export it with one input for all features, or with one per feature`,
      { source },
    );
  return inputs;
}

function inputOf({ name, type, shape }: InferenceSession.TensorValueMetadata, source: string, features?: number): GraphInput {
  const open = shape.slice(1).filter((length) => !isLength(length)).length;
  const known = shape.slice(1).filter(isLength);
  const product = known.reduce((total, length) => total * length, 1);
  if (open > 1 || (open === 1 && (features === undefined || features % product !== 0))) {
    throw new SlipwayError(
      'model-unreadable',
      `input '${name}' has shape [${shape.join(', ')}], which leaves open how many values a row has; write a schema.json with its features beside it`,
      { source },
    );
  }
  const rowShape = shape.slice(1).map((length) => (isLength(length) ? length : (features ?? 1) / product));
  return { name, type: tensorType(type, name, source), rowShape, width: rowShape.reduce((total, length) => total * length, 1) };
}

/** One feature per column of a single input, or one per input. */
export function featuresOf(inputs: readonly GraphInput[]): Feature[] {
  return inputs.flatMap(({ name, type, width }): Feature[] =>
    width === 1 ? [{ name, type: TYPES[type] }] : Array.from({ length: width }, (_, index) => ({ name: `f${index}`, type: TYPES[type] })),
  );
}

function tensorType(type: string, name: string, source: string): TensorType {
  if (type in TYPES) return type as TensorType;
  throw new SlipwayError('model-unreadable', `'${name}' has tensor type ${type}; this server takes ${Object.keys(TYPES).join(', ')}`, {
    source,
  });
}

function isLength(length: number | string): length is number {
  return typeof length === 'number' && length > 0;
}
