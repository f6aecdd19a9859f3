import type { OutputValues, RowBlock } from '../../core/codec/block.js';
import { emptyMatrix, matrixBlock } from '../../core/codec/matrix.js';

/** Some rows of a block; numbers are not copied. */
export function sliceBlock(block: RowBlock, from: number, to: number): RowBlock {
  if (from === 0 && to === block.rows) return block;
  const rows = to - from;
  if (block.kind === 'cells') return { kind: 'cells', rows, cells: block.cells.slice(from, to) };
  const width = block.values.length / block.rows;
  return matrixBlock(block.kind, rows, block.values.subarray(from * width, to * width));
}

/** Blocks of one model, one after the other. */
export function joinBlocks(blocks: readonly RowBlock[]): RowBlock {
  const [first] = blocks;
  if (blocks.length === 1 && first !== undefined) return first;
  const rows = blocks.reduce((total, block) => total + block.rows, 0);
  if (first === undefined || first.kind === 'cells')
    return { kind: 'cells', rows, cells: blocks.flatMap((block) => (block.kind === 'cells' ? block.cells : [])) };
  const values = emptyMatrix(first.kind, (first.values.length / first.rows) * rows);
  let at = 0;
  for (const block of blocks) {
    if (block.kind === 'cells') continue;
    values.set(block.values, at);
    at += block.values.length;
  }
  return matrixBlock(first.kind, rows, values);
}

/** Some rows of a run's outputs. */
export function sliceOutputs(outputs: readonly OutputValues[], from: number, to: number): readonly OutputValues[] {
  return outputs.map(({ name, size, values }) => ({ name, size, values: values.slice(from * size, to * size) }));
}

/** Outputs of several runs of one model, one after the other. */
export function joinOutputs(parts: readonly (readonly OutputValues[])[]): readonly OutputValues[] {
  const [first = []] = parts;
  if (parts.length <= 1) return first;
  return first.map(({ name, size }, index) => ({ name, size, values: joinValues(parts.map((outputs) => outputs[index].values)) }));
}

function joinValues(lists: readonly OutputValues['values'][]): OutputValues['values'] {
  const [first] = lists;
  const length = lists.reduce((total, { length }) => total + length, 0);
  if (first instanceof BigInt64Array) return filled(new BigInt64Array(length), lists as readonly BigInt64Array[]);
  if (first instanceof Float32Array) return filled(new Float32Array(length), lists as readonly Float32Array[]);
  if (first instanceof Float64Array) return filled(new Float64Array(length), lists as readonly Float64Array[]);
  if (first instanceof Int32Array) return filled(new Int32Array(length), lists as readonly Int32Array[]);
  if (first instanceof Uint8Array) return filled(new Uint8Array(length), lists as readonly Uint8Array[]);
  return (lists as readonly (readonly string[])[]).flat();
}

function filled<T extends { set(values: T, at: number): void; readonly length: number }>(into: T, lists: readonly T[]): T {
  let at = 0;
  for (const values of lists) {
    into.set(values, at);
    at += values.length;
  }
  return into;
}
