import { SlipwayError } from '../../../core/errors/index.js';
import type { Cell, Rows } from '../../../core/codec/problem.js';
import { wasmModule, type WasmMemory } from '../../wasm.js';
import type { Engine, OutputValues, RowBlock } from '../engine.js';
import type { TreeModel } from './ensemble.js';
import { WASM } from './kernel.wasm.js';
import { BLOCK_ROWS, layOut } from './layout.js';

/** What kernel.wat exports. */
interface Kernel {
  readonly memory: WasmMemory;
  scoreGroups(
    tree: number,
    treesEnd: number,
    rows: number,
    rowsEnd: number,
    groupBytes: number,
    sums: number,
    sumBytes: number,
    single: number,
  ): void;
  scoreRow(tree: number, treesEnd: number, row: number, sums: number, leaves: number, single: number): void;
}

const LANES = 4;
const DOUBLE_BYTES = 8;
const newKernel = wasmModule(WASM);

/** Opens trees of any source on the kernel. Each engine has memory of its own. */
export function openTrees({ schema, ensemble, finish }: TreeModel): Engine & Required<Pick<Engine, 'runSync'>> {
  const score = scorerOf(ensemble);
  const takes = ensemble.precision === 'single' ? 'matrix' : 'matrix64';
  const runSync = (block: RowBlock): readonly OutputValues[] => {
    const values = valuesOf(block, takes);
    if (values.length !== block.rows * ensemble.features) {
      throw new SlipwayError('schema-mismatch', `${values.length} values are no ${block.rows} rows of ${ensemble.features} features`);
    }
    return finish(score(values, block.rows), block.rows);
  };
  return {
    kind: 'trees',
    schema,
    takes,
    runSync,
    run: (block) => Promise.resolve().then(() => runSync(block)),
    close: () => Promise.resolve(),
  };
}

/** Sums of rows, row-major. */
function scorerOf(ensemble: TreeModel['ensemble']): (values: Float32Array | Float64Array, rows: number) => Float64Array {
  const kernel = newKernel() as Kernel;
  const { trees, treesEnd, paddedEnd, rows: rowsAt, groupBytes, sums: sumsAt, sumBytes, leaves, columns } = layOut(ensemble, kernel.memory);
  const { features, start } = ensemble;
  const single = ensemble.precision === 'single' ? 1 : 0;
  const groups = BLOCK_ROWS / LANES;
  const rowView = new Float64Array(kernel.memory.buffer, rowsAt, (groups * groupBytes) / DOUBLE_BYTES);
  const sumView = new Float64Array(kernel.memory.buffer, sumsAt, (groups * sumBytes) / DOUBLE_BYTES);
  const groupStride = groupBytes / DOUBLE_BYTES;
  const sumStride = sumBytes / DOUBLE_BYTES;
  for (let group = 0; group < groups; group += 1) rowView.fill(Number.NaN, group * groupStride, group * groupStride + LANES);
  const writeRow = columns.writer();
  return (values, rows) => {
    const sums = new Float64Array(rows * start.length);
    for (let first = 0; first < rows; first += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rows - first);
      for (let row = 0; row < count; row += 1) {
        const lane = row % LANES;
        const group = (row - lane) / LANES;
        writeRow(values, (first + row) * features, rowView, group * groupStride + lane);
        for (let output = 0; output < start.length; output += 1) {
          sumView[group * sumStride + output * LANES + lane] = start[output];
        }
      }
      const whole = Math.floor(count / LANES);
      if (whole > 0) kernel.scoreGroups(trees, treesEnd, rowsAt, rowsAt + whole * groupBytes, groupBytes, sumsAt, sumBytes, single);
      for (let row = whole * LANES; row < count; row += 1) {
        const lane = (row % LANES) * DOUBLE_BYTES;
        kernel.scoreRow(trees, paddedEnd, rowsAt + whole * groupBytes + lane, sumsAt + whole * sumBytes + lane, leaves, single);
      }
      for (let row = 0; row < count; row += 1) {
        const lane = row % LANES;
        const from = ((row - lane) / LANES) * sumStride + lane;
        for (let output = 0; output < start.length; output += 1) {
          sums[(first + row) * start.length + output] = sumView[from + output * LANES];
        }
      }
    }
    return sums;
  };
}

/** A block's numbers in the precision the trees were trained on; cells are turned into numbers, missing ones into NaN. */
function valuesOf(block: RowBlock, takes: 'matrix' | 'matrix64'): Float32Array | Float64Array {
  if (block.kind === takes) return block.values;
  if (block.kind === 'matrix') return block.values;
  if (block.kind === 'matrix64') return Float32Array.from(block.values);
  return takes === 'matrix' ? Float32Array.from(numbersOf(block.cells)) : Float64Array.from(numbersOf(block.cells));
}

function numbersOf(rows: Rows): number[] {
  return rows.flatMap((row) => row.map((cell: Cell) => (cell === null ? Number.NaN : Number(cell))));
}
