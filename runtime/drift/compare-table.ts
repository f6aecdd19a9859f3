import { resolve } from 'node:path';
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
import { DayJudge, type DayVerdict } from '../../core/drift/days/day-judge.js';
import { judge, type FeatureVerdict, type Verdict } from '../../core/drift/verdict/judge.js';
import { NO_WINDOWS, type HealthyWindow } from '../../core/drift/verdict/thresholds.js';
import { SlipwayError } from '../../core/errors/index.js';
import { MOST_EXACT_ROWS } from '../../workloads/drift/exact/limits.js';
import { ExactCounters } from '../../workloads/drift/exact/exact-counters.js';
import { countedBy, profileTable } from '../../workloads/drift/profile-table.js';
import type { BrokenRecord } from '../../workloads/drift/read-options.js';
import { statisticsTable } from '../../workloads/drift/statistics-table.js';
import { profileAt, profileFromResult } from './counted-elsewhere.js';
import { countOnThreads } from './count-threads.js';
import { documentText, profileOf, readBaseline, type BaselineFolder } from './baseline-folder.js';
import { dayIn, daysIn, readDay } from './days/day-folder.js';

export interface DriftResult {
  readonly verdict: Verdict;
  /** Rows of the baseline, where it says how many. */
  readonly baselineRows?: number;
  /** The first records that could not be read; `verdict.broken` counts all. */
  readonly broken: readonly BrokenRecord[];
  /** What Model Monitor would write of these rows, by name; empty where nobody asked for it, or where the baseline has no constraints. */
  readonly modelMonitorFiles: ReadonlyMap<string, string>;
  /** Where the rows are those of a day that was judged by what is stored of others. */
  readonly day?: JudgedDay;
}

export interface JudgedDay {
  /** `yyyy-mm-dd`, UTC. */
  readonly day: string;
  readonly profile: Profile;
}

/** Days before the one that is judged. */
export interface StoredDays {
  /** Folder of days: see `daysIn`. */
  readonly folder: string;
  /** The day that the rows are of; read off their path when absent. */
  readonly day?: string;
}

/** What is compared, and what is wanted beside the verdict. */
export interface CompareOptions {
  /** Days before; absent where the rows are one window alone. */
  readonly stored?: StoredDays;
  /** What DATA is: rows or a profile, by the end of its name; or what Athena answered to our statement. Default: rows. */
  readonly kind?: 'rows' | 'answer';
  /** Whether Model Monitor's files are wanted: its statistics look at the text of every cell, which takes several times as long. Default: no. */
  readonly modelMonitor?: boolean;
}

/**
 * Compares the rows of a file or folder, as one window, with a stored baseline. Our profile decides where there is one; a baseline that Model
 * Monitor wrote decides by its constraints.
 */
export async function compareTable(folder: string, data: string, options: CompareOptions = {}): Promise<DriftResult> {
  const { stored, kind } = options;
  const found = readBaseline(folder);
  const { profile, constraints, statistics } = found;
  if (profile !== undefined) return byProfile(profile, data, found, options);
  if (stored !== undefined || kind === 'answer') profileOf(folder);
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
  { constraints, statistics, sorted }: BaselineFolder,
  { stored, kind = 'rows', modelMonitor = false }: CompareOptions,
): Promise<DriftResult> {
  const day = stored === undefined ? undefined : dayOf(data, stored);
  const counted = kind === 'answer' ? profileFromResult(baseline, data) : profileAt(baseline, data);
  const current =
    !modelMonitor || constraints === undefined || counted !== undefined ? undefined : new TableStatistics(countedBy(baseline));
  // A day is stored, with its buckets.
  const exact = sorted === undefined || day !== undefined ? undefined : new ExactCounters(MOST_EXACT_ROWS, sorted);
  const { profile, broken } =
    counted === undefined
      ? await profileTable(data, baseline, day === undefined ? 'dense' : 'compact', {
          ...(current === undefined ? {} : { statistics: current }),
          ...(exact === undefined ? {} : { counters: exact.factory, settle: async () => countOnThreads(exact) }),
        })
      : { profile: counted, broken: [] };
  const judged = stored === undefined || day === undefined ? undefined : await judgeDay(baseline, stored.folder, { day, profile });
  return {
    verdict: judged?.verdict ?? judge(baseline, profile, NO_WINDOWS, exact?.distances),
    ...(judged === undefined ? {} : { day: { day: judged.day, profile } }),
    baselineRows: baseline.rows,
    broken,
    modelMonitorFiles: current === undefined ? new Map() : filesOf(current, constraints, statistics),
  };
}

function dayOf(data: string, { day = dayIn(resolve(data)) }: StoredDays): string {
  if (day !== undefined) return day;
  throw new SlipwayError(
    'table-missing',
    `'${data}' does not say which day it is of; name it by its day, as 2026-03-01.csv, or give --day 2026-03-01`,
  );
}

async function judgeDay(training: Profile, folder: string, window: HealthyWindow): Promise<DayVerdict> {
  const judge = new DayJudge(training);
  // Broken records of earlier days were told on their day.
  const onBroken = (): void => undefined;
  for (const [day, files] of daysIn(folder)) if (day < window.day) judge.next(await readDay(day, files, training, onBroken));
  return judge.next(window);
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
  /** Of a day that was judged by stored ones: which, who should hear of it, and how many healthy days its thresholds come of. */
  readonly day?: string;
  readonly notify?: Verdict['notify'];
  readonly windows?: number;
  /** Worst first. */
  readonly features: readonly FeatureLine[];
}

export function driftDocument({ verdict: { verdict, rows, notify, windows, features }, day }: DriftResult): DriftDocument {
  return {
    verdict,
    rows,
    ...(day === undefined ? {} : { day: day.day, notify, windows }),
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
