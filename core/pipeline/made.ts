import { factsVariable, identifier, jsonata, madeVariable, tableVariable } from './names.js';
import type { DefinitionSettings, InputRows } from './plan.js';

/** What a step hands on, each an expression: a table of the catalogue, what the record says of it, the places of what it has made. */
export interface Handed {
  readonly table?: string;
  readonly facts: string;
  /** When its first state was entered; this one, unless said otherwise. */
  readonly began?: string;
  readonly made: { readonly [what: string]: string };
}

/** Where the files of an input lie, `s3://…/`, as an expression. */
export function rowsOf(input: InputRows | undefined): string {
  return madeOf(input, 'rows');
}

/** Where something lies that an earlier step has made. */
export function madeOf(input: InputRows | undefined, what: string): string {
  if (input === undefined) return '""';
  if ('step' in input) return `$${madeVariable(input.step, input.port)}.${what}`;
  return input.location
    .split('{date}')
    .map((part) => jsonata(part))
    .join(' & $substring($time, 0, 10) & ');
}

/** A step's own folder in a run, as an expression: each attempt has its own, and overwrites nothing. */
export function folderOf(step: string, { runs }: Pick<DefinitionSettings, 'runs'>, end = '/'): string {
  return `${jsonata(runs)} & $run & ${jsonata(`/${identifier(step)}/`)} & $string($states.context.State.RetryCount) & ${jsonata(end)}`;
}

/** When a state was entered: its retries are no entries of their own. */
export const ENTERED = '$states.context.State.EnteredTime';

/** What the record says of a step, with when it began and how long it took. */
export function timed(facts: string, began: string = ENTERED): string {
  return `$merge([{ "startedAt": ${began}, "seconds": ($millis() - $toMillis(${began})) / 1000 }, ${facts}])`;
}

/** For the states that follow, and for a branch that ends with this one. */
export function handOn(
  step: string,
  { table, facts: own, made, began = ENTERED }: Handed,
): { readonly Assign: Record<string, string>; readonly Output: string } {
  const facts = timed(own, began);
  const places = `{ ${Object.entries(made)
    .map(([what, place]) => `${jsonata(what)}: ${place}`)
    .join(', ')} }`;
  return {
    Assign: {
      ...(table === undefined ? {} : { [tableVariable(step)]: `{% ${table} %}` }),
      [factsVariable(step)]: `{% ${facts} %}`,
      [madeVariable(step)]: `{% ${places} %}`,
    },
    Output: `{% { ${table === undefined ? '' : `"table": ${table}, `}"facts": ${facts}, "made": ${places} } %}`,
  };
}
