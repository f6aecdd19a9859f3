import type { MonitorDatum } from '../../../core/drift/monitor/datum.js';
import { Reference, type SegmentVerdict } from '../../../core/drift/monitor/distribution.js';
import type { EngineKind } from '../../../core/drift/monitor/settings.js';
import { DAY_MILLIS, dayOf, windowId, windowsToRead, type ReadBefore, type Window } from '../../../core/drift/monitor/window.js';
import type { Profile } from '../../../core/drift/profile/profile.js';
import type { FeatureVerdict, Verdict } from '../../../core/drift/verdict/judge.js';
import type { Tick } from './integrity-tick.js';

const WEEK_MILLIS = 7 * DAY_MILLIS;
/** Verdicts that nobody gave are caught up for so many times the days that one rests on. */
const CATCH_UP = 3;
/** What was judged is remembered for so many. */
const REMEMBERED = 8;

/** The rows of a day, or of seven, and what counted them. */
export interface CountedDay {
  readonly window: Window;
  readonly profile: Profile;
  /** Windows of the integrity reading that the day is made of, and that are missing; absent where an engine elsewhere counted it. */
  readonly windows?: { readonly read: number; readonly missing: number };
  readonly engine?: EngineKind;
}

/** What is stored of a day, or of seven. */
export interface DayRecord extends Omit<CountedDay, 'window'> {
  readonly version: 1;
  /** First day, `yyyy-mm-dd`, UTC. */
  readonly day: string;
  readonly days: number;
  readonly verdict: Verdict['verdict'];
  readonly notify: Verdict['notify'];
  readonly rows: number;
  readonly broken: number;
  readonly features: readonly FeatureVerdict[];
  readonly segments: readonly SegmentVerdict[];
  readonly data: readonly MonitorDatum[];
  readonly judgedAt: string;
}

/** Days that are over, and what is known of those before. */
export interface DueDays {
  /** Oldest first. */
  readonly due: readonly Window[];
  readonly known: Map<string, ReadBefore>;
}

/** The days that are to be judged at a time, or once more. */
export async function dueDays({ at, settings, results }: Tick): Promise<DueDays> {
  const length = settings.days * DAY_MILLIS;
  const known = await results.known('days');
  return { due: windowsToRead(at, length, known, CATCH_UP * length), known };
}

/** Metric that is published with the distances of single features. */
const DISTANCES = 'DriftedFeatures';

/** Judges a day however it was counted: stores the verdict, and publishes once whatever it can tell. */
export async function judgeDay(tick: Tick, counted: CountedDay, known: Map<string, ReadBefore>): Promise<DayRecord> {
  const { at, settings, document, results, world } = tick;
  const { days, featureMetrics } = settings;
  const { window, profile, ...how } = counted;
  const day = dayOf(window.from);
  // What the day itself was judged by must not hold the day.
  const stored = await results.healthyDays();
  const healthyDays = stored.some((each) => each.day === day) ? stored.filter((each) => each.day !== day) : stored;
  const reference = new Reference(document.baseline, healthyDays);
  const earlier = { from: window.from - WEEK_MILLIS, to: window.to - WEEK_MILLIS };
  const weekBefore = reference.full || days !== 1 ? undefined : await results.driftedDay(dayOf(earlier.from));
  const { verdict, segments, data, healthy, comesBack } = reference.judge(day, profile, weekBefore);
  const record: DayRecord = {
    version: 1,
    day,
    days,
    verdict: verdict.verdict,
    notify: verdict.notify,
    rows: verdict.rows,
    broken: verdict.broken,
    ...how,
    features: verdict.features.map(withoutComparison),
    segments,
    data,
    judgedAt: new Date(at).toISOString(),
    profile,
  };
  if (comesBack && weekBefore !== undefined) await results.putHealthy(earlier, weekBefore);
  if (healthy) await results.putHealthy(window, profile);
  await results.putDay(day, record);
  const id = windowId(window);
  const before = known.get(id);
  const told = before === undefined ? [] : (before.told ?? data.map(({ name }) => name));
  const untold = data.filter(({ name }) => !told.includes(name));
  if (untold.length > 0) {
    const features = told.includes(DISTANCES)
      ? []
      : verdict.features.flatMap(({ name, comparison }) =>
          comparison !== undefined && featureMetrics.includes(name) && Number.isFinite(comparison.psi)
            ? [{ feature: name, value: comparison.psi }]
            : [],
        );
    await world.publish({ at, data: untold, features });
  }
  known.set(id, { readAt: at, complete: true, told: [...told, ...untold.map(({ name }) => name)] });
  await results.putKnown('days', known, at - REMEMBERED * days * DAY_MILLIS);
  world.log({ event: 'day', day, verdict: record.verdict, rows: record.rows, ...how });
  return record;
}

/** Both distributions can be had from the profiles again. */
function withoutComparison({ name, statistic, value, threshold, drifted, rows, reason, prediction }: FeatureVerdict): FeatureVerdict {
  return { name, statistic, value, threshold, drifted, rows, reason, prediction };
}
