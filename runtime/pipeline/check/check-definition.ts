import { throwProblems, type Place } from '../../../core/errors/index.js';
import type { StateMachine } from '../definition.js';
import type { TaskRegistry } from '../tasks.js';
import { expressionProblems } from './check-expressions.js';
import { valueProblems } from './check-values.js';
import { eachState } from './each-state.js';
import { shapeProblems } from './shape.js';
import { unplayed } from './unplayed.js';

/**
 * A state machine as it can be run: its shape and targets checked by asl-validator, its values and expressions by rules of our own, and whatever
 * is not played refused by name. All problems at once.
 *
 * @throws SlipwayError `state-machine` where Step Functions would refuse it, `state-machine-unplayed` where only we do.
 */
export async function checkDefinition(definition: unknown, tasks: TaskRegistry, place: Place = {}): Promise<StateMachine> {
  throwProblems('state-machine', await shapeProblems(definition), place);
  return checkStates(definition as StateMachine, tasks, place);
}

/** The rules of our own alone, for a definition whose shape is known to be right. */
export function checkStates(machine: StateMachine, tasks: TaskRegistry, place: Place = {}): StateMachine {
  const states = [...eachState(machine)];
  const wrong = states.flatMap((state) => [...valueProblems(state), ...(state.language === 'JSONata' ? expressionProblems(state) : [])]);
  throwProblems('state-machine', [...wrong, ...twice(states.map(({ name }) => name))], place);
  throwProblems(
    'state-machine-unplayed',
    states.flatMap((state) => [...unplayed(state, tasks)]),
    place,
  );
  return machine;
}

function twice(names: readonly string[]): string[] {
  const repeated = names.filter((name, at) => names.indexOf(name) !== at);
  return [...new Set(repeated)].map((name) => `two states are called '${name}'; a name stands for one state in the whole machine`);
}
