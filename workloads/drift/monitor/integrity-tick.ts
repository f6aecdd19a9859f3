import { captureRatio } from '../../../core/drift/monitor/capture-ratio.js';
import type { MonitorDatum } from '../../../core/drift/monitor/datum.js';
import { integrityOf } from '../../../core/drift/monitor/integrity.js';
import { WINDOW_TIMES, windowId, windowsToRead, type Window } from '../../../core/drift/monitor/window.js';
import type { MonitorDocument } from '../../../core/drift/monitor/document.js';
import { goldenData } from './golden.js';
import { readWindow } from './read-window.js';
import type { Results } from './results.js';
import type { MonitorSettings } from '../../../core/drift/monitor/settings.js';
import { emptyRecord, type WindowRecord } from './window-record.js';
import type { World } from './world.js';

const HOUR_MILLIS = 3_600_000;

/** What a tick has at hand. */
export interface Tick {
  /** When it was due, milliseconds: every retry of a tick has the same time. */
  readonly at: number;
  readonly settings: MonitorSettings;
  readonly document: MonitorDocument;
  readonly results: Results;
  readonly world: World;
}

/** Reads the windows that are due, and publishes what each shows when it is first complete. */
export async function integrityTick(tick: Tick): Promise<WindowRecord[]> {
  const { at, settings, results, world } = tick;
  const known = await results.known('windows');
  const done: WindowRecord[] = [];
  for (const window of windowsToRead(at, settings.integrityMillis, known)) {
    const record = await readOnce(tick, window);
    done.push(record);
    known.set(record.id, { readAt: at, complete: record.complete });
    await results.putKnown('windows', known, at - 2 * WINDOW_TIMES.catchUpMillis);
    world.log({ event: 'window', window: record.id, complete: record.complete, rows: record.profile.rows, broken: record.profile.broken });
    if (!record.complete) break;
  }
  return done;
}

async function readOnce({ at, settings, document, results, world }: Tick, window: Window): Promise<WindowRecord> {
  const before = await results.window(windowId(window));
  const start = before ?? emptyRecord(window, document.baseline, await newestBefore(results, window));
  const objects = await world.objectsOf(window);
  const read = await readWindow(start, window, objects, {
    records: world.records,
    document,
    remainingMillis: () => world.remainingMillis(),
  });
  if (!read.complete) {
    await results.putWindow({ ...read, readAt: at });
    return read;
  }
  // A second reading that finds nothing new says nothing new.
  if (read.published && read.profile === start.profile) {
    await results.putWindow({ ...read, readAt: at });
    return { ...read, readAt: at };
  }
  const { data, ...integrity } = integrityOf(document.baseline, read.profile);
  const record = { ...read, readAt: at, integrity };
  // A second reading corrects what is stored; what alarms saw stays as it was seen.
  if (record.published) {
    await results.putWindow(record);
    return record;
  }
  const all = [...data, ...(await around({ at, settings, document, results, world }, window, record))];
  await results.putWindow({ ...record, data: all });
  await world.publish({ at, data: all, features: [] });
  const published = { ...record, data: all, published: true };
  await results.putWindow(published);
  return published;
}

/** What is not in the rows: their age, how many there should be, and how the endpoint answers. */
async function around({ at, settings, document, world }: Tick, window: Window, record: WindowRecord): Promise<MonitorDatum[]> {
  const { endpoint, sampling } = settings;
  const age: MonitorDatum[] =
    record.newest === null ? [] : [{ name: 'RecordAge', value: Math.max(0, (at - Date.parse(record.newest)) / 1000) }];
  if (endpoint === undefined) return age;
  const invocations = await world.invocations(window.from, window.to);
  const golden = window.to % HOUR_MILLIS === 0 && document.golden.length > 0;
  return [
    ...age,
    ...(invocations === undefined ? [] : captureRatio(record.captured, invocations, sampling)),
    ...(golden ? goldenData(document, await world.askGolden(document.golden.map(({ input }) => input))) : []),
  ];
}

async function newestBefore(results: Results, { from, to }: Window): Promise<string | null> {
  return (await results.window(windowId({ from: from - (to - from), to: from })))?.newest ?? null;
}
