import { isObject } from '../json.js';
import { expressionIn } from '../jsonata/expression.js';

/** Problems of a definition's shape: fields, types, targets of transitions. The validator compiles its schemas for each call, some tenths of a second. */
export async function shapeProblems(definition: unknown): Promise<string[]> {
  if (!isObject(definition) || !isObject(definition['States']))
    return ['this is no state machine: it has no States; give a definition in Amazon States Language'];
  // Loaded only where a state machine is checked: it brings a JSON schema compiler along.
  const { default: validate } = await import('asl-validator');
  const { errors } = validate(withoutLiterals(definition), { checkPaths: false, checkArn: false });
  const texts = (errors ?? []).map((error) =>
    `${error.path ?? error.instancePath ?? ''} ${error.Message ?? error.message ?? error['Error code'] ?? ''}`.trim(),
  );
  return [...new Set(texts)];
}

/** The validator's schema takes no literal for Output and Condition; Step Functions takes any (recorded). */
function withoutLiterals(value: unknown, field = ''): unknown {
  if (field === 'Output' || field === 'Condition')
    return typeof value === 'string' && expressionIn(value) !== undefined ? value : '{% 0 %}';
  if (Array.isArray(value)) return value.map((entry) => withoutLiterals(entry));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, key === 'Assign' ? entry : withoutLiterals(entry, key)]));
}
