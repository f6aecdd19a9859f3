import type { Scored } from '../scored.js';
import type { Answer, Cohort } from './cohort-builder.js';
import { className, type Scoring } from './scoring.js';

/** Above this probability the positive class of two is said. */
const THRESHOLD = 0.5;

/** The labelled answers of a cohort. */
export interface ScoredCohort {
  readonly scored: Scored;
  /** Their rows in the cohort. */
  readonly places: readonly number[];
  /** Answers whose label, or whose own text, is no value and no class that the model knows. */
  readonly unreadable: number;
}

/** Puts what was said beside what was true, where both are known. */
export function scoredCohort(cohort: Cohort, scoring: Scoring): ScoredCohort {
  const labelled = [...cohort.labels.keys()].filter((row) => cohort.labels[row] !== undefined);
  return scoring.kind === 'regression' ? values(cohort, labelled) : classes(cohort, labelled, scoring);
}

function values({ said, labels }: Cohort, labelled: readonly number[]): ScoredCohort {
  const number = (text: string | undefined): number => (text === undefined || text.trim() === '' ? Number.NaN : Number(text));
  const places = labelled.filter((row) => Number.isFinite(number(said[row])) && Number.isFinite(number(labels[row])));
  return {
    scored: { kind: 'regression', actual: places.map((row) => number(labels[row])), predicted: places.map((row) => number(said[row])) },
    places,
    unreadable: labelled.length - places.length,
  };
}

function classes(cohort: Cohort, labelled: readonly number[], scoring: Extract<Scoring, { kind: 'classification' }>): ScoredCohort {
  const read = answerReader(scoring);
  const rows = labelled
    .map((row) => ({ row, truth: read.index(cohort.labels[row]), ...read.answer(cohort.said[row], cohort.probability[row]) }))
    .filter(({ truth, said }) => truth >= 0 && said >= 0);
  const complete = rows.every(({ probabilities }) => probabilities !== undefined);
  return {
    scored: {
      kind: 'classification',
      classes: scoring.classes,
      actual: rows.map(({ truth }) => truth),
      predicted: rows.map(({ said }) => said),
      probabilities: complete ? rows.map(({ probabilities }) => probabilities ?? []) : undefined,
    },
    places: rows.map(({ row }) => row),
    unreadable: labelled.length - rows.length,
  };
}

/** An answer as numbers: the index of the class that was said, -1 where there is none such, and the probability of each. */
export interface ReadAnswer {
  readonly said: number;
  readonly probabilities: readonly number[] | undefined;
}

interface AnswerReader {
  readonly index: (text: string | undefined) => number;
  readonly answer: (said: string | undefined, probability: Answer['probability']) => ReadAnswer;
}

/** Classes go by their names, or by their numbers where no class is named so. */
export function answerReader({ classes, given, saysProbability }: Extract<Scoring, { kind: 'classification' }>): AnswerReader {
  const places = new Map<string, number>();
  for (const [index, name] of classes.entries()) places.set(String(index), index).set(name, index);
  for (const [index, name] of classes.entries()) places.set(name, index);
  const index = (text: string | undefined): number => (text === undefined ? -1 : (places.get(className(text)) ?? -1));
  const order = classes.map((name) => given.indexOf(name));
  return {
    index,
    answer: (said, from) => {
      const probability = saysProbability && said !== undefined ? Number(said) : from;
      const probabilities =
        typeof probability === 'number'
          ? [1 - probability, probability]
          : probability && order.map((place) => probability[place] ?? Number.NaN);
      if (said !== undefined && !saysProbability) return { said: index(said), probabilities };
      return { said: probabilities === undefined ? -1 : saidBy(probabilities), probabilities };
    },
  };
}

function saidBy(probabilities: readonly number[]): number {
  if (probabilities.length === 2) return Number((probabilities[1] ?? 0) > THRESHOLD);
  return probabilities.indexOf(Math.max(...probabilities));
}
