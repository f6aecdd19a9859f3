import type { Cohort } from './cohort-builder.js';

/** How answers and labels are read. */
export type Scoring =
  | { readonly kind: 'regression' }
  | {
      readonly kind: 'classification';
      /** Of two the second is the positive one. */
      readonly classes: readonly string[];
      /** The same in the order in which the model gives their probabilities. */
      readonly given: readonly string[];
      /** The model says the probability of the positive class and nothing else. */
      readonly saysProbability: boolean;
    };

/** What somebody declared of it; the rest is read off the values. */
export interface DeclaredScoring {
  readonly kind?: Scoring['kind'];
  readonly classes?: readonly string[];
  /** Name of the positive class of two; the second in their order when absent. */
  readonly positive?: string;
}

/**
 * Whether the model names classes or gives values. Classes where probabilities come with the answers, where something that is said or true is no number, or
 * where every label is 0 or 1 and every answer lies between; values otherwise.
 */
export function scoringOf(cohorts: readonly Cohort[], { kind, classes, positive }: DeclaredScoring): Scoring {
  const labels = distinct(cohorts.flatMap((cohort) => distinct(cohort.labels))).map(className);
  const said = distinct(cohorts.flatMap((cohort) => distinct(cohort.said))).map(className);
  const probabilities = cohorts.some(({ probability }) => probability.some((each) => each !== undefined));
  if ((kind ?? inferKind(labels, said, probabilities || classes !== undefined)) === 'regression') return { kind: 'regression' };
  const saysProbability = !probabilities && classes === undefined && labels.every(isBit) && said.every(isShare) && !said.every(isBit);
  const found = classes ?? (saysProbability ? ['0', '1'] : distinct([...labels, ...said]).toSorted(byName));
  // Labels that are not in yet must not decide how many classes there are.
  const all = found.length < 2 && found.every(isBit) ? ['0', '1'] : found;
  return { kind: 'classification', classes: positive === undefined ? all : positiveLast(all, positive), given: all, saysProbability };
}

/** A class as it is compared: writers that keep whole numbers as floating ones write class 1 as `1.0`. */
export function className(text: string): string {
  return /^-?\d+\.0+$/.test(text) ? text.slice(0, text.indexOf('.')) : text;
}

function inferKind(labels: readonly string[], said: readonly string[], declared: boolean): Scoring['kind'] {
  const names = [...labels, ...said].some((text) => !isNumber(text));
  return declared || names || (labels.length > 0 && labels.every(isBit) && said.every(isShare)) ? 'classification' : 'regression';
}

function positiveLast(classes: readonly string[], positive: string): string[] {
  return [...classes.filter((name) => name !== positive), positive];
}

function distinct(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts)].filter((text) => text !== undefined);
}

/** Numbers by their value, names by code unit. */
function byName(one: string, other: string): number {
  if (isNumber(one) && isNumber(other)) return Number(one) - Number(other);
  return one < other ? -1 : 1;
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

function isBit(text: string): boolean {
  return text === '0' || text === '1';
}

function isShare(text: string): boolean {
  return isNumber(text) && Number(text) >= 0 && Number(text) <= 1;
}
