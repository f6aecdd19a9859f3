import { checkConstraints } from '../../core/drift/model-monitor/check-constraints.js';
import {
  STATISTICS_FILE,
  VIOLATIONS_FILE,
  type ConstraintsDocument,
  type StatisticsDocument,
} from '../../core/drift/model-monitor/documents.js';
import { judgeChecks, violationsDocument } from '../../core/drift/model-monitor/judge-checks.js';
import { TableStatistics } from '../../core/drift/model-monitor/table-statistics.js';
import type { Profile } from '../../core/drift/profile/profile.js';
import { judge, type FeatureVerdict, type Verdict } from '../../core/drift/verdict/judge.js';
import { countedBy, profileTable } from '../../workloads/drift/profile-table.js';
import type { BrokenRecord } from '../../workloads/drift/read-options.js';
import { statisticsTable } from '../../workloads/drift/statistics-table.js';
import { documentText, readBaseline } from './baseline-folder.js';

export interface DriftResult {
  readonly verdict: Verdict;
  /** Rows of the baseline, where it says how many. */
  readonly baselineRows?: number;
  /** The first records that could not be read; `verdict.broken` counts all. */
  readonly broken: readonly BrokenRecord[];
  /** What Model Monitor would write of these rows, by name; empty where the baseline has no constraints. */
  readonly modelMonitorFiles: ReadonlyMap<string, string>;
}

/**
 * Compares the rows of a file or folder, as one window, with a stored baseline. Our profile decides where there is one; a baseline that Model
 * Monitor wrote decides by its constraints.
 */
export async function compareTable(folder: string, data: string): Promise<DriftResult> {
  const { profile, constraints, statistics } = readBaseline(folder);
  if (profile !== undefined) return byProfile(profile, data, constraints, statistics);
  const columns = constraints?.features.map(({ name }) => name) ?? [];
  const current = await statisticsTable(data, columns);
  const checks = constraints === undefined ? [] : checkConstraints(constraints, current.statistics, statistics);
  return {
    verdict: judgeChecks(checks, current.statistics.total, current.brokenCount),
    ...(statistics === undefined ? {} : { baselineRows: statistics.dataset.item_count }),
    broken: current.broken,
    modelMonitorFiles: filesOf(current.statistics, constraints, statistics),
  };
}

async function byProfile(
  baseline: Profile,
  data: string,
  constraints: ConstraintsDocument | undefined,
  statistics: StatisticsDocument | undefined,
): Promise<DriftResult> {
  const current = constraints === undefined ? undefined : new TableStatistics(countedBy(baseline));
  const { profile, broken } = await profileTable(data, baseline, 'dense', current);
  return {
    verdict: judge(baseline, profile),
    baselineRows: baseline.rows,
    broken,
    modelMonitorFiles: current === undefined ? new Map() : filesOf(current, constraints, statistics),
  };
}

function filesOf(
  current: TableStatistics,
  constraints: ConstraintsDocument | undefined,
  baseline: StatisticsDocument | undefined,
): ReadonlyMap<string, string> {
  if (constraints === undefined) return new Map();
  return new Map([
    [STATISTICS_FILE, documentText(current.document())],
    [VIOLATIONS_FILE, documentText(violationsDocument(checkConstraints(constraints, current, baseline)))],
  ]);
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
