/** State machines: states a second through the interpreter, and a distributed Map beside its children alone. */
import { measureStates } from './states.js';

const GOAL_STATES_PER_SECOND = 10_000;
const GOAL_MAP = 1.1;

async function main(): Promise<void> {
  const { statesPerSecond, mapVsChildren } = await measureStates();
  process.stdout.write(`figure states_per_second ${statesPerSecond.toFixed(0)} goal >=${GOAL_STATES_PER_SECOND}\n`);
  process.stdout.write(`figure map_vs_children ${mapVsChildren.toFixed(3)} goal <=${GOAL_MAP}\n`);
}

void main();
