import type { ModelSchema } from '../schema/schema.js';
import { isRecord } from './json.js';

/** Engines agree to this; a label may differ only where a probability is this close to flipping it. */
const TOLERANCE = 1e-6;
const THRESHOLD = 0.5;

/** What a model answered one record with, without what it was wrapped in: `{"predictions": [x]}` and `[x]` are x. */
export function answerTo(body: unknown): unknown {
  const predictions = isRecord(body) ? body['predictions'] : body;
  const list = Array.isArray(predictions) ? (predictions as readonly unknown[]) : undefined;
  if (list?.length === 1) return answerTo(list[0]);
  return list === undefined || !isRecord(body) ? body : list;
}

/** Outcome of running a known fault again. */
export type FaultOutcome = 'gone' | 'there' | 'otherwise';

/**
 * Whether a model still gets a row wrong: `gone` where it says what was expected, `there` where it says what it said before, `otherwise` where
 * it is wrong in another way.
 *
 * @param schema where the model has one: it says which output is the label, and what its classes are called
 */
export function faultOutcome(
  answer: unknown,
  { expected, given }: { readonly expected: unknown; readonly given: unknown },
  schema: ModelSchema | undefined,
): { readonly outcome: FaultOutcome; readonly now: unknown } {
  const now = schema === undefined ? undefined : labelIn(answer, schema);
  if (now !== undefined && !isRecord(expected))
    return { outcome: same(now, expected) ? 'gone' : same(now, given) ? 'there' : 'otherwise', now };
  // Without a schema nobody knows which value is the label: it is looked for.
  const [isRight, isAsBefore] = [holds(answer, expected), holds(answer, given)];
  return { outcome: isRight === isAsBefore ? 'otherwise' : isRight ? 'gone' : 'there', now: answer };
}

/** What an answer has otherwise than was recorded, output by output; numbers agree to 1e-6. */
export function goldenDifferences(answer: unknown, output: Readonly<Record<string, unknown>>): string[] {
  const got = isRecord(answer) ? answer : {};
  const isUndecided = numbersIn(answer).some((value) => Math.abs(value - THRESHOLD) <= TOLERANCE);
  return Object.entries(output).flatMap(([name, wanted]) => {
    const value = got[name];
    const flips = isUndecided && Number.isInteger(wanted) && Number.isInteger(value);
    return same(value, wanted) || flips ? [] : [`${name} is ${JSON.stringify(value) ?? 'missing'}, recorded was ${JSON.stringify(wanted)}`];
  });
}

/** The label by the name of its class, or the class that is likeliest, or the number of a regression. */
function labelIn(answer: unknown, { outputs }: ModelSchema): unknown {
  const valueOf = (name: string): unknown => (isRecord(answer) ? answer[name] : outputs.length === 1 ? answer : undefined);
  const label =
    outputs.find(({ classes, size = 1 }) => classes !== undefined && size === 1) ?? outputs.find(({ type }) => type !== 'number');
  if (label !== undefined) {
    const value = valueOf(label.name);
    return typeof value === 'number' ? (label.classes?.[value] ?? value) : value;
  }
  const scores = outputs.find(({ classes, size = 1 }) => classes !== undefined && size > 1);
  const values = scores === undefined ? undefined : valueOf(scores.name);
  if (scores !== undefined && Array.isArray(values)) {
    // A score written as text counts; what is no number at all is no score (an object may even refuse to be made one).
    const numbers = values.map((value) => (isScalar(value) ? Number(value) : NaN));
    return scores.classes?.[numbers.indexOf(Math.max(...numbers))];
  }
  return valueOf(outputs[0]?.name ?? '');
}

/** Whether a value, or every member of an object, stands somewhere in an answer. */
function holds(answer: unknown, value: unknown): boolean {
  if (isRecord(value)) return isRecord(answer) && Object.entries(value).every(([name, member]) => same(answer[name], member));
  if (same(answer, value)) return true;
  const parts: readonly unknown[] = Array.isArray(answer) ? (answer as unknown[]) : isRecord(answer) ? Object.values(answer) : [];
  return parts.some((part) => holds(part, value));
}

/** Numbers to the tolerance; a number and its text are the same, since labels are written either way. */
function same(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) <= TOLERANCE;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => same(value, other[index]));
  if (isScalar(one) && isScalar(other)) return String(one) === String(other);
  return JSON.stringify(one) === JSON.stringify(other);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(numbersIn);
  return isRecord(value) ? Object.values(value).flatMap(numbersIn) : [];
}
