import { checkDefinition } from '../runtime/pipeline/check/check-definition.js';
import { SimulatedClock, WALL_CLOCK, type PipelineClock } from '../runtime/pipeline/clock.js';
import type { StateMachine } from '../runtime/pipeline/definition.js';
import { execute } from '../runtime/pipeline/execution.js';
import { JsonataEvaluator } from '../runtime/pipeline/jsonata/evaluator.js';
import { NO_OBJECTS } from '../runtime/pipeline/no-objects.js';
import { TaskTokens } from '../runtime/pipeline/task-tokens.js';
import type { TaskRegistry } from '../runtime/pipeline/tasks.js';
import { seeded } from '../runtime/random.js';

const ROUNDS = 7;
const LOOPS = 1500;
const CHILDREN = 1000;
const AT_ONCE = 40;
const CHILD_MS = 20;

export interface StateFigures {
  /** States that the interpreter enters and leaves in a second, each with a JSONata expression in a worker thread. */
  readonly statesPerSecond: number;
  /** Time of a distributed Map of a thousand children over that of the same children without it. */
  readonly mapVsChildren: number;
}

/** A loop of a task, a pass with an assignment, and a choice; and a map whose children take 20 ms, 40 at once. */
export async function measureStates(): Promise<StateFigures> {
  const evaluator = new JsonataEvaluator();
  const rates: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const rate = await loopRate(evaluator);
    const bare = await timed(bareChildren);
    const map = await timed(() => run(evaluator, MAP, { 'lambda:invoke': child }, WALL_CLOCK));
    // The first round compiles the expressions.
    if (round > 0) {
      rates.push(rate);
      ratios.push(map / bare);
    }
  }
  await evaluator.close();
  return { statesPerSecond: median(rates), mapVsChildren: median(ratios) };
}

const LOOP = {
  QueryLanguage: 'JSONata',
  StartAt: 'Start',
  States: {
    Start: { Type: 'Pass', Assign: { n: 0, rows: [] }, Next: 'Work' },
    Work: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { n: '{% $n %}' },
      Output: '{% $states.result.n %}',
      Next: 'Count',
    },
    Count: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: 'More' },
    More: { Type: 'Choice', Choices: [{ Condition: `{% $n < ${LOOPS} %}`, Next: 'Work' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  },
};

const MAP = {
  QueryLanguage: 'JSONata',
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      Items: `{% [1..${CHILDREN}] %}`,
      MaxConcurrency: AT_ONCE,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Child',
        States: {
          Child: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { item: '{% $states.input %}' }, End: true },
        },
      },
      End: true,
    },
  },
};

async function loopRate(evaluator: JsonataEvaluator): Promise<number> {
  let entered = 0;
  const echo: TaskRegistry = { 'lambda:invoke': async ({ arguments: given }) => given };
  const seconds = await timed(() => run(evaluator, LOOP, echo, new SimulatedClock(0), () => (entered += 1)));
  return entered / seconds;
}

async function run(
  evaluator: JsonataEvaluator,
  definition: unknown,
  tasks: TaskRegistry,
  clock: PipelineClock,
  seen: () => void = () => undefined,
): Promise<void> {
  const { status, cause } = await execute({
    machine: CHECKED.get(definition) ?? (await checked(definition, tasks)),
    machineName: 'Bench',
    name: 'bench',
    input: {},
    clock,
    random: seeded(1),
    evaluator,
    tasks,
    tokens: new TaskTokens(),
    items: NO_OBJECTS,
    region: 'us-east-1',
    account: '111111111111',
    watch: ({ kind }) => {
      if (kind === 'entered') seen();
    },
  });
  if (status !== 'SUCCEEDED') throw new Error(`the machine ${status}: ${cause}`);
}

const CHECKED = new Map<unknown, StateMachine>();

async function checked(definition: unknown, tasks: TaskRegistry): Promise<StateMachine> {
  const machine = await checkDefinition(definition, tasks);
  CHECKED.set(definition, machine);
  return machine;
}

async function child(): Promise<null> {
  await new Promise((resolve) => setTimeout(resolve, CHILD_MS));
  return null;
}

async function bareChildren(): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next++ < CHILDREN) await child();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
