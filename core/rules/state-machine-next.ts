import type { Problem, Rule, Template } from './rule.js';
import { isRecord, itemsOf, joinedOf, objectOf, resourcesOf, shown, textOf } from './template.js';

export const stateMachineNext: Rule = {
  id: 'state-machine-next',
  severity: 'error',
  when: 'a state machine goes on to a state that does not exist',
  remedy: 'name a state of the same level',
  source: 'Amazon States Language, https://states-language.net, Transitions',
  check,
};

/** Stands for a part that waits for the deployment, and is itself spelled as one. */
const PLACEHOLDER = '${?}';

function check(template: Template): Problem[] {
  return resourcesOf(template, 'AWS::StepFunctions::StateMachine', 'AWS::Serverless::StateMachine').flatMap(({ logicalId, properties }) => {
    const written = objectOf(properties['Definition']);
    const property = written === undefined ? 'DefinitionString' : 'Definition';
    const definition = written ?? parsed(definitionText(properties['DefinitionString']));
    return problemsOf(definition).map((message) => ({ logicalId, property, message }));
  });
}

/** The text of a definition, with a placeholder for each part that waits for the deployment. */
function definitionText(value: unknown): string {
  const substituted: unknown = isRecord(value) ? value['Fn::Sub'] : undefined;
  const text = textOf(value) ?? textOf(substituted) ?? (Array.isArray(substituted) ? textOf(substituted[0]) : undefined);
  return (
    text ??
    joinedOf(value)
      .map((part) => textOf(part) ?? PLACEHOLDER)
      .join('')
  );
}

/** A text that is no JSON before its placeholders are filled says nothing here. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One level of states, and those below its Parallel and Map states. */
function problemsOf(level: unknown): string[] {
  const states = isRecord(level) ? objectOf(level['States']) : undefined;
  if (states === undefined || !isRecord(level)) return [];
  const names = Object.keys(states);
  const missing = (what: string, target: unknown): string[] =>
    typeof target !== 'string' || target.includes('${') || names.includes(target)
      ? []
      : [`${what} ${shown(target)}, and there is no such state beside it; give one of ${names.join(', ')}`];
  return [
    ...missing('the state machine starts at', level['StartAt']),
    ...Object.entries(states).flatMap(([name, state]) => {
      if (!isRecord(state)) return [];
      const below = [...itemsOf(state['Branches']).map(({ item }) => item), state['ItemProcessor'], state['Iterator']];
      return [...targetsOf(state).flatMap((target) => missing(`state ${shown(name)} goes on to`, target)), ...below.flatMap(problemsOf)];
    }),
  ];
}

function targetsOf(state: Readonly<Record<string, unknown>>): unknown[] {
  const ways = ['Choices', 'Catch'].flatMap((list) => itemsOf(state[list]).map(({ item }) => item['Next']));
  return [state['Next'], state['Default'], ...ways];
}
