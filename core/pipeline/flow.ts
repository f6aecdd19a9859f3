import { factsVariable, madeVariable, tableVariable } from './names.js';
import { hasTable, type PipelineStepPlan, type RetryPlan } from './plan.js';
import { RETRY, RETRY_CALL, type After, type State } from './state.js';

/** Longest cause of a failure that the record keeps, in characters. */
const KEPT_CAUSE = 1000;

/**
 * Steps whose output may not be there when the run comes to those that take it: a branch went the other way, a step failed that may, or one
 * before them was left out. Variables of what is not there hold null.
 */
export function uncertain(steps: readonly PipelineStepPlan[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const step of steps) {
    const inputs = Object.values(step.inputs).map((input) => 'step' in input && found.has(input.step));
    const lacks = step.kind === 'either' ? inputs.every(Boolean) : inputs.some(Boolean);
    if (step.kind === 'branch' || step.mayFail === true || lacks) found.add(step.name);
  }
  return found;
}

/** The first state of a step, which a step that may be left out has in front of it. */
export function firstState(step: PipelineStepPlan, unsure: ReadonlySet<string>): string {
  return needed(step, unsure).length === 0 ? step.name : `${step.name}: if`;
}

/** What is around a step's own states: whether it runs at all, how often it is tried, what follows where it fails. */
export function withFlow(
  step: PipelineStepPlan,
  own: Record<string, State>,
  after: After,
  unsure: ReadonlySet<string>,
): Record<string, State> {
  const { name, retry, mayFail = false } = step;
  const needs = needed(step, unsure);
  return {
    ...(needs.length === 0
      ? {}
      : {
          [`${name}: if`]: {
            Type: 'Choice',
            Choices: [{ Condition: `{% ${needs.map((made) => `$${made} != null`).join(' and ')} %}`, Next: name }],
            Default: `${name}: skip`,
          },
          [`${name}: skip`]: absent(step, '{ "skipped": true }', after),
        }),
    ...Object.fromEntries(
      Object.entries(own).map(([state, body]) => [state, mayFail ? caught(retried(body, retry), `${name}: caught`) : retried(body, retry)]),
    ),
    ...(mayFail
      ? {
          [`${name}: caught`]: absent(
            step,
            `{ "error": $exists($states.input.Error) ? $states.input.Error : "", "cause": $exists($states.input.Cause) ? $substring($states.input.Cause, 0, ${KEPT_CAUSE}) : "" }`,
            after,
          ),
        }
      : {}),
  };
}

/** Variables that have to hold something for the step to run. */
function needed(step: PipelineStepPlan, unsure: ReadonlySet<string>): string[] {
  if (step.kind === 'either') return [];
  return Object.values(step.inputs).flatMap((input) =>
    'step' in input && unsure.has(input.step) ? [madeVariable(input.step, input.port)] : [],
  );
}

/** Only what is tried again anyway: a question is asked once, however a step is to be retried. */
function retried(state: State, retry: RetryPlan | undefined): State {
  if (retry === undefined || (state['Retry'] !== RETRY && state['Retry'] !== RETRY_CALL)) return state;
  return { ...state, Retry: retriers(retry) };
}

/** How a step is tried again, as a state has it. */
export function retriers({ attempts, intervalSeconds, backoffRate, maxDelaySeconds, jitter }: RetryPlan): State[] {
  return [
    {
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: intervalSeconds,
      MaxAttempts: attempts,
      BackoffRate: backoffRate,
      ...(maxDelaySeconds === undefined ? {} : { MaxDelaySeconds: maxDelaySeconds }),
      JitterStrategy: jitter ? 'FULL' : 'NONE',
    },
  ];
}

function caught(state: State, next: string): State {
  if (state['Type'] === 'Fail') {
    const { Error: error, Cause: cause } = state;
    return { Type: 'Pass', Output: { Error: error, Cause: cause }, Next: next };
  }
  if (state['Type'] !== 'Task' && state['Type'] !== 'Map') return state;
  const catchers = (state['Catch'] ?? []) as State[];
  return { ...state, Catch: [...catchers, ...(catchers.some(catchesAll) ? [] : [{ ErrorEquals: ['States.ALL'], Next: next }])] };
}

const catchesAll = ({ ErrorEquals: errors }: State): boolean => Array.isArray(errors) && errors.includes('States.ALL');

/** Stands for a step that has given nothing. */
function absent(step: PipelineStepPlan, facts: string, after: After): State {
  const { name, kind } = step;
  const table = hasTable(step);
  const ways = kind === 'branch' ? [undefined, 'otherwise' as const] : [undefined];
  return {
    Type: 'Pass',
    Assign: {
      ...Object.fromEntries(
        ways.flatMap((way) => [...(table ? [[tableVariable(name, way), '{% "" %}']] : []), [madeVariable(name, way), '{% null %}']]),
      ),
      [factsVariable(name)]: `{% ${facts} %}`,
    },
    Output: `{% { ${table ? '"table": "", ' : ''}"facts": ${facts}, "made": null${kind === 'branch' ? ', "otherwise": { "table": "", "made": null }' : ''} } %}`,
    ...after,
  };
}
