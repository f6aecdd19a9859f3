import type { Profile } from '../../core/drift/profile/profile.js';
import { judge, type FeatureVerdict, type Verdict } from '../../core/drift/verdict/judge.js';
import { profileTable } from '../../workloads/drift/profile-table.js';
import type { BrokenRecord } from '../../workloads/drift/read-options.js';
import { readBaseline } from './baseline-folder.js';

export interface DriftResult {
  readonly verdict: Verdict;
  readonly baseline: Profile;
  readonly current: Profile;
  /** The first records that could not be read; `verdict.broken` counts all. */
  readonly broken: readonly BrokenRecord[];
}

/** Compares the rows of a file or folder, as one window, with a stored baseline. */
export async function compareTable(folder: string, data: string): Promise<DriftResult> {
  const baseline = readBaseline(folder);
  const { profile: current, broken } = await profileTable(data, baseline, 'dense');
  return { verdict: judge(baseline, current), baseline, current, broken };
}

type FeatureLine = Pick<FeatureVerdict, 'name' | 'statistic' | 'value' | 'threshold' | 'drifted' | 'rows' | 'reason'>;

/** A verdict as other programs read it. */
export interface DriftDocument {
  readonly verdict: Verdict['verdict'];
  readonly rows: number;
  /** Worst first. */
  readonly features: readonly FeatureLine[];
}

export function driftDocument({ verdict, rows, features }: Verdict): DriftDocument {
  return {
    verdict,
    rows,
    features: features.map(({ name, statistic, value, threshold, drifted, rows: values, reason }) => ({
      name,
      statistic,
      value,
      threshold,
      drifted,
      rows: values,
      reason,
    })),
  };
}
