import { WINDOW_TIMES, windowId, type Window } from '../../../core/drift/monitor/window.js';
import { mergeProfiles } from '../../../core/drift/profile/merge.js';
import { emptyProfile } from '../../../core/drift/table/empty-profile.js';
import type { Tick } from './integrity-tick.js';
import { dueDays, judgeDay, type CountedDay, type DayRecord } from './judge-day.js';

/** Judges the days that are over: the profiles of their windows added up, so that no record is read twice. */
export async function distributionTick(tick: Tick): Promise<DayRecord[]> {
  const { due, known } = await dueDays(tick);
  const done: DayRecord[] = [];
  for (const window of due) {
    const counted = await addUp(tick, window);
    if (counted !== undefined) done.push(await judgeDay(tick, counted, known));
  }
  return done;
}

/** Undefined where windows are still to come, or there never was one. */
async function addUp({ at, settings: { integrityMillis }, document, results }: Tick, window: Window): Promise<CountedDay | undefined> {
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
  return { window, profile, windows: { read, missing: count - read } };
}
