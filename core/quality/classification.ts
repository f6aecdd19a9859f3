/** One scored row whose true class is known. */
export interface ScoredRow {
  /** Whether the row really is of the positive class. */
  readonly actual: boolean;
  /** Whether the model said so. */
  readonly predicted: boolean;
  /** Probability or score of the positive class; greater means more likely. */
  readonly score: number;
}

/** Counts and rates of a binary classifier, named as scikit-learn's scorers. A rate without any row to rest on is NaN. */
export interface BinaryQuality {
  readonly rows: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly rocAuc: number;
  /** Accuracy of always answering the more frequent class. */
  readonly majorityAccuracy: number;
}

/** Quality of a binary classifier on labelled rows. */
export function binaryQuality(rows: readonly ScoredRow[]): BinaryQuality {
  const count = (actual: boolean, predicted: boolean): number =>
    rows.filter((row) => row.actual === actual && row.predicted === predicted).length;
  const truePositives = count(true, true);
  const falsePositives = count(false, true);
  const trueNegatives = count(false, false);
  const falseNegatives = count(true, false);
  const positives = truePositives + falseNegatives;
  return {
    rows: rows.length,
    truePositives,
    falsePositives,
    trueNegatives,
    falseNegatives,
    accuracy: (truePositives + trueNegatives) / rows.length,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / positives,
    rocAuc: rocAuc(rows),
    majorityAccuracy: Math.max(positives, rows.length - positives) / rows.length,
  };
}

/**
 * Area under the ROC curve as the Mann-Whitney statistic: the share of (positive, negative) pairs in which the positive scores higher, ties
 * counting one half (Hanley and McNeil, Radiology 143, 1982).
 */
export function rocAuc(rows: readonly ScoredRow[]): number {
  const sorted = rows.toSorted((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end]?.score === sorted[start]?.score) end += 1;
    const averageRank = (start + 1 + end) / 2;
    rankSum += averageRank * sorted.slice(start, end).filter(({ actual }) => actual).length;
    start = end;
  }
  const positives = rows.filter(({ actual }) => actual).length;
  const negatives = rows.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
