/** The tree engine beside onnxruntime on the same graph: rows one at a time, and 1,024 at a time. */
import { compareEngines } from './engines.js';

/** What prototypes reached: 8.7 and 3.0 to 3.6. */
const GOAL_SINGLE = 8;
const GOAL_BATCH = 3;

async function main(): Promise<void> {
  const { single, batch } = await compareEngines();
  process.stdout.write(`figure engine_single_row_vs_onnxruntime ${single.toFixed(2)} goal >=${GOAL_SINGLE}\n`);
  process.stdout.write(`figure engine_batch_vs_onnxruntime ${batch.toFixed(2)} goal >=${GOAL_BATCH}\n`);
}

void main();
