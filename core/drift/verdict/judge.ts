import type { ColumnComparison, ExactDistances, ShareName } from '../compare.js';
import type { CheckType } from '../model-monitor/documents.js';
import type { Profile } from '../profile/profile.js';
import { VERDICT_LIMITS as LIMITS } from './limits.js';
import { shareLimit } from './share-limit.js';
import { changeOf, compareProfiles, NO_WINDOWS, type Thresholds } from './thresholds.js';

/** What is said about a window of rows. */
export interface Verdict {
  readonly verdict: 'no-drift' | 'drift' | 'too-little';
  readonly rows: number;
  /** Records that could not be read. */
  readonly broken: number;
  /** Who should hear of it: a page wakes somebody, a ticket waits for the morning. */
  readonly notify: 'page' | 'ticket' | 'nobody';
  /** Healthy windows that thresholds come of; below 28 they are fixed floors. */
  readonly windows: number;
  /** Worst first: every column that was compared, then those left out. */
  readonly features: readonly FeatureVerdict[];
}

export interface FeatureVerdict {
  readonly name: string;
  /** The statistic that stands highest against its threshold; null where the column was not compared. */
  readonly statistic: Statistic | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly drifted: boolean;
  /** Values that the statistic rests on. */
  readonly rows: number;
  readonly reason: string;
  /** What the model said, and not what it was given. */
  readonly prediction: boolean;
  readonly comparison?: ColumnComparison;
}

/** Of the last kind where Model Monitor's constraints judge. */
export type Statistic = 'psi' | `${ShareName}_share` | CheckType;

const SHARES: readonly ShareName[] = ['missing', 'zero', 'type_error', 'new_value', 'out_of_range', 'not_finite'];
const SHARE_TEXT: Readonly<Record<ShareName, string>> = {
  missing: 'missing values',
  zero: 'zeros',
  type_error: 'values of the wrong type',
  new_value: 'values that the baseline does not list',
  out_of_range: 'values out of range',
  not_finite: 'values that are no finite number',
};

/**
 * Compares a window with a baseline and says which columns drifted, by which statistic, and how much it rests on.
 *
 * @param exact distances from all values, by column, where both sides kept them
 */
export function judge(
  baseline: Profile,
  current: Profile,
  thresholds: Thresholds = NO_WINDOWS,
  exact?: ReadonlyMap<string, ExactDistances>,
): Verdict {
  const tooLittle = current.rows < LIMITS.rowsToTell;
  const predictions = new Set(baseline.predictions.map(({ name }) => name));
  const compared = compareProfiles(baseline, current, exact).map((comparison) =>
    judgeColumn(comparison, thresholds, predictions.has(comparison.name), tooLittle),
  );
  const leftOut = baseline.leftOut.map(({ name, reason }): FeatureVerdict => ({ ...NOT_COMPARED, name, reason: `left out: ${reason}` }));
  return conclude([...compared, ...leftOut], { rows: current.rows, broken: current.broken, windows: thresholds.windows });
}

/** What follows from what was decided on each column. */
export function conclude(
  features: readonly FeatureVerdict[],
  { rows, broken, windows }: Pick<Verdict, 'rows' | 'broken' | 'windows'>,
): Verdict {
  const drifted = features.filter((feature) => feature.drifted);
  return {
    verdict: rows < LIMITS.rowsToTell ? 'too-little' : drifted.length > 0 ? 'drift' : 'no-drift',
    rows,
    broken,
    notify: notify(drifted, features, rows, windows),
    windows,
    features: features.toSorted((a, b) => distress(b) - distress(a)),
  };
}

/** Two of the last three windows, so that one odd day pages nobody. */
export function confirmed(lastWindows: readonly boolean[]): boolean {
  return lastWindows.slice(-LIMITS.of).filter(Boolean).length >= LIMITS.confirmed;
}

const NOT_COMPARED = { statistic: null, value: null, threshold: null, drifted: false, rows: 0, prediction: false } as const;

interface Candidate {
  readonly statistic: Statistic;
  readonly value: number;
  readonly threshold: number;
  readonly rows: number;
  readonly text: string;
}

function judgeColumn(comparison: ColumnComparison, thresholds: Thresholds, prediction: boolean, tooLittle: boolean): FeatureVerdict {
  const candidates = [psiCandidate(comparison, thresholds), ...SHARES.map((name) => shareCandidate(name, comparison, thresholds))].filter(
    ({ value }) => !Number.isNaN(value),
  );
  const common = { name: comparison.name, prediction, comparison };
  const [worst] = candidates.toSorted(
    (a, b) => Number(namesCause(b)) - Number(namesCause(a)) || b.value / b.threshold - a.value / a.threshold,
  );
  if (worst === undefined) return { ...NOT_COMPARED, ...common, reason: 'it has no value to compare' };
  const { statistic, value, threshold, rows, text } = worst;
  const over = value > threshold;
  const reason = tooLittle
    ? `too little to tell: ${rows} values, ${LIMITS.rowsToTell} are needed`
    : `${text}${over && rows < LIMITS.rowsToTrust ? '; low confidence, few rows' : ''}`;
  return { ...common, statistic, value, threshold, rows, drifted: over && !tooLittle, reason };
}

/** Values that are missing, new or of the wrong type also change the distribution, and say why. */
function namesCause({ statistic, value, threshold }: Candidate): boolean {
  return value > threshold && statistic !== 'psi' && statistic !== 'zero_share' && statistic !== 'out_of_range_share';
}

function psiCandidate({ psi, rows, name }: ColumnComparison, { windows, worst }: Thresholds): Candidate {
  const enough = windows >= LIMITS.healthyWindows;
  const threshold = enough ? Math.max(LIMITS.psiFloor, LIMITS.aboveWorst * (worst.get(name)?.psi ?? 0)) : LIMITS.psiFloorWithoutWindows;
  const against = enough
    ? `${LIMITS.aboveWorst} times the worst of ${windows} healthy windows, at least ${LIMITS.psiFloor}`
    : `without ${LIMITS.healthyWindows} healthy windows`;
  // Fewer values than the verdict needs say nothing about their distribution.
  return {
    statistic: 'psi',
    value: rows < LIMITS.rowsToTell ? Number.NaN : psi,
    threshold,
    rows,
    text: psi > threshold ? `its distribution changed (threshold ${against})` : 'its distribution is as before',
  };
}

function shareCandidate(name: ShareName, comparison: ColumnComparison, { windows, worst }: Thresholds): Candidate {
  const share = comparison.shares[name];
  const healthy = windows >= LIMITS.healthyWindows ? (worst.get(comparison.name)?.shares[name] ?? 0) : 0;
  const threshold = shareLimit(share, healthy);
  const isGone = name === 'missing' && share.current === 1 && share.baseline < 1;
  const text = isGone
    ? `no row has a value, ${percent(share.baseline)} had none in the baseline: is the column there, under this name?`
    : `${SHARE_TEXT[name]}: ${percent(share.current)} of the rows, ${percent(share.baseline)} in the baseline`;
  return { statistic: `${name}_share`, value: share.rows[1] === 0 ? Number.NaN : changeOf(share), threshold, rows: share.rows[1], text };
}

function notify(drifted: readonly FeatureVerdict[], compared: readonly FeatureVerdict[], rows: number, windows: number): Verdict['notify'] {
  if (drifted.length === 0) return 'nobody';
  if (windows < LIMITS.healthyWindows || rows < LIMITS.rowsToTrust) return 'ticket';
  if (drifted.some(({ prediction, comparison }) => prediction && (comparison?.psi ?? 0) > LIMITS.predictionPsi)) return 'page';
  return driftedImportance(compared) >= LIMITS.pageImportance ? 'page' : 'ticket';
}

/** Share of the declared importance that drifted features hold; equal shares where none is declared. */
export function driftedImportance(features: readonly FeatureVerdict[]): number {
  const inputs = features.filter(({ prediction, comparison }) => !prediction && comparison !== undefined);
  const declared = inputs.some(({ comparison }) => comparison?.importance !== undefined);
  const weight = ({ comparison }: FeatureVerdict): number => (declared ? (comparison?.importance ?? 0) : 1);
  const total = inputs.reduce((sum, feature) => sum + weight(feature), 0);
  return total === 0 ? 0 : inputs.filter((feature) => feature.drifted).reduce((sum, feature) => sum + weight(feature), 0) / total;
}

/** How far above its threshold a column stands. */
function distress({ value, threshold, drifted }: FeatureVerdict): number {
  return value === null || threshold === null ? -1 : value / threshold + (drifted ? 1e6 : 0);
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
