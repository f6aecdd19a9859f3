import type { OutputValues, RowBlock } from '../../core/codec/block.js';
import type { RecordProblem } from '../../core/codec/problem.js';
import type { ModelSchema } from '../../core/schema/schema.js';

export type { OutputValues, RowBlock } from '../../core/codec/block.js';

/** What computes predictions: onnxruntime, or this package's own tree engine. One engine serves every hosting mode. */
export interface Engine {
  readonly kind: 'onnxruntime' | 'trees';
  /** As the model file says it; a schema.json beside it may name things better. */
  readonly schema: ModelSchema;
  /** Which kind of block it wants. */
  readonly takes: RowBlock['kind'];
  /** What of these rows the model cannot take although the schema's types admit it; absent where it takes them all. */
  readonly refusals?: (block: RowBlock) => readonly RecordProblem[];
  /** Where it can answer in the same turn; absent where it cannot. */
  readonly runSync?: (block: RowBlock) => readonly OutputValues[];
  /** Outputs in the schema's order. */
  run(block: RowBlock): Promise<readonly OutputValues[]>;
  close(): Promise<void>;
}
