/** What a verdict goes by. The reasons are measurements on real windows: see docs/drift.md. */
export const VERDICT_LIMITS = Object.freeze({
  /** Fewer rows say too little. */
  rowsToTell: 200,
  /** Fewer rows are believed half: a ticket, never a page. */
  rowsToTrust: 500,
  /** Healthy windows from which on thresholds come of them. */
  healthyWindows: 28,
  /** PSI that counts, with and without enough healthy windows. */
  psiFloor: 0.1,
  psiFloorWithoutWindows: 0.2,
  /** A threshold lies this far above the worst healthy window. */
  aboveWorst: 1.5,
  /** Change of a share (missing, zero, new, of the wrong type) that counts: two points, or five standard errors where that is more. */
  shareFloor: 0.02,
  shareErrors: 5,
  /** PSI of the predictions that counts. */
  predictionPsi: 0.2,
  /** Drift in features of this importance together is worth a page. */
  pageImportance: 0.3,
  /** Windows that must have drifted, of the last so many. */
  confirmed: 2,
  of: 3,
  /** PSI that chance alone gives two like samples is kept below this by pooling rare bins. */
  chancePsi: 0.05,
  /** Error of a sketch's KS above which the bins are the better answer. */
  sketchError: 0.002,
});
