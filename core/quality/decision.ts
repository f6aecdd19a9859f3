import type { ModelSchema, Output } from '../schema/schema.js';

/** What a model answered for one row, by output. */
export type Prediction = Readonly<Record<string, unknown>>;

/** A prediction as people compare it. */
export interface Decision {
  /** The class that was said; undefined for a value. */
  readonly label?: string;
  /** Probability of the last class, or the value; undefined where there is no number. */
  readonly score?: number;
}

const THRESHOLD = 0.5;

/**
 * Reads a prediction by the outputs of a schema: a label by its name, several numbers as the probabilities of classes, a lone number that is
 * declared to lie between 0 and 1 as the probability of class 1, any other as a value.
 */
export function decisionOf(prediction: Prediction, { outputs }: Pick<ModelSchema, 'outputs'>): Decision {
  const probabilities = outputs.find(({ type, size = 1 }) => type === 'number' && size > 1);
  const said = outputs.find((output) => output !== probabilities && (output.size ?? 1) === 1);
  const shares = probabilities === undefined ? undefined : numbersIn(prediction[probabilities.name]);
  const value = said === undefined ? undefined : prediction[said.name];
  const label = said !== undefined && said.type !== 'number' ? classText(value, said) : greatestOf(shares, probabilities);
  const score = shares?.at(-1) ?? (typeof value === 'number' && said?.type === 'number' ? value : undefined);
  if (label !== undefined) return { label, ...(score === undefined ? {} : { score }) };
  if (score === undefined) return {};
  const [least, greatest] = said?.range ?? [];
  return least === 0 && greatest === 1 ? { label: String(Number(score > THRESHOLD)), score } : { score };
}

function classText(value: unknown, { classes, type }: Output): string | undefined {
  if (value === undefined || value === null) return undefined;
  const named = type === 'integer' && typeof value === 'number' ? classes?.[value] : undefined;
  return named ?? (typeof value === 'string' ? value : JSON.stringify(value));
}

function greatestOf(shares: readonly number[] | undefined, output: Output | undefined): string | undefined {
  if (shares === undefined || shares.length === 0) return undefined;
  const index = shares.indexOf(Math.max(...shares));
  return output?.classes?.[index] ?? String(index);
}

function numbersIn(value: unknown): number[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'number') ? value : undefined;
}
