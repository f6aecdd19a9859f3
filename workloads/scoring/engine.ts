import type { Rows } from '../../core/codec/problem.js';
import type { ModelSchema } from '../../core/schema/schema.js';

/** Values of one output for a block of rows, row-major: `values.length === rows * size`. */
export interface OutputValues {
  /** Name of the schema's output. */
  readonly name: string;
  /** Values per row. */
  readonly size: number;
  readonly values: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | readonly string[];
}

/**
 * Rows on their way into a model. `matrix`: all features are numbers and lie row-major in 32-bit floats, missing ones as NaN, which is what the
 * codec writes when the engine asks for it. `matrix64`: the same in doubles, for models whose thresholds are doubles (LightGBM: 0.1 must meet
 * the threshold 0.1 as itself). `cells`: anything else, a row a list.
 */
export type RowBlock =
  | { readonly kind: 'matrix'; readonly rows: number; readonly values: Float32Array }
  | { readonly kind: 'matrix64'; readonly rows: number; readonly values: Float64Array }
  | { readonly kind: 'cells'; readonly rows: number; readonly cells: Rows };

/** What computes predictions: onnxruntime, or this package's own tree engine. One engine serves every hosting mode. */
export interface Engine {
  readonly kind: 'onnxruntime' | 'trees';
  /** As the model file says it; a schema.json beside it may name things better. */
  readonly schema: ModelSchema;
  /** Which kind of block it wants. */
  readonly takes: RowBlock['kind'];
  /** Where it can answer in the same turn; absent where it cannot. */
  readonly runSync?: (block: RowBlock) => readonly OutputValues[];
  /** Outputs in the schema's order. */
  run(block: RowBlock): Promise<readonly OutputValues[]>;
  close(): Promise<void>;
}
