import type { CalibrationCounts } from './calibration-counts.js';
import type { Cohort } from './cohort-builder.js';
import type { EstimatedQuality } from './cohort-quality.js';
import { expectedAccuracy, expectedMetrics } from './expected.js';
import { isotonicOfCounts, type Calibration } from './isotonic.js';
import { QUALITY_LIMITS as LIMITS } from './limits.js';
import { answerReader, type ReadAnswer } from './scored-cohort.js';
import type { Scoring } from './scoring.js';

/** What turns the model's probabilities into ones that were right in earlier cohorts. */
export interface Calibrated {
  readonly calibration?: Calibration;
  /** Labelled answers that it rests on. */
  readonly rows: number;
  /** Its cohorts, by day; nothing is estimated for them. */
  readonly days: ReadonlySet<string>;
}

/** Takes what was counted; with too few labelled answers the probabilities stay as they are. */
export function calibratedBy({ days, places }: CalibrationCounts): Calibrated {
  const counted = Object.values(places)
    .map(([rows, positives, scores]) => ({ score: scores / rows, rows, positives }))
    .toSorted((one, other) => one.score - other.score);
  const rows = counted.reduce((sum, each) => sum + each.rows, 0);
  if (rows < LIMITS.calibrationRows) return { rows: 0, days: new Set() };
  return { calibration: isotonicOfCounts(counted), rows, days: new Set(days) };
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
