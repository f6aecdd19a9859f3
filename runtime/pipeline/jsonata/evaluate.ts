import jsonata from 'jsonata';
import type { Json } from '../json.js';
import { isObject } from '../json.js';
import { seeded } from '../../random.js';
import { expressionIn } from './expression.js';
import { awsFunctions } from './functions.js';
import type { EvaluationProblem, EvaluationReply, EvaluationRequest } from './protocol.js';

const compiled = new Map<string, jsonata.Expression>();
const MOST_COMPILED = 5000;
const FROM_MILLIS = jsonata('$fromMillis($m, $p, $z)');

/** One request answered: values in the order of the fields, or the first problem. */
export async function evaluate(request: EvaluationRequest): Promise<EvaluationReply> {
  const bindings = bindingsOf(request);
  const values: Json[] = [];
  try {
    for (const [at, { name, template }] of request.fields.entries()) {
      const value = await filled(template, name, bindings);
      if (request.untilTrue && typeof value !== 'boolean')
        throw new Problem({
          expression: typeof template === 'string' ? (expressionIn(template) ?? template) : JSON.stringify(template),
          location: name,
          kind: 'no-boolean',
          text: JSON.stringify(value),
        });
      if (request.untilTrue && value === true) return { id: request.id, chosen: at };
      values.push(value);
    }
  } catch (error) {
    if (error instanceof Problem) return { id: request.id, problem: error.problem };
    throw error;
  }
  return request.untilTrue ? { id: request.id, chosen: -1 } : { id: request.id, values };
}

class Problem extends Error {
  constructor(readonly problem: EvaluationProblem) {
    super(problem.kind);
  }
}

function bindingsOf({ scope, now, seed }: EvaluationRequest): Record<string, unknown> {
  return {
    ...awsFunctions(seeded(seed)),
    millis: () => now,
    now: (picture?: string, zone?: string) => FROM_MILLIS.evaluate(undefined, { m: now, p: picture, z: zone }),
    ...scope.variables,
    states: scope.states,
  };
}

async function filled(template: Json, location: string, bindings: Record<string, unknown>): Promise<Json> {
  if (typeof template === 'string') {
    const expression = expressionIn(template);
    return expression === undefined ? template : valueOf(expression, location, bindings);
  }
  if (Array.isArray(template)) {
    const list: Json[] = [];
    for (const [at, entry] of template.entries()) list.push(await filled(entry as Json, `${location}[${at}]`, bindings));
    return list;
  }
  if (!isObject(template)) return template;
  const object: Record<string, Json> = {};
  for (const key of Object.keys(template)) object[key] = await filled(template[key] ?? null, `${location}/${key}`, bindings);
  return object;
}

async function valueOf(expression: string, location: string, bindings: Record<string, unknown>): Promise<Json> {
  let value: unknown;
  try {
    value = await expressionOf(expression).evaluate(undefined, bindings);
  } catch (error) {
    const { code = '', message = String(error) } = error as { code?: string; message?: string };
    throw new Problem({
      expression,
      location,
      kind: 'threw',
      text: code === '' || code === 'States.FunctionError' ? message : `${code}: ${message}`,
    });
  }
  if (value === undefined) throw new Problem({ expression, location, kind: 'undefined', text: '' });
  if (!isPlain(value)) throw new Problem({ expression, location, kind: 'unsupported', text: '' });
  return value;
}

function expressionOf(text: string): jsonata.Expression {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const expression = jsonata(text);
  compiled.set(text, expression);
  return expression;
}

/** JSON through and through: no functions (JSONata's own are objects with a mark), no regular expressions, no numbers that JSON lacks. */
function isPlain(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isPlain);
  if ('_jsonata_lambda' in value || '_jsonata_function' in value || value instanceof RegExp) return false;
  return Object.values(value).every((entry) => entry === undefined || isPlain(entry));
}
