import { SlipwayError } from '../../../core/errors/index.js';
import type { Cell, Rows } from '../../../core/codec/problem.js';
import type { Engine, RowBlock } from '../engine.js';
import type { TreeModel } from './ensemble.js';
import { Scorer } from './scorer.js';

/** Scores in the same turn, always. */
export type TreeEngine = Engine & Required<Pick<Engine, 'runSync'>>;

/** Opens trees of any source on the kernel. */
export function openTrees({ schema, ensemble, finish }: TreeModel): TreeEngine {
  const scorer = new Scorer(ensemble);
  const takes = ensemble.precision === 'single' ? 'matrix' : 'matrix64';
  const runSync: TreeEngine['runSync'] = (block) => {
    const values = valuesOf(block, takes);
    if (values.length !== block.rows * ensemble.features) {
      throw new SlipwayError('schema-mismatch', `${values.length} values are no ${block.rows} rows of ${ensemble.features} features`);
    }
    return finish(scorer.sums(values, block.rows), block.rows);
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

/** A block's numbers in the precision the trees were trained on; cells are turned into numbers, missing ones into NaN. */
function valuesOf(block: RowBlock, takes: 'matrix' | 'matrix64'): Float32Array | Float64Array {
  if (block.kind === takes || block.kind === 'matrix') return block.values;
  if (block.kind === 'matrix64') return new Float32Array(block.values);
  return takes === 'matrix' ? Float32Array.from(numbersOf(block.cells)) : Float64Array.from(numbersOf(block.cells));
}

function numbersOf(rows: Rows): number[] {
  return rows.flatMap((row) => row.map((cell: Cell) => (cell === null ? Number.NaN : Number(cell))));
}
