import type { Scored } from '../scored.js';
import { QUALITY_LIMITS as LIMITS } from './limits.js';

/** Labelled answers whose scores lie in one place: how many, how many of them were of the positive class, and the sum of the scores. */
export type ScoreCount = readonly [rows: number, positives: number, scores: number];

/**
 * What a calibration rests on, counted by where scores lie on the scale of log-odds: as much of it is kept of a million answers as of a thousand, and
 * a probability near 0 or 1 is told from its neighbours as one in the middle is.
 */
export interface CalibrationCounts {
  /** Cohorts that are in it, in the order in which they were judged. */
  readonly days: readonly string[];
  readonly places: Readonly<Record<string, ScoreCount>>;
}

/** Before the first cohort. */
export const NOTHING_COUNTED: CalibrationCounts = Object.freeze({ days: [], places: {} });

/** Places in one unit of log-odds: scores of one place differ by at most p (1 - p) / 64, 0.004 in the middle. */
const PLACES_A_UNIT = 64;
/** Log-odds beyond which scores are not told from each other. */
const FURTHEST = 40;

/**
 * Adds the labelled answers of a judged cohort. The first 28 judged ones are taken and no later one: a calibration that rolls along
 * would hide slowly what it is there to show. One whose model gives no probability of two classes adds nothing, nor does one that is in it.
 */
export function withCohort(counts: CalibrationCounts, day: string, scored: Scored): CalibrationCounts {
  if (counts.days.length >= LIMITS.calibrationCohorts || counts.days.includes(day)) return counts;
  if (scored.kind === 'regression' || scored.classes.length !== 2 || scored.probabilities === undefined) return counts;
  const places: Record<string, ScoreCount> = { ...counts.places };
  for (const [row, truth] of scored.actual.entries()) {
    const score = scored.probabilities[row]?.[1] ?? Number.NaN;
    if (!Number.isFinite(score)) continue;
    const place = placeOf(score);
    const [rows, positives, scores] = places[place] ?? [0, 0, 0];
    places[place] = [rows + 1, positives + truth, scores + score];
  }
  return { days: [...counts.days, day], places };
}

function placeOf(score: number): number {
  const odds = Math.log(score / (1 - score));
  return Math.round(Math.max(-FURTHEST, Math.min(FURTHEST, odds)) * PLACES_A_UNIT);
}
