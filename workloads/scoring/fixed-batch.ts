import type { InferenceSession } from 'onnxruntime-node';
import type { OutputValues, RowBlock } from '../../core/codec/block.js';
import { joinBlocks, joinOutputs, sliceBlock, sliceOutputs } from './blocks.js';

type Run = (block: RowBlock) => Promise<readonly OutputValues[]>;

/** Rows that a graph takes at a time, where its export wrote the number down; undefined where any number will do. */
export function fixedBatch({ inputMetadata }: InferenceSession): number | undefined {
  for (const input of inputMetadata) {
    const rows = input.isTensor ? input.shape[0] : undefined;
    if (typeof rows === 'number' && rows > 0) return rows;
  }
  return undefined;
}

/** Runs blocks of any size on a graph of a fixed one: the last rows are filled up with copies of the last, and what comes of those is dropped. */
export function inFixedBatches(run: Run, batch: number): Run {
  return async (block) => {
    const parts: (readonly OutputValues[])[] = [];
    for (let from = 0; from < block.rows; from += batch) {
      const given = sliceBlock(block, from, Math.min(from + batch, block.rows));
      const outputs = await run(filledUp(given, batch));
      parts.push(sliceOutputs(outputs, 0, given.rows));
    }
    return joinOutputs(parts);
  };
}

function filledUp(block: RowBlock, batch: number): RowBlock {
  if (block.rows === batch) return block;
  const last = sliceBlock(block, block.rows - 1, block.rows);
  return joinBlocks([block, ...Array.from({ length: batch - block.rows }, () => last)]);
}
