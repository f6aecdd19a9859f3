import type { Profile } from '../profile/profile.js';
import { driftedImportance, judge, type Verdict } from '../verdict/judge.js';
import { VERDICT_LIMITS } from '../verdict/limits.js';
import { NO_WINDOWS, sameWeekday, thresholdsFrom, type HealthyWindow, type Thresholds } from '../verdict/thresholds.js';
import type { MonitorDatum } from './datum.js';

/** What one declared segment of a day says. */
export interface SegmentVerdict {
  readonly feature: string;
  /** Null for all values that the baseline does not list. */
  readonly value: string | null;
  readonly rows: number;
  /** Features that drifted within it. */
  readonly drifted: readonly string[];
}

/** What a day of rows says. */
export interface Distribution {
  readonly verdict: Verdict;
  /** Of every declared segment with enough rows to tell. */
  readonly segments: readonly SegmentVerdict[];
  readonly data: readonly MonitorDatum[];
  /** Whether the day counts as one of the healthy ones that later days are held against. */
  readonly healthy: boolean;
  /** Whether it is so since it looks as its weekday did before, and not as training: the day of a week before then is healthy too. */
  readonly comesBack: boolean;
}

/** What days are held against: training, until 28 healthy days are stored, and those days of the same weekday from then on. */
export class Reference {
  private readonly thresholds: Thresholds;

  constructor(
    private readonly training: Profile,
    private readonly healthyDays: readonly HealthyWindow[] = [],
  ) {
    this.thresholds = this.full ? thresholdsOf(healthyDays) : NO_WINDOWS;
  }

  /** The first 28 healthy days are there; they stay the reference, since one that rolled on would hide slow drift. */
  get full(): boolean {
    return this.healthyDays.length >= VERDICT_LIMITS.healthyWindows;
  }

  /**
   * @param day `yyyy-mm-dd`
   * @param weekBefore the day seven days earlier, where it was not healthy. What comes back every week is a pattern, such as a weekend that
   * looks like no weekday: both days are healthy then
   */
  judge(day: string, profile: Profile, weekBefore?: Profile): Distribution {
    const weekday = sameWeekday(this.healthyDays, day);
    const baseline = (this.full ? weekday : undefined) ?? this.training;
    const verdict = judge(baseline, profile, this.thresholds);
    const segments = judgeSegments(baseline, profile);
    if (this.full || verdict.verdict !== 'drift') return this.said(verdict, segments, false);
    const again = [weekday, weekBefore].flatMap((before) =>
      before === undefined ? [] : [{ verdict: judge(before, profile), segments: judgeSegments(before, profile) }],
    );
    const alike = again.find((each) => each.verdict.verdict === 'no-drift');
    return this.said(alike?.verdict ?? verdict, alike?.segments ?? segments, alike !== undefined);
  }

  private said(verdict: Verdict, segments: readonly SegmentVerdict[], comesBack: boolean): Distribution {
    const drifted = segments.filter((segment) => segment.drifted.length > 0).length;
    const data = [
      ...dataOf(verdict, this.healthyDays.length),
      ...(segments.length === 0 ? [] : [{ name: 'DriftedSegments' as const, value: drifted }]),
    ];
    return { verdict, segments, data, healthy: !this.full && verdict.verdict === 'no-drift', comesBack };
  }
}

/** Each segment by itself, against the fixed floor: of 28 healthy windows few segments have enough rows. */
function judgeSegments(baseline: Profile, current: Profile): SegmentVerdict[] {
  return current.segments.flatMap((segment): SegmentVerdict[] => {
    const { feature, value, rows } = segment;
    const before = baseline.segments.find((each) => each.feature === feature && each.value === value);
    if (before === undefined || Math.min(before.rows, rows) < VERDICT_LIMITS.rowsToTell) return [];
    const { features } = judge({ ...baseline, ...before }, { ...current, ...segment });
    return [{ feature, value, rows, drifted: features.filter(({ drifted }) => drifted).map(({ name }) => name) }];
  });
}

/** The first healthy days stay, and comparing each with the others takes longer than a verdict. */
const known = new WeakMap<readonly HealthyWindow[], Thresholds>();

function thresholdsOf(days: readonly HealthyWindow[]): Thresholds {
  const found = known.get(days);
  if (found !== undefined) return found;
  const made = thresholdsFrom(days);
  known.set(days, made);
  return made;
}

function dataOf(verdict: Verdict, healthyWindows: number): MonitorDatum[] {
  const { features, rows } = verdict;
  const common: MonitorDatum[] = [
    { name: 'RowsJudged', value: rows },
    { name: 'HealthyWindows', value: healthyWindows },
  ];
  // Too little to tell is no all-clear.
  if (rows < VERDICT_LIMITS.rowsToTell) return common;
  const psi = (prediction: boolean): number[] =>
    features.flatMap(({ comparison, prediction: said }) =>
      comparison === undefined || said !== prediction || Number.isNaN(comparison.psi) ? [] : [comparison.psi],
    );
  const [inputs, outputs] = [psi(false), psi(true)];
  return [
    ...common,
    ...(inputs.length === 0 ? [] : [{ name: 'LargestDistance' as const, value: Math.max(...inputs) }]),
    { name: 'DriftedFeatures', value: features.filter(({ drifted, prediction }) => drifted && !prediction).length },
    { name: 'DriftedImportance', value: driftedImportance(features) },
    ...(outputs.length === 0 || rows < VERDICT_LIMITS.rowsToTrust
      ? []
      : [{ name: 'PredictionDrift' as const, value: Math.max(...outputs) }]),
  ];
}
