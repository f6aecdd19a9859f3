import { overdueSeconds } from '../../core/batch/freshness.js';
import { RUN_KEYS, type Pointer } from '../../core/batch/run.js';
import { addDays, dayIn, dayText } from '../../core/zoned-time.js';
import type { Objects } from './objects.js';
import { inputOfDay } from './part.js';
import { publishMetrics } from './publish-metrics.js';
import type { StepWorld } from './world.js';

/** Key of the object that holds since when the promise has been watched. */
const SINCE_KEY = 'watched-since.json';

/**
 * How old the data behind the pointer are, and for how long the promise has been broken. Called by a schedule of its own that depends on nothing
 * of the pipeline: where it does not run, missing data are the alarm.
 */
export async function freshness(world: StepWorld): Promise<{ readonly overdueSeconds: number }> {
  const { settings } = world;
  const now = world.now;
  const store = world.objects(settings.output);
  const pointer = await store.json<Pointer>(RUN_KEYS.pointer);
  const dataTime = pointer === undefined ? undefined : Date.parse(pointer.dataTime);
  const overdue = overdueSeconds(settings.freshness, dataTime, now, await since(store, now));
  const newest = await newestInput(world, now);
  publishMetrics(world, now, {
    RefreshOverdue: overdue,
    ...(dataTime === undefined ? {} : { DataAge: Math.max(0, (now - dataTime) / 1000) }),
    ...(newest === undefined ? {} : { InputAge: Math.max(0, (now - newest) / 1000) }),
  });
  return { overdueSeconds: overdue };
}

async function since(store: Objects, now: number): Promise<number> {
  const known = await store.json<{ readonly since: string }>(SINCE_KEY);
  if (known !== undefined) return Date.parse(known.since);
  await store.writeNew(SINCE_KEY, { since: new Date(now).toISOString() });
  return now;
}

/** When the newest object of the input was written; of a partitioned input, of today's or yesterday's part. */
async function newestInput({ objects, settings }: StepWorld, now: number): Promise<number | undefined> {
  // By the calendar: the day before is 23 or 25 hours long where clocks change.
  const today = dayIn(settings.zone, now);
  const days = settings.input.includes('{date}') ? [today, addDays(today, -1)].map(dayText) : [''];
  let newest: number | undefined;
  for (const day of days)
    for await (const { bytes, modified } of objects(inputOfDay(settings.input, day)).list())
      if (bytes > 0) newest = Math.max(newest ?? 0, modified);
  return newest;
}
