import { SlipwayError } from '../../errors/index.js';
import { metricEstimates } from '../asymptotic/metric-estimates.js';
import type { Estimate } from '../interval.js';
import { NOTHING_COUNTED, withCohort } from './calibration-counts.js';
import type { Cohort, JoinedCohorts } from './cohort-builder.js';
import type { CohortQuality, CohortState, Restated } from './cohort-quality.js';
import { DAY_MILLIS, startOfDay } from './day.js';
import { calibratedBy, estimatedQuality, type Calibrated } from './estimate.js';
import { QUALITY_LIMITS as LIMITS } from './limits.js';
import { biasOf, segmentQuality } from './parts.js';
import { scoredCohort, type ScoredCohort } from './scored-cohort.js';
import type { Scoring } from './scoring.js';

export interface QualityRules {
  /** Milliseconds since 1970 at which is judged: a cohort is mature when its labels are due by then. */
  readonly now: number;
  /** How long after an answer its label is due, in milliseconds. */
  readonly labelDelay: number;
  /** Share of the answers that get a label, above 0 and at most 1. */
  readonly labelledShare: number;
  /** Least value by metric, named as scikit-learn's scorers, which all grow as the model gets better. */
  readonly atLeast: Readonly<Record<string, number>>;
  /** Names of the cohorts' parts: segments first, then groups that are held against each other. */
  readonly segments: readonly string[];
  readonly groups: readonly string[];
  /** What was said of the same cohorts before. */
  readonly before?: readonly Pick<CohortQuality, 'day' | 'labels' | 'metrics'>[];
  /** What makes probabilities ones that were right before. Default: the first judged of these cohorts. */
  readonly calibrated?: Calibrated;
}

/** What labels say of a model. */
export interface QualityVerdict {
  /**
   * `fails`: a metric of the last two judged cohorts lies below its bar. `waiting`: no cohort could be judged. `no-bar`: none was given. `good` otherwise.
   */
  readonly verdict: 'good' | 'fails' | 'waiting' | 'no-bar';
  readonly kind: Scoring['kind'];
  readonly atLeast: Readonly<Record<string, number>>;
  /** By day. */
  readonly cohorts: readonly CohortQuality[];
  /** Stretches of judged days on which a metric failed, by their first day. */
  readonly failures: readonly QualityFailure[];
  /** Days whose labels are still missing one day after they were due: whoever delivers labels should hear of it. */
  readonly labelsStopped: readonly string[];
  readonly repeated: number;
  readonly unmatched: number;
}

export interface QualityFailure {
  readonly metric: string;
  readonly from: string;
  readonly to: string;
  /** Judged days that it failed on. */
  readonly days: number;
}

/**
 * Judges answers by cohort of the day on which they were given. A cohort is judged once its labels are due and enough of them are in: the first that come
 * are not like the rest. It lies below the bar where the upper end of the 95 % interval does; two running are a failure, so that one odd day pages nobody.
 */
export function judgeQuality({ cohorts, repeated, unmatched }: JoinedCohorts, scoring: Scoring, rules: QualityRules): QualityVerdict {
  const counted = cohorts.map((cohort) => count(cohort, scoring, rules));
  const calibrated = rules.calibrated ?? calibratedOn(counted);
  requireMetrics(counted, rules);
  const each = counted.map((one): CohortQuality => {
    const { cohort, read, state, labels, expected, due, metrics } = one;
    const below = Object.keys(rules.atLeast).filter((name) => (metrics.get(name)?.upper ?? Number.NaN) < (rules.atLeast[name] ?? 0));
    const estimated = calibrated.days.has(cohort.day) ? undefined : estimatedQuality(cohort, scoring, calibrated);
    const restated = restatedFrom(cohort.day, labels, metrics, rules.before);
    const tells = state === 'judged';
    return {
      day: cohort.day,
      state,
      answers: cohort.said.length,
      expectedLabels: expected,
      labels,
      unreadable: read.unreadable,
      coverage: labels / expected,
      due: new Date(due).toISOString(),
      metrics: Object.fromEntries(metrics),
      below,
      fails: [],
      ...(restated === undefined ? {} : { restated }),
      ...(estimated === undefined ? {} : { estimated }),
      segments: tells ? segmentQuality(cohort, rules.segments, read) : [],
      bias: tells ? biasOf(cohort, rules.groups, rules.segments.length, read) : [],
    };
  });
  const judged = markFailures(each);
  return {
    verdict: verdictOf(judged, rules),
    kind: scoring.kind,
    atLeast: rules.atLeast,
    cohorts: judged,
    failures: failuresOf(judged, rules),
    labelsStopped: judged.filter((cohort) => hasStopped(cohort, rules.now)).map(({ day }) => day),
    repeated,
    unmatched,
  };
}

/**
 * Says of each cohort which metrics were below their bar in the judged one before, too.
 *
 * @param cohorts by day
 */
export function markFailures<C extends Pick<CohortQuality, 'state' | 'below' | 'fails'>>(cohorts: readonly C[]): C[] {
  let runs: ReadonlyMap<string, number> = new Map();
  return cohorts.map((cohort) => {
    if (cohort.state !== 'judged') return { ...cohort, fails: [] };
    runs = new Map(cohort.below.map((name) => [name, (runs.get(name) ?? 0) + 1]));
    return { ...cohort, fails: cohort.below.filter((name) => (runs.get(name) ?? 0) >= LIMITS.running) };
  });
}

/** Whether labels are still missing one day after they were due. */
export function hasStopped({ state, due }: Pick<CohortQuality, 'state' | 'due'>, now: number): boolean {
  return state === 'labels-missing' && now >= Date.parse(due) + DAY_MILLIS;
}

interface Counted {
  readonly cohort: Cohort;
  readonly read: ScoredCohort;
  readonly state: CohortState;
  readonly labels: number;
  readonly expected: number;
  readonly due: number;
  /** Empty where the cohort is not judged. */
  readonly metrics: ReadonlyMap<string, Estimate>;
}

function count(cohort: Cohort, scoring: Scoring, { now, labelDelay, labelledShare }: QualityRules): Counted {
  const read = scoredCohort(cohort, scoring);
  const labels = cohort.labels.filter((label) => label !== undefined).length;
  const expected = cohort.said.length * labelledShare;
  const due = startOfDay(cohort.day) + DAY_MILLIS + labelDelay;
  const state = stateOf(now >= due, labels / expected >= LIMITS.coverage, read.places.length);
  return { cohort, read, state, labels, expected, due, metrics: state === 'judged' ? metricEstimates(read.scored) : new Map() };
}

function calibratedOn(counted: readonly Counted[]): Calibrated {
  const judged = counted.filter(({ state }) => state === 'judged');
  return calibratedBy(judged.reduce((counts, { cohort, read }) => withCohort(counts, cohort.day, read.scored), NOTHING_COUNTED));
}

function stateOf(due: boolean, covered: boolean, rows: number): CohortState {
  if (!due) return 'waiting';
  if (!covered) return 'labels-missing';
  return rows < LIMITS.rowsToTell ? 'too-few' : 'judged';
}

/** A cohort of which more labels, or other ones, are in than when it was judged before. */
function restatedFrom(
  day: string,
  labels: number,
  metrics: ReadonlyMap<string, Estimate>,
  before: QualityRules['before'],
): Restated | undefined {
  const then = before?.find((cohort) => cohort.day === day);
  const values = Object.entries(then?.metrics ?? {}).map(([name, { value }]): [string, number] => [name, value]);
  if (then === undefined || values.length === 0) return undefined;
  const same = then.labels === labels && values.every(([name, value]) => metrics.get(name)?.value === value);
  return same ? undefined : { labels: then.labels, metrics: Object.fromEntries(values) };
}

function verdictOf(cohorts: readonly CohortQuality[], { atLeast }: QualityRules): QualityVerdict['verdict'] {
  const last = cohorts.findLast(({ state }) => state === 'judged');
  if (last === undefined) return 'waiting';
  if (Object.keys(atLeast).length === 0) return 'no-bar';
  return last.fails.length > 0 ? 'fails' : 'good';
}

function failuresOf(cohorts: readonly CohortQuality[], { atLeast }: QualityRules): QualityFailure[] {
  const days = cohorts.filter(({ state }) => state === 'judged');
  const found = Object.keys(atLeast).flatMap((metric) => {
    const runs: CohortQuality[][] = [];
    let open: CohortQuality[] | undefined;
    for (const day of days) {
      if (!day.fails.includes(metric)) open = undefined;
      else if (open === undefined) runs.push((open = [day]));
      else open.push(day);
    }
    return runs.map((run) => ({ metric, from: run[0]?.day ?? '', to: run.at(-1)?.day ?? '', days: run.length }));
  });
  return found.toSorted((one, other) => (one.from < other.from ? -1 : 1));
}

/** A bar for what is never reckoned would be silent for ever. */
function requireMetrics(counted: readonly Counted[], { atLeast }: QualityRules): void {
  const known = new Set(counted.flatMap(({ metrics }) => [...metrics.keys()]));
  const strange = Object.keys(atLeast).filter((name) => !known.has(name));
  if (known.size === 0 || strange.length === 0) return;
  throw new SlipwayError(
    'quality-unknown',
    `these answers and labels give no metric '${strange.join("', '")}'; give a bar for one of ${[...known].join(', ')}`,
  );
}
