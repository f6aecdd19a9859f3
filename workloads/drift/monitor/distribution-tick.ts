import { Reference, type SegmentVerdict } from '../../../core/drift/monitor/distribution.js';
import { DAY_MILLIS, dayOf, WINDOW_TIMES, windowId, windowsToRead, type Window } from '../../../core/drift/monitor/window.js';
import { mergeProfiles } from '../../../core/drift/profile/merge.js';
import type { Profile } from '../../../core/drift/profile/profile.js';
import type { FeatureVerdict, Verdict } from '../../../core/drift/verdict/judge.js';
import type { MonitorDatum } from '../../../core/drift/monitor/datum.js';
import { emptyProfile } from '../../../core/drift/table/empty-profile.js';
import type { Tick } from './integrity-tick.js';

const WEEK_MILLIS = 7 * DAY_MILLIS;

/** What is stored of a day, or of seven. */
export interface DayRecord {
  readonly version: 1;
  /** First day, `yyyy-mm-dd`, UTC. */
  readonly day: string;
  readonly days: number;
  readonly verdict: Verdict['verdict'];
  readonly notify: Verdict['notify'];
  readonly rows: number;
  readonly broken: number;
  /** Windows of the integrity reading that the day is made of, and that are missing. */
  readonly windows: { readonly read: number; readonly missing: number };
  readonly features: readonly FeatureVerdict[];
  readonly segments: readonly SegmentVerdict[];
  readonly data: readonly MonitorDatum[];
  readonly judgedAt: string;
  readonly profile: Profile;
}

/** Judges the days that are over: the profiles of their windows added up, so that no record is read twice. */
export async function distributionTick(tick: Tick): Promise<DayRecord[]> {
  const { at, settings, results, world } = tick;
  const length = settings.days * DAY_MILLIS;
  const known = await results.known('days');
  const done: DayRecord[] = [];
  for (const window of windowsToRead(at, length, known, 3 * length)) {
    const record = await judgeDay(tick, window, known.has(windowId(window)));
    if (record === undefined) continue;
    done.push(record);
    known.set(windowId(window), { readAt: at, complete: true });
    await results.putKnown('days', known, at - 8 * length);
    world.log({ event: 'day', day: record.day, verdict: record.verdict, rows: record.rows, windows: record.windows });
  }
  return done;
}

/** Undefined where windows are still to come, or there never was one. */
async function judgeDay({ at, settings, document, results, world }: Tick, window: Window, again: boolean): Promise<DayRecord | undefined> {
  const { integrityMillis, days, featureMetrics } = settings;
  const count = (window.to - window.from) / integrityMillis;
  let profile = emptyProfile(document.baseline);
  let read = 0;
  for (let index = 0; index < count; index += 1) {
    const from = window.from + index * integrityMillis;
    const record = await results.window(windowId({ from, to: from + integrityMillis }));
    if (record?.complete !== true) continue;
    profile = read === 0 ? record.profile : mergeProfiles(profile, record.profile);
    read += 1;
  }
  const late = at >= window.to + WINDOW_TIMES.againMillis;
  // Of a day that nobody read, such as the one before the first, there is nothing to say.
  if (read === 0 || (read < count && !late)) return undefined;
  const day = dayOf(window.from);
  // What the day itself was judged by must not hold the day.
  const stored = await results.healthyDays();
  const healthyDays = stored.some((each) => each.day === day) ? stored.filter((each) => each.day !== day) : stored;
  const reference = new Reference(document.baseline, healthyDays);
  const before = { from: window.from - WEEK_MILLIS, to: window.to - WEEK_MILLIS };
  const weekBefore = reference.full || days !== 1 ? undefined : await results.driftedDay(dayOf(before.from));
  const { verdict, segments, data, healthy, comesBack } = reference.judge(day, profile, weekBefore);
  const record: DayRecord = {
    version: 1,
    day,
    days,
    verdict: verdict.verdict,
    notify: verdict.notify,
    rows: verdict.rows,
    broken: verdict.broken,
    windows: { read, missing: count - read },
    features: verdict.features.map(withoutComparison),
    segments,
    data,
    judgedAt: new Date(at).toISOString(),
    profile,
  };
  if (comesBack && weekBefore !== undefined) await results.putHealthy(before, weekBefore);
  if (healthy) await results.putHealthy(window, profile);
  await results.putDay(day, record);
  if (!again) {
    const features = verdict.features.flatMap(({ name, comparison }) =>
      comparison !== undefined && featureMetrics.includes(name) && Number.isFinite(comparison.psi)
        ? [{ feature: name, value: comparison.psi }]
        : [],
    );
    await world.publish({ at, data, features });
  }
  return record;
}

/** Both distributions can be had from the profiles again. */
function withoutComparison({ name, statistic, value, threshold, drifted, rows, reason, prediction }: FeatureVerdict): FeatureVerdict {
  return { name, statistic, value, threshold, drifted, rows, reason, prediction };
}
