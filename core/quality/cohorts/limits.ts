/** What the quality of a cohort is judged by; docs/quality.md says why. */
export const QUALITY_LIMITS = Object.freeze({
  /** Share of the expected labels that must be in. */
  coverage: 0.8,
  /** Cohorts that must lie below the bar, one after the other. */
  running: 2,
  /** Fewer labelled answers say nothing of a cohort, a segment or a group. */
  rowsToTell: 30,
  /** Cohorts whose labels calibrate the probabilities of later ones, and the labelled answers that they must hold together. */
  calibrationCohorts: 28,
  calibrationRows: 500,
  /** Values of a segment or a group that are kept apart: the most frequent. */
  mostValues: 50,
});
