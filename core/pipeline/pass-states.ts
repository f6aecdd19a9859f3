import { tableOf } from './athena-query.js';
import { handOn, madeOf, rowsOf, timed } from './made.js';
import { jsonata, madeVariable } from './names.js';
import type { ApprovalPlan, DefinitionSettings, InputRows, PassedOn, PipelineStepPlan } from './plan.js';
import type { After, State } from './state.js';

/** Hands on what a step was given, as it is: a model with all that is known of it. */
function passOn(step: string, passes: PassedOn, input: InputRows | undefined, facts: string): ReturnType<typeof handOn> {
  const made =
    passes === 'model' && input !== undefined && 'step' in input
      ? `$${madeVariable(input.step, input.port)}`
      : `{ "rows": ${rowsOf(input)} }`;
  return handOnMade(step, { facts, made, ...(passes === 'table' ? { table: tableOf(input) } : {}) });
}

/** @param handed whose `made` is one expression, which may be null */
function handOnMade(
  step: string,
  { made, ...handed }: { readonly facts: string; readonly table?: string; readonly made: string },
): ReturnType<typeof handOn> {
  const { Assign } = handOn(step, { ...handed, made: {} });
  const table = handed.table === undefined ? '' : `"table": ${handed.table}, `;
  return {
    Assign: { ...Assign, [madeVariable(step)]: `{% ${made} %}` },
    Output: `{% { ${table}"facts": ${timed(handed.facts)}, "made": ${made} } %}`,
  };
}

/** Time that passes before whoever takes the rows goes on. */
export function waitStates(
  step: PipelineStepPlan & { readonly kind: 'wait' },
  _settings: DefinitionSettings,
  after: After,
): Record<string, State> {
  const { name, seconds, passes } = step;
  return { [name]: { Type: 'Wait', Seconds: seconds, ...passOn(name, passes, Object.values(step.inputs)[0], '{}'), ...after } };
}

/**
 * A question that people answer. It is asked once: a refusal is no failure that another try could mend. Whoever answers needs the right
 * `states:SendTaskSuccess` and the token in the message.
 */
export function approvalStates(
  step: PipelineStepPlan & ApprovalPlan,
  { pipeline }: DefinitionSettings,
  after: After,
): Record<string, State> {
  const { name, topicArn, question, seconds, passes } = step;
  const [input] = Object.values(step.inputs);
  const lies = passes === 'model' ? madeOf(input, 'model') : rowsOf(input);
  const message = [
    jsonata(`${question}\n\nPipeline ${pipeline}, step ${name}, run `),
    '$states.context.Execution.Name',
    jsonata('. To look at: '),
    lies,
    jsonata(`\n\nYes: aws stepfunctions send-task-success --task-output '{}' --task-token '`),
    '$states.context.Task.Token',
    jsonata(`'\nNo: aws stepfunctions send-task-failure --error Refused --cause 'why' --task-token '`),
    '$states.context.Task.Token',
    jsonata("'"),
  ].join(' & ');
  return {
    [name]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish.waitForTaskToken',
      Arguments: { TopicArn: topicArn, Subject: `${pipeline}: ${name}`.slice(0, MOST_SUBJECT), Message: `{% ${message} %}` },
      TimeoutSeconds: seconds,
      ...passOn(name, passes, input, '{ "approved": true }'),
      ...after,
    },
  };
}

/** Longest subject of a message, in characters (Amazon SNS API reference, Publish). */
const MOST_SUBJECT = 100;

/** The first of several things that is there: where ways come together again, or one stands in for another that failed. */
export function eitherStates(
  step: PipelineStepPlan & { readonly kind: 'either' },
  _settings: DefinitionSettings,
  after: After,
): Record<string, State> {
  const { name, passes } = step;
  const inputs = Object.values(step.inputs);
  const first = (of: (input: InputRows) => string, none: string): string =>
    inputs.reduceRight(
      (rest, input) => ('step' in input ? `$${madeVariable(input.step, input.port)} != null ? ${of(input)} : (${rest})` : of(input)),
      none,
    );
  const taken = first(
    (input) => ('step' in input ? jsonata(input.port === undefined ? input.step : `${input.step}, ${input.port}`) : jsonata('a table')),
    'null',
  );
  const facts = `{ "took": ${taken} }`;
  const made = first((input) => ('step' in input ? `$${madeVariable(input.step, input.port)}` : `{ "rows": ${rowsOf(input)} }`), 'null');
  const table = first(tableOf, '""');
  return {
    [name]: { Type: 'Pass', ...handOnMade(name, { facts, made, ...(passes === 'table' ? { table } : {}) }), ...after },
  };
}
