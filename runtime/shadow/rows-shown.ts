import type { Pair } from '../../core/quality/agreement.js';
import type { Decision } from '../../core/quality/decision.js';
import type { Feature, ModelSchema } from '../../core/schema/schema.js';
import type { RowBody } from '../measuring/captured.js';
import { recordsOf } from './ask-both.js';
import type { DifferingRow } from './shadow-report.js';

const DIGITS = 4;

/** A row of a request: which request, and which of its rows. */
export interface RowPlace {
  readonly request: RowBody;
  readonly index: number;
}

/**
 * The values of a row that may be shown: what neither schema marks as sensitive. A model that says nothing of its features may have sensitive
 * ones, so that nothing is shown of it.
 */
export function shownRow(
  { row, current, candidate }: Pair,
  { request, index }: RowPlace,
  schemas: readonly (ModelSchema | undefined)[],
): DifferingRow {
  const [first] = schemas;
  const decisions = { row, current: rounded(current), candidate: rounded(candidate) };
  if (first === undefined || schemas.includes(undefined)) return { ...decisions, features: null, hidden: 0 };
  const record = recordsOf(request, first)?.[index];
  if (record === undefined) return { ...decisions, features: null, hidden: 0 };
  const hidden = new Set(
    schemas.flatMap((schema) => schema?.features.filter(({ sensitive = false }) => sensitive).map(({ name }) => name) ?? []),
  );
  const names = ordered(first.features, record).filter((name) => !hidden.has(name));
  return {
    ...decisions,
    features: Object.fromEntries(names.map((name) => [name, record[name] ?? null])),
    hidden: first.features.filter(({ name }) => hidden.has(name)).length,
  };
}

/** What says most first: values that are there and not 0, by importance. */
function ordered(features: readonly Feature[], record: Readonly<Record<string, unknown>>): string[] {
  const isEmpty = (name: string): number => Number(record[name] === null || record[name] === 0 || record[name] === '');
  return features
    .map(({ name, importance = 0 }, index) => ({ name, importance, index }))
    .toSorted((a, b) => isEmpty(a.name) - isEmpty(b.name) || b.importance - a.importance || a.index - b.index)
    .map(({ name }) => name);
}

function rounded({ label, score }: Decision): Decision {
  return { ...(label === undefined ? {} : { label }), ...(score === undefined ? {} : { score: Number(score.toPrecision(DIGITS)) }) };
}
