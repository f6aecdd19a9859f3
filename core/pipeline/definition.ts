import { beginStates } from './begin-states.js';
import { checkStates } from './check-states.js';
import { evaluationStates } from './evaluation-states.js';
import { gateStates } from './gate-states.js';
import { lambdaStates } from './lambda-states.js';
import { factsVariable, madeVariable, tableVariable } from './names.js';
import { hasTable, levelsOf, type DefinitionSettings, type PipelineStepPlan } from './plan.js';
import { processingStates } from './processing-states.js';
import { recordState } from './record-state.js';
import { registrationStates } from './registration-states.js';
import { sqlStates } from './sql-states.js';
import type { After, State } from './state.js';
import { trainingStates } from './training-states.js';
import { transformStates } from './transform-states.js';

/**
 * The state machine of a pipeline, in JSONata: each step's statement writes rows of its own below the run's folder; a run that begins anew
 * writes beside them, and nothing is overwritten. The last state writes down what the run did.
 */
export function pipelineDefinition(steps: readonly PipelineStepPlan[], settings: DefinitionSettings): Record<string, unknown> {
  const states: Record<string, State> = {};
  const levels = levelsOf(steps);
  const firstOf = (index: number): string => {
    const level = levels[index];
    if (level === undefined) return 'Record';
    return level.length === 1 && level[0] !== undefined ? level[0].name : sideBySide(level);
  };
  Object.assign(states, beginStates(settings, firstOf(0)));
  levels.forEach((level, index) => {
    const next = firstOf(index + 1);
    const [only] = level;
    if (level.length === 1 && only !== undefined) Object.assign(states, stepStates(only, settings, { Next: next }));
    else states[sideBySide(level)] = parallel(level, settings, next);
  });
  states['Record'] = recordState(steps, settings);
  return {
    Comment: `${settings.pipeline}: ${steps.length} steps`,
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    TimeoutSeconds: settings.timeoutSeconds,
    States: states,
  };
}

/** A state's name has 80 characters at most. */
const sideBySide = (level: readonly PipelineStepPlan[]): string =>
  level
    .map(({ name }) => name)
    .join(' and ')
    .slice(0, 80);

/** Variables of branches end with them: what they found is handed on. */
function parallel(level: readonly PipelineStepPlan[], settings: DefinitionSettings, next: string): State {
  return {
    Type: 'Parallel',
    Branches: level.map((step) => ({ StartAt: step.name, States: stepStates(step, settings, { End: true }) })),
    Assign: Object.fromEntries(
      level.flatMap((step, index) => [
        ...(hasTable(step) ? [[tableVariable(step.name), `{% $states.result[${index}].table %}`]] : []),
        [factsVariable(step.name), `{% $states.result[${index}].facts %}`],
        [madeVariable(step.name), `{% $states.result[${index}].made %}`],
      ]),
    ),
    Output: '{% {} %}',
    Next: next,
  };
}

type StatesOf<K extends PipelineStepPlan['kind']> = (
  step: PipelineStepPlan & { readonly kind: K },
  settings: DefinitionSettings,
  after: After,
) => Record<string, State>;

const STATES: { readonly [K in PipelineStepPlan['kind']]: StatesOf<K> } = {
  sql: sqlStates,
  check: checkStates,
  lambda: lambdaStates,
  processing: processingStates,
  training: trainingStates,
  transform: transformStates,
  evaluation: evaluationStates,
  gate: gateStates,
  registration: registrationStates,
};

function stepStates<K extends PipelineStepPlan['kind']>(
  step: PipelineStepPlan & { readonly kind: K },
  settings: DefinitionSettings,
  after: After,
): Record<string, State> {
  return STATES[step.kind](step, settings, after);
}
