import { compareColumns, type ColumnComparison, type ExactDistances, type Share, type ShareName } from '../compare.js';
import { mergeProfiles } from '../profile/merge.js';
import type { ColumnProfile, Profile } from '../profile/profile.js';
import { VERDICT_LIMITS } from './limits.js';

/** A past day that is known to be healthy. */
export interface HealthyWindow {
  /** Its day, `yyyy-mm-dd`, UTC. */
  readonly day: string;
  readonly profile: Profile;
}

/** The worst that healthy windows showed of one column. */
export interface Worst {
  readonly psi: number;
  readonly shares: Readonly<Partial<Record<ShareName, number>>>;
}

/** What thresholds are made of: how many healthy windows there are, and the worst of each column. */
export interface Thresholds {
  readonly windows: number;
  readonly worst: ReadonlyMap<string, Worst>;
}

export const NO_WINDOWS: Thresholds = { windows: 0, worst: new Map() };

/**
 * What healthy days show against the baseline of the same weekday, the values of all weekdays pooled. Whole days, since days differ from each
 * other by more than rows drawn at random do: thresholds from resampled rows gave alarms on every healthy day that was tried.
 *
 * @param baseline rows of training; undefined where the healthy windows themselves are the baseline, each then against the others
 */
export function thresholdsFrom(windows: readonly HealthyWindow[], baseline?: Profile): Thresholds {
  const worst = new Map<string, Worst>();
  for (const window of windows) {
    const reference =
      baseline ??
      sameWeekday(
        windows.filter((other) => other !== window),
        window.day,
      );
    if (reference === undefined || window.profile.rows < VERDICT_LIMITS.rowsToTell) continue;
    for (const comparison of compareProfiles(reference, window.profile))
      worst.set(comparison.name, worse(worst.get(comparison.name), comparison));
  }
  return { windows: windows.filter(({ profile }) => profile.rows >= VERDICT_LIMITS.rowsToTell).length, worst };
}

/** The rows of all windows that fall on a day's weekday; undefined where none does. */
export function sameWeekday(windows: readonly HealthyWindow[], day: string): Profile | undefined {
  const weekday = (text: string): number => new Date(`${text}T00:00:00Z`).getUTCDay();
  return windows
    .filter((window) => weekday(window.day) === weekday(day))
    .map(({ profile }) => profile)
    .reduce<Profile | undefined>((sum, profile) => (sum === undefined ? profile : mergeProfiles(sum, profile)), undefined);
}

/** Every column of both profiles, features first. */
export function compareProfiles(
  baseline: Profile,
  current: Profile,
  exact: ReadonlyMap<string, ExactDistances> = new Map(),
): ColumnComparison[] {
  const compare = (ones: readonly ColumnProfile[], others: readonly ColumnProfile[]): ColumnComparison[] =>
    ones.flatMap((one) => {
      const other = others.find(({ name }) => name === one.name);
      return other === undefined ? [] : [compareColumns(one, other, exact.get(one.name))];
    });
  return [...compare(baseline.features, current.features), ...compare(baseline.predictions, current.predictions)];
}

export function changeOf({ baseline, current }: Share): number {
  return Math.abs(current - baseline);
}

function worse(before: Worst | undefined, { psi, shares }: ColumnComparison): Worst {
  const changes = Object.entries(shares).map(([name, share]): [string, number] => [
    name,
    Math.max(before?.shares[name as ShareName] ?? 0, changeOf(share)),
  ]);
  return { psi: Math.max(before?.psi ?? 0, Number.isNaN(psi) ? 0 : psi), shares: Object.fromEntries(changes) };
}
