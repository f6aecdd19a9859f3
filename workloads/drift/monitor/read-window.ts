import { mergeProfiles } from '../../../core/drift/profile/merge.js';
import { ProfileBuilder } from '../../../core/drift/table/profile-builder.js';
import type { Window } from '../../../core/drift/monitor/window.js';
import { BrokenCount } from '../broken-count.js';
import type { CapturedExchange } from '../read-options.js';
import { readSource } from '../read-table.js';
import type { MonitorDocument } from '../../../core/drift/monitor/document.js';
import { emptyRecord, type WindowRecord } from './window-record.js';
import { GOLDEN_ATTRIBUTE } from '../../../core/service/served.js';
import type { Folder, StoredObject } from './world.js';
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
  const builder = new ProfileBuilder(baseline, kernelCounters());
  const broken = new BrokenCount();
  let exchanges = 0;
  let captured = 0;
  let newest = record.newest === null ? Number.NEGATIVE_INFINITY : Date.parse(record.newest);
  const takes = ({ at, customAttributes }: CapturedExchange): boolean => {
    exchanges += 1;
    if (at < window.from || at >= window.to) return false;
    captured += 1;
    if (at > newest) newest = at;
    return !customAttributes.includes(GOLDEN_ATTRIBUTE);
  };
  const options = { inputs: baseline.inputs, outputs: baseline.outputs, onBroken: broken.add.bind(broken), takes };
  for await (const batch of readSource(records.source(object), options)) builder.add(batch);
  builder.addBroken(broken.count);
  // Rows that say no time came when their object was written.
  if (exchanges === 0 && object.modified > newest && object.modified < window.to) newest = object.modified;
  return {
    ...record,
    objects: { ...record.objects, [object.key]: object.tag },
    captured: record.captured + captured,
    newest: Number.isFinite(newest) ? new Date(newest).toISOString() : null,
    profile: mergeProfiles(record.profile, builder.finish('compact')),
    broken: [...record.broken, ...broken.first].slice(0, MOST_BROKEN),
  };
}

const MOST_BROKEN = 20;
