import type { Tensor } from 'onnxruntime-node';
import type { OutputValues, RowBlock } from '../../core/codec/block.js';
import type { Cell, RecordProblem } from '../../core/codec/problem.js';
import { MOST_PROBLEMS } from '../../core/codec/problem.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import type { GraphInput, TensorType } from './graph-schema.js';

/** The runtime's own constructor: it is loaded with the runtime, which may not be installed. */
export type TensorConstructor = typeof Tensor;

/** Feeds rows to a graph: as one tensor of all features, or as one tensor per feature. */
export function feedsOf(
  block: RowBlock,
  inputs: readonly GraphInput[],
  { features }: ModelSchema,
  make: TensorConstructor,
): Record<string, Tensor> {
  const [only] = inputs;
  if (inputs.length === 1 && only !== undefined) {
    const shape = [block.rows, ...only.rowShape];
    if (block.kind === 'matrix' && only.type === 'float32') return { [only.name]: new make('float32', block.values, shape) };
    const cells = block.kind === 'cells' ? block.cells.flat() : Array.from(block.values);
    return { [only.name]: tensorOf(make, only.type, cells, shape) };
  }
  return Object.fromEntries(
    inputs.map(({ name, type, rowShape }, column) => {
      const cells = Array.from({ length: block.rows }, (_, row) =>
        block.kind === 'cells' ? (block.cells[row]?.[column] ?? null) : (block.values[row * features.length + column] ?? null),
      );
      return [name, tensorOf(make, type, cells, [block.rows, ...rowShape])];
    }),
  );
}

/** A missing number is NaN, which is how tree and imputer graphs expect it; a missing text is empty. */
function tensorOf(make: TensorConstructor, type: TensorType, cells: readonly Cell[], shape: readonly number[]): Tensor {
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
        BigInt64Array.from(cells, (cell) => BigInt(Number(cell))),
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

/** One output of a run, which has to hold something for each row. */
export function outputOf(name: string, tensor: Tensor | undefined, rows: number, source: string): OutputValues {
  const values = (tensor?.data ?? []) as OutputValues['values'];
  const size = values.length / rows;
  const [first = 1] = tensor?.dims ?? [];
  if (first === rows && Number.isInteger(size) && size > 0) return { name, size, values };
  throw new SlipwayError(
    'model-unreadable',
    `output '${name}' has shape [${tensor?.dims.join(', ') ?? ''}] for ${rows} rows; export the model so that each row has its own`,
    { source },
  );
}

/** Greatest and least whole number of the types that have no place for others; a typed array would take them modulo its width, in silence. */
const WHOLE: Partial<Record<TensorType, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** What of rows cannot stand in whole-number tensors: missing values, and those beyond their range. Undefined where there are none such. */
export function wholeNumberRefusals(
  inputs: readonly GraphInput[],
  { features }: ModelSchema,
): ((block: RowBlock) => readonly RecordProblem[]) | undefined {
  const ranges = features.map((_, index) => WHOLE[(inputs.length === 1 ? inputs[0] : inputs[index])?.type ?? 'string']);
  if (ranges.every((range) => range === undefined)) return undefined;
  return (block) => {
    const problems: RecordProblem[] = [];
    for (let row = 0; row < block.rows && problems.length < MOST_PROBLEMS; row += 1) {
      for (const [index, range] of ranges.entries()) {
        const cell = block.kind === 'cells' ? block.cells[row]?.[index] : block.values[row * features.length + index];
        const given = cell === null ? Number.NaN : Number(cell);
        if (range === undefined || (Number.isInteger(given) && given >= range[0] && given <= range[1])) continue;
        problems.push({
          row,
          column: features[index]?.name,
          message: `the model takes a whole number from ${range[0]} to ${range[1]} here; give one`,
        });
      }
    }
    return problems;
  };
}
