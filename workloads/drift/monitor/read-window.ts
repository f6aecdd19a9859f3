import type { NumericPlan } from '../../../core/drift/profile/profile.js';
import { PlainValueCounter } from '../../../core/drift/profile/value-counter.js';
import { numericNames } from '../../../core/drift/profile/numeric-names.js';
import { mergeProfiles } from '../../../core/drift/profile/merge.js';
import { ProfileBuilder } from '../../../core/drift/table/profile-builder.js';
import type { Window } from '../../../core/drift/monitor/window.js';
import { BrokenCount } from '../broken-count.js';
import { isGolden, isWithin } from '../exchange-window.js';
import type { BrokenRecord, CapturedExchange } from '../read-options.js';
import { hasRecordALine, readSource } from '../read-table.js';
import { FROM_THE_START, SourcePart, type LinePosition } from '../source-part.js';
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
  reading: ReadingOf,
): Promise<WindowRecord> {
  const rewritten = objects.some(({ key, tag }) => (tagOf(before, key) ?? tag) !== tag);
  let record = rewritten ? emptyRecord(window, reading.document.baseline, before.newest) : before;
  const open = objects.filter(({ key }) => record.objects[key] === undefined);
  const begun = open.filter(({ key }) => key === record.within?.key);
  for (const [index, object] of [...begun, ...open.filter((each) => !begun.includes(each))].entries()) {
    // Something of an object at least, or a window would never end.
    if (index > 0 && !hasTime(reading)) return { ...record, complete: false };
    record = await addObject(record, window, object, reading);
    if (record.within !== undefined) return { ...record, complete: false };
  }
  // What is left of an object that is gone is in no reading.
  const { within: _gone, ...all } = record;
  return { ...all, complete: true };
}

/** What reading needs beside the record. */
export interface ReadingOf {
  readonly records: Folder;
  readonly document: MonitorDocument;
  readonly remainingMillis: () => number;
}

function hasTime({ remainingMillis }: ReadingOf): boolean {
  return remainingMillis() >= RESERVE_MILLIS;
}

/** Of an object that is counted, or partly. */
function tagOf({ objects, within }: WindowRecord, key: string): string | undefined {
  return objects[key] ?? (within?.key === key ? within.tag : undefined);
}

async function addObject(
  { within, ...record }: WindowRecord,
  window: Window,
  { key, tag, modified }: StoredObject,
  reading: ReadingOf,
): Promise<WindowRecord> {
  const begun = within?.key === key ? within : undefined;
  const known = reading.records.counted?.get(tag);
  const counted = known ?? (await countObject(window, { key, tag, modified }, reading, begun?.next ?? FROM_THE_START));
  const { profile, broken, captured, next } = counted;
  if (begun === undefined && next === undefined) reading.records.counted?.set(tag, counted);
  const exchanges = (begun?.exchanges ?? 0) + counted.exchanges;
  // Rows that say no time came when their object was written.
  const newest = exchanges === 0 && next === undefined && modified < window.to ? modified : counted.newest;
  const before = record.newest === null ? Number.NEGATIVE_INFINITY : Date.parse(record.newest);
  const latest = Math.max(before, newest);
  return {
    ...record,
    ...(next === undefined ? { objects: { ...record.objects, [key]: tag } } : { within: { key, tag, next, exchanges } }),
    captured: record.captured + captured,
    newest: Number.isFinite(latest) ? new Date(latest).toISOString() : null,
    profile: record.profile.rows + record.profile.broken === 0 ? profile : mergeProfiles(record.profile, profile),
    broken: [...record.broken, ...broken].slice(0, MOST_BROKEN),
  };
}

/** Counts an object from a line on: to its end, or where it has a record a line as far as there is time for. */
async function countObject(window: Window, object: StoredObject, reading: ReadingOf, from: LinePosition): Promise<CountedObject> {
  const { records, document } = reading;
  const { baseline } = document;
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
  const onBroken = ({ line, ...record }: BrokenRecord): void =>
    broken.add(line === undefined ? record : { ...record, line: line + from.lines });
  const { inputs, outputs } = baseline;
  const options = { inputs, outputs, numeric: numericNames(baseline), onBroken, takes };
  const source = records.source(object);
  const part = hasRecordALine(source.name) ? new SourcePart(source, from, () => hasTime(reading)) : undefined;
  for await (const batch of readSource(part ?? source, options)) builder.add(batch);
  builder.addBroken(broken.count);
  return {
    profile: builder.finish('compact'),
    broken: broken.first,
    exchanges,
    captured,
    newest,
    ...(part?.next === undefined ? {} : { next: part.next }),
  };
}

const MOST_BROKEN = 20;

function withoutSketch(plan: NumericPlan): PlainValueCounter {
  return new PlainValueCounter(plan, false);
}
