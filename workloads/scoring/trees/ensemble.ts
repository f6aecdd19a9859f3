import type { ModelSchema } from '../../../core/schema/schema.js';
import type { OutputValues } from '../engine.js';

/**
 * Trees as a model file means them, whichever library wrote it. Thresholds and leaves are exact: a 32-bit float is held as the double that
 * equals it. `layout.ts` lowers this to what the kernel walks.
 */
export interface Ensemble {
  /** Values that a row holds. */
  readonly features: number;
  /** A row goes to `yes` if its value is less than the threshold, or if it is no greater. */
  readonly test: '<' | '<=';
  readonly trees: readonly Tree[];
  /** Sums start here, one an output; trees are added in order. */
  readonly start: readonly number[];
  /** How rows and sums are held: XGBoost and onnxruntime compute in 32-bit floats, every addition rounded; LightGBM in doubles. */
  readonly precision: 'single' | 'double';
  /** Which categorical code a value is: XGBoost takes -0.5 for none, LightGBM for 0. Used where trees have sets. */
  readonly codeOf?: (value: number) => number;
  /** Moves and stretches the values of a row, in 32-bit floats, before any tree sees them: onnxruntime's Scaler. */
  readonly scale?: { readonly offset: readonly number[]; readonly factor: readonly number[] };
}

/** One tree, its nodes in lists of equal length; node 0 is the root. */
export interface Tree {
  /** The feature that a node looks at; -1 for a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** Next node if the test holds; of a leaf, where its values begin in `values`. */
  readonly yes: Int32Array;
  readonly no: Int32Array;
  /** What a node makes of its value before the test. */
  readonly reads: Uint8Array;
  /** 1 where a missing value goes to `yes`. */
  readonly missingYes: Uint8Array;
  /** Of nodes that read a category: the codes that go to `yes`, by node. */
  readonly sets?: ReadonlyMap<number, ReadonlySet<number>>;
  readonly values: Float64Array;
  /** Values of each leaf; they are added to the outputs from `output` on. */
  readonly width: number;
  readonly output: number;
}

/** What a node makes of its value; NaN is missing after it. */
export const Reads = {
  /** As it is. */
  plain: 0,
  /** Zero is missing too: LightGBM's zero_as_missing. */
  zeroAsMissing: 1,
  /** A missing value is a zero: LightGBM where training saw none missing. */
  missingAsZero: 2,
  /** A categorical code, looked up in a set. */
  category: 3,
} as const;

/** LightGBM takes this much for zero: 1e-35 as a 32-bit float, include/LightGBM/meta.h, kZeroThreshold. */
export const ZERO = Math.fround(1e-35);

/** An ensemble with what is made of its sums. */
export interface TreeModel {
  readonly schema: ModelSchema;
  readonly ensemble: Ensemble;
  /** Outputs in the schema's order, from the sums of `rows` rows, row-major. May overwrite the sums. */
  readonly finish: (sums: Float64Array, rows: number) => readonly OutputValues[];
}
