import type { FeatureVerdict, Verdict } from '../verdict/judge.js';
import { VERDICT_LIMITS } from '../verdict/limits.js';
import type { Check } from './check-constraints.js';
import type { ViolationsDocument } from './documents.js';

export function violationsDocument(checks: readonly Check[]): ViolationsDocument {
  return {
    violations: checks
      .filter(({ violated }) => violated)
      .map(({ feature, check, description }) => ({ feature_name: feature, constraint_check_type: check, description })),
  };
}

/**
 * What is said of a window that Model Monitor's constraints judge: a column that violates one has drifted. Too few rows are too little to
 * tell here as elsewhere, though Model Monitor knows no such number.
 */
export function judgeChecks(checks: readonly Check[], rows: number, broken: number): Verdict {
  const tooLittle = rows < VERDICT_LIMITS.rowsToTell;
  const features = [...new Set(checks.map(({ feature }) => feature))]
    .map((name) =>
      judgeColumn(
        checks.filter(({ feature }) => feature === name),
        tooLittle,
      ),
    )
    .toSorted((a, b) => Number(b.drifted) - Number(a.drifted) || distance(b) - distance(a));
  const drifted = features.some((feature) => feature.drifted);
  return {
    verdict: tooLittle ? 'too-little' : drifted ? 'drift' : 'no-drift',
    rows,
    broken,
    notify: drifted ? 'ticket' : 'nobody',
    windows: 0,
    features,
  };
}

/** The check that is violated, or else the distance, tells most. */
function judgeColumn(checks: readonly Check[], tooLittle: boolean): FeatureVerdict {
  const [told] = checks.toSorted(
    (a, b) =>
      Number(b.violated) - Number(a.violated) || Number(b.check === 'baseline_drift_check') - Number(a.check === 'baseline_drift_check'),
  ) as [Check, ...Check[]];
  const { feature: name, check: statistic, value, threshold, rows, description: reason } = told;
  return { name, statistic, value, threshold, drifted: told.violated && !tooLittle, rows, reason, prediction: false };
}

/** How far a column is on its way to drift; shares that are kept are not on it. */
function distance({ statistic, value, threshold }: FeatureVerdict): number {
  return statistic === 'baseline_drift_check' ? (value ?? 0) / (threshold ?? 1) : 0;
}
