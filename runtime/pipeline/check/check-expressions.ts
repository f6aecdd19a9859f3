import jsonata from 'jsonata';
import type { State } from '../definition.js';
import type { Json } from '../json.js';
import { expressionsIn } from '../jsonata/expression.js';
import type { PlacedState } from './each-state.js';

type Visible = 'input' | 'context' | 'result' | 'errorOutput';

/** Fields with what `$states` holds in them beside input and context. */
function* fieldsOf(state: State): Generator<{ readonly name: string; readonly template: Json; readonly sees: readonly Visible[] }> {
  const result: readonly Visible[] = ['Task', 'Parallel', 'Map'].includes(state.Type) ? ['result'] : [];
  for (const [name, template] of Object.entries(state as unknown as Record<string, Json>)) {
    if (name === 'Output' || name === 'Assign') yield { name, template, sees: result };
    else if (name === 'Catch' && Array.isArray(template))
      for (const [at, catcher] of (template as readonly Record<string, Json>[]).entries())
        yield {
          name: `Catch[${at}]`,
          template: { Output: catcher['Output'] ?? null, Assign: catcher['Assign'] ?? null },
          sees: ['errorOutput'],
        };
    else if (name !== 'Branches' && name !== 'ItemProcessor' && name !== 'Comment') yield { name, template, sees: [] };
  }
}

/** Problems of a state's JSONata: syntax, `$eval`, and parts of `$states` that a field does not see. */
export function* expressionProblems({ path, state }: PlacedState): Generator<string> {
  for (const { name, template, sees } of fieldsOf(state))
    for (const { expression, path: at } of expressionsIn(template, `${path}/${name}`)) {
      let tree: unknown;
      try {
        tree = jsonata(expression).ast();
      } catch (error) {
        const { message, position } = error as { message?: string; position?: number };
        yield `${at}: '${expression}' is no JSONata: ${message ?? String(error)}${position === undefined ? '' : ` (at ${position})`}`;
        continue;
      }
      for (const problem of treeProblems(tree, sees)) yield `${at}: '${expression}' ${problem}`;
    }
}

function* treeProblems(node: unknown, sees: readonly Visible[]): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  const { type, value, steps } = node as { type?: string; value?: unknown; steps?: readonly { type?: string; value?: unknown }[] };
  if (type === 'variable' && value === 'eval') yield 'uses $eval, which Step Functions does not have';
  const [first, second] = steps ?? [];
  if (type === 'path' && first?.type === 'variable' && first.value === 'states' && second?.type === 'name') {
    const part = String(second.value);
    if ((part === 'result' || part === 'errorOutput') && !sees.includes(part))
      yield `reads $states.${part}, which this field does not have; ${part === 'result' ? 'Output and Assign of a Task, Map or Parallel have it' : 'Output and Assign of a Catch have it'}`;
    else if (!['input', 'context', 'result', 'errorOutput'].includes(part))
      yield `reads $states.${part}; there are input, context, result and errorOutput`;
  }
  for (const child of Object.values(node)) yield* treeProblems(child, sees);
}
