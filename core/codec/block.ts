import type { ModelSchema, Output, Value } from '../schema/schema.js';
import type { Rows } from './problem.js';

/**
 * Rows on their way into a model. `matrix`: all features are numbers and lie row-major in 32-bit floats, missing ones as NaN. `matrix64`: the
 * same in doubles, for models whose thresholds are doubles (LightGBM: 0.1 must meet the threshold 0.1 as itself). `cells`: anything else, a
 * row a list.
 */
export type RowBlock =
  | { readonly kind: 'matrix'; readonly rows: number; readonly values: Float32Array }
  | { readonly kind: 'matrix64'; readonly rows: number; readonly values: Float64Array }
  | { readonly kind: 'cells'; readonly rows: number; readonly cells: Rows };

export type MatrixBlock = Exclude<RowBlock, { readonly kind: 'cells' }>;

/** Values of one output for a block of rows, row-major: `values.length === rows * size`. */
export interface OutputValues {
  /** Name of the schema's output. */
  readonly name: string;
  /** Values per row. */
  readonly size: number;
  readonly values: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | readonly string[];
}

/** Some rows of what one run gave, outputs in the schema's order. What answers one request may come from several runs. */
export interface Predictions {
  readonly outputs: readonly OutputValues[];
  /** First row. */
  readonly from: number;
  /** First row that is not meant any more. */
  readonly to: number;
}

/** A value of an output as it travels; what the schema calls boolean is a byte in the tensor. */
export function valueAt({ values }: OutputValues, index: number, type: Output['type']): Value {
  const value = values[index];
  if (typeof value === 'bigint') return Number(value);
  return type === 'boolean' && typeof value === 'number' ? value !== 0 : (value ?? null);
}

/** A row of predictions as people name them: `{ label: 1, probabilities: [0.1, 0.9] }`. */
export function predictionRecord(
  outputs: readonly OutputValues[],
  row: number,
  { outputs: declared }: ModelSchema,
): Record<string, Value | Value[]> {
  return Object.fromEntries(
    declared.map(({ name, type }, position) => {
      const output = outputs[position];
      if (output === undefined) return [name, null];
      const at = row * output.size;
      return [
        name,
        output.size === 1
          ? valueAt(output, at, type)
          : Array.from({ length: output.size }, (_, index) => valueAt(output, at + index, type)),
      ];
    }),
  );
}

/** The first row with a number that is none: JSON cannot hold NaN or infinity, and in CSV nobody would notice. */
export function firstNonFinite({ outputs, from, to }: Predictions): number | undefined {
  let first = to;
  for (const { values, size } of outputs) {
    if (!(values instanceof Float32Array || values instanceof Float64Array)) continue;
    for (let index = from * size; index < first * size; index += 1) {
      if (!Number.isFinite(values[index])) first = Math.floor(index / size);
    }
  }
  return first === to ? undefined : first;
}
