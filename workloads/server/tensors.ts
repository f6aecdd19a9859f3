import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Cell, Rows } from '../../core/codec/problem.js';
import type { Prediction } from '../../core/codec/encode.js';
import type { ModelSchema, Value } from '../../core/schema/schema.js';

/** The runtime's own constructor: it is loaded with the runtime, which may not be installed. */
export type TensorConstructor = typeof Tensor;

/** Feeds rows to a graph: as one [rows, features] tensor, or as one [rows, 1] tensor per feature, by name or by position. */
export function feedsOf(rows: Rows, session: InferenceSession, { features }: ModelSchema, make: TensorConstructor): Record<string, Tensor> {
  const inputs = session.inputMetadata.filter((input) => input.isTensor);
  const [only] = inputs;
  if (inputs.length === 1 && only !== undefined) {
    return {
      [only.name]: tensorOf(
        make,
        only.type,
        rows.flat(),
        only.shape.length === 1 ? [rows.length * features.length] : [rows.length, features.length],
      ),
    };
  }
  const named = inputs.every(({ name }) => features.some((feature) => feature.name === name));
  return Object.fromEntries(
    inputs.map(({ name, type, shape }, position) => {
      const column = named ? features.findIndex((feature) => feature.name === name) : position;
      const cells = rows.map((row) => row[column] ?? null);
      return [name, tensorOf(make, type, cells, shape.length === 1 ? [rows.length] : [rows.length, 1])];
    }),
  );
}

/** A missing number is NaN, which is how tree and imputer graphs expect it; a missing text is empty. */
function tensorOf(make: TensorConstructor, type: string, cells: readonly Cell[], shape: readonly number[]): Tensor {
  switch (type) {
    case 'string':
      return new make(
        'string',
        cells.map((cell) => String(cell ?? '')),
        shape,
      );
    case 'int64':
      return new make(
        'int64',
        BigInt64Array.from(cells, (cell) => BigInt(Math.trunc(Number(cell)))),
        shape,
      );
    case 'int32':
      return new make('int32', Int32Array.from(cells, Number), shape);
    case 'bool':
      return new make('bool', Uint8Array.from(cells, Number), shape);
    case 'float64':
      return new make('float64', Float64Array.from(cells, asNumber), shape);
    default:
      return new make('float32', Float32Array.from(cells, asNumber), shape);
  }
}

function asNumber(cell: Cell): number {
  return cell === null ? Number.NaN : Number(cell);
}

/** Takes the outputs of one run apart, row by row, in the schema's order. */
export function predictionsOf(outputs: InferenceSession.ReturnType, rowCount: number, schema: ModelSchema): Prediction[] {
  const columns = schema.outputs.map(({ name }) => {
    const tensor = outputs[name];
    const values = tensor === undefined ? [] : Array.from(tensor.data as ArrayLike<unknown>, valueOf);
    return { values, width: values.length / rowCount };
  });
  return Array.from({ length: rowCount }, (_, row) => columns.map(({ values, width }) => values.slice(row * width, (row + 1) * width)));
}

function valueOf(value: unknown): Value {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
