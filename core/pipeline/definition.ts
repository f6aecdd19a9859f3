import { beginStates } from './begin-states.js';
import { branchStates } from './branch-states.js';
import { checkStates } from './check-states.js';
import { evaluationStates } from './evaluation-states.js';
import { gateStates } from './gate-states.js';
import { firstState, uncertain, withFlow } from './flow.js';
import { lambdaStates } from './lambda-states.js';
import { mapStates } from './map-states.js';
import { factsVariable, madeVariable, tableVariable } from './names.js';
import { hasTable, levelsOf, type DefinitionSettings, type PipelineStepPlan } from './plan.js';
import { approvalStates, eitherStates, waitStates } from './pass-states.js';
import { processingStates } from './processing-states.js';
import { publicationStates } from './publication-states.js';
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
  const unsure = uncertain(steps);
  const firstOf = (index: number): string => {
    const level = levels[index];
    if (level === undefined) return 'Record';
    return level.length === 1 && level[0] !== undefined ? firstState(level[0], unsure) : sideBySide(level);
  };
  Object.assign(states, beginStates(settings, firstOf(0)));
  levels.forEach((level, index) => {
    const next = firstOf(index + 1);
    const [only] = level;
    if (level.length === 1 && only !== undefined) Object.assign(states, stepStates(only, settings, { Next: next }, unsure));
    else states[sideBySide(level)] = parallel(level, settings, next, unsure);
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
function parallel(level: readonly PipelineStepPlan[], settings: DefinitionSettings, next: string, unsure: ReadonlySet<string>): State {
  return {
    Type: 'Parallel',
    Branches: level.map((step) => ({ StartAt: firstState(step, unsure), States: stepStates(step, settings, { End: true }, unsure) })),
    Assign: Object.fromEntries(
      level.flatMap((step, index) => [
        ...(hasTable(step) ? [[tableVariable(step.name), `{% $states.result[${index}].table %}`]] : []),
        [factsVariable(step.name), `{% $states.result[${index}].facts %}`],
        [madeVariable(step.name), `{% $states.result[${index}].made %}`],
        ...(step.kind === 'branch'
          ? [
              [tableVariable(step.name, 'otherwise'), `{% $states.result[${index}].otherwise.table %}`],
              [madeVariable(step.name, 'otherwise'), `{% $states.result[${index}].otherwise.made %}`],
            ]
          : []),
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
  map: mapStates,
  processing: processingStates,
  training: trainingStates,
  transform: transformStates,
  evaluation: evaluationStates,
  gate: gateStates,
  registration: registrationStates,
  branch: branchStates,
  either: eitherStates,
  wait: waitStates,
  approval: approvalStates,
  publication: publicationStates,
};

function stepStates<K extends PipelineStepPlan['kind']>(
  step: PipelineStepPlan & { readonly kind: K },
  settings: DefinitionSettings,
  after: After,
  unsure: ReadonlySet<string>,
): Record<string, State> {
  return withFlow(step, STATES[step.kind](step, settings, after), after, unsure);
}
