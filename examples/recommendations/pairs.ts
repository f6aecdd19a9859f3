import type { Film } from './films.js';

/** What is known where a value is not: trees take it as one more value. */
const UNKNOWN = -1;

/**
 * What two films have in common, the columns of the model. They are made here and nowhere else: the rows that it was trained on and those of
 * each night come from the same lines.
 */
export const PAIR_FEATURES: Readonly<Record<string, (one: Film, other: Film) => number>> = {
  same_genre: (a, b) => same(a.genre, b.genre),
  same_kind: (a, b) => same(a.kind, b.kind),
  same_source: (a, b) => same(a.source, b.source),
  same_audience: (a, b) => same(a.audience, b.audience),
  same_distributor: (a, b) => same(a.distributor, b.distributor),
  years_apart: (a, b) => Math.abs(a.year - b.year),
  budgets_apart: (a, b) => ratio(a.budget, b.budget),
  grosses_apart: (a, b) => ratio(a.gross, b.gross),
  minutes_apart: (a, b) => apart(a.minutes, b.minutes),
  critics_apart: (a, b) => apart(a.tomatoes, b.tomatoes),
  ratings_apart: (a, b) => round(Math.abs(a.rating - b.rating)),
  votes_apart: (a, b) => ratio(a.votes, b.votes),
  lower_rating: (a, b) => Math.min(a.rating, b.rating),
  fewer_votes: (a, b) => round(Math.log10(Math.min(a.votes, b.votes))),
};

export function featuresOf(one: Film, other: Film): number[] {
  return Object.values(PAIR_FEATURES).map((feature) => feature(one, other));
}

function same(one: string | undefined, other: string | undefined): number {
  return one === undefined || other === undefined ? UNKNOWN : Number(one === other);
}

function apart(one: number | undefined, other: number | undefined): number {
  return one === undefined || other === undefined ? UNKNOWN : round(Math.abs(one - other));
}

/** How many powers of ten lie between two amounts. */
function ratio(one: number | undefined, other: number | undefined): number {
  return one === undefined || other === undefined ? UNKNOWN : round(Math.abs(Math.log10(one / other)));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
