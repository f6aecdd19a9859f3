import type { NumericPlan, Profile } from '../../../core/drift/profile/profile.js';
import { PlainValueCounter } from '../../../core/drift/profile/value-counter.js';
import { numericNames } from '../../../core/drift/profile/numeric-names.js';
import { mergeProfiles } from '../../../core/drift/profile/merge.js';
import { ProfileBuilder } from '../../../core/drift/table/profile-builder.js';
import type { Window } from '../../../core/drift/monitor/window.js';
import { BrokenCount } from '../broken-count.js';
import { isGolden, isWithin } from '../exchange-window.js';
import type { CapturedExchange } from '../read-options.js';
import { readSource } from '../read-table.js';
import type { MonitorDocument } from '../../../core/drift/monitor/document.js';
import { emptyRecord, type WindowRecord } from './window-record.js';
import type { CountedObject, Folder, StoredObject } from './world.js';
import { kernelCounters } from '../kernel/kernel-counter.js';

/** Time that is kept back to store what was counted. */
const RESERVE_MILLIS = 60_000;

/**
 * Counts the objects of a window that are not counted yet, one after the other, until all are or the time is nearly up. What was counted before
 * stays: a second delivery adds nothing, a late object adds itself, and where an object was written anew the whole window is counted anew.
 */
export async function readWindow(
  before: WindowRecord,
  window: Window,
  objects: readonly StoredObject[],
  { records, document, remainingMillis }: ReadingOf,
): Promise<WindowRecord> {
  const rewritten = objects.some(({ key, tag }) => before.objects[key] !== undefined && before.objects[key] !== tag);
  let record = rewritten ? emptyRecord(window, document.baseline, before.newest) : before;
  const open = objects.filter(({ key }) => record.objects[key] === undefined);
  for (const [index, object] of open.entries()) {
    // At least one object a time, or a window would never end.
    if (index > 0 && remainingMillis() < RESERVE_MILLIS) return { ...record, complete: false };
    record = await addObject(record, window, object, records, document);
  }
  return { ...record, complete: true };
}

/** What reading needs beside the record. */
export interface ReadingOf {
  readonly records: Folder;
  readonly document: MonitorDocument;
  readonly remainingMillis: () => number;
}

async function addObject(
  record: WindowRecord,
  window: Window,
  object: StoredObject,
  records: Folder,
  { baseline }: MonitorDocument,
): Promise<WindowRecord> {
  const counted = records.counted?.get(object.tag) ?? (await countObject(window, object, records, baseline));
  records.counted?.set(object.tag, counted);
  const { profile, broken, exchanges, captured } = counted;
  // Rows that say no time came when their object was written.
  const newest = exchanges === 0 && object.modified < window.to ? object.modified : counted.newest;
  const before = record.newest === null ? Number.NEGATIVE_INFINITY : Date.parse(record.newest);
  const latest = Math.max(before, newest);
  return {
    ...record,
    objects: { ...record.objects, [object.key]: object.tag },
    captured: record.captured + captured,
    newest: Number.isFinite(latest) ? new Date(latest).toISOString() : null,
    profile: record.profile.rows + record.profile.broken === 0 ? profile : mergeProfiles(record.profile, profile),
    broken: [...record.broken, ...broken].slice(0, MOST_BROKEN),
  };
}

async function countObject(window: Window, object: StoredObject, records: Folder, baseline: Profile): Promise<CountedObject> {
  // What is counted once for many windows is counted for verdicts, and no verdict goes by a sketch.
  const builder = new ProfileBuilder(baseline, records.counted === undefined ? kernelCounters() : withoutSketch);
  const broken = new BrokenCount();
  let exchanges = 0;
  let captured = 0;
  let newest = Number.NEGATIVE_INFINITY;
  const takes = (exchange: CapturedExchange): boolean => {
    exchanges += 1;
    if (!isWithin(exchange, window)) return false;
    captured += 1;
    if (exchange.at > newest) newest = exchange.at;
    return !isGolden(exchange);
  };
  const { inputs, outputs } = baseline;
  const options = { inputs, outputs, numeric: numericNames(baseline), onBroken: broken.add.bind(broken), takes };
  for await (const batch of readSource(records.source(object), options)) builder.add(batch);
  builder.addBroken(broken.count);
  return { profile: builder.finish('compact'), broken: broken.first, exchanges, captured, newest };
}

const MOST_BROKEN = 20;

function withoutSketch(plan: NumericPlan): PlainValueCounter {
  return new PlainValueCounter(plan, false);
}
