import type { Cohort } from './cohort-builder.js';
import type { EstimatedQuality } from './cohort-quality.js';
import { expectedAccuracy, expectedMetrics } from './expected.js';
import { isotonicCalibration, type Calibration } from './isotonic.js';
import { QUALITY_LIMITS as LIMITS } from './limits.js';
import { answerReader, type ReadAnswer, type ScoredCohort } from './scored-cohort.js';
import type { Scoring } from './scoring.js';

/** What turns the model's probabilities into ones that were right in earlier cohorts. */
export interface Calibrated {
  readonly calibration?: Calibration;
  /** Labelled answers that it rests on. */
  readonly rows: number;
  /** Its cohorts, by day; nothing is estimated for them. */
  readonly days: ReadonlySet<string>;
}

/**
 * Calibrates on the first judged cohorts, and never on later ones: a calibration that rolls along would hide slowly what it is there to show. With too few
 * labelled answers the probabilities stay as they are.
 */
export function calibrate(judged: readonly { readonly day: string; readonly scored: ScoredCohort['scored'] }[]): Calibrated {
  const first = judged.slice(0, LIMITS.calibrationCohorts);
  const pairs = first.flatMap(({ scored }) =>
    scored.kind === 'regression' || scored.classes.length !== 2
      ? []
      : scored.actual.map((truth, row) => [scored.probabilities?.[row]?.[1] ?? Number.NaN, truth] as const),
  );
  const known = pairs.filter(([score]) => Number.isFinite(score));
  if (known.length < LIMITS.calibrationRows) return { rows: 0, days: new Set() };
  const calibration = isotonicCalibration(
    known.map(([score]) => score),
    known.map(([, happened]) => happened),
  );
  return { calibration, rows: known.length, days: new Set(first.map(({ day }) => day)) };
}

/** What the metrics of all answers of a cohort come to if the probabilities are right; undefined where there is no probability for each. */
export function estimatedQuality(cohort: Cohort, scoring: Scoring, { calibration, rows }: Calibrated): EstimatedQuality | undefined {
  if (scoring.kind === 'regression') return undefined;
  const reader = answerReader(scoring);
  const answers = cohort.said.map((said, row) => reader.answer(said, cohort.probability[row]));
  if (answers.length === 0 || answers.some(({ said, probabilities }) => said < 0 || probabilities === undefined)) return undefined;
  const two = scoring.classes.length === 2;
  const metrics = two
    ? Object.fromEntries(expectedMetrics(answers.map((answer) => calibrated(answer, calibration))))
    : { accuracy: expectedAccuracy(answers) };
  return { note: 'estimated, blind to concept drift', metrics, calibratedOn: two ? rows : 0 };
}

function calibrated(answer: ReadAnswer, calibration: Calibration | undefined): ReadAnswer {
  if (calibration === undefined) return answer;
  const positive = calibration(answer.probabilities?.[1] ?? Number.NaN);
  return { ...answer, probabilities: [1 - positive, positive] };
}
