import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { addDays, dayIn, dayText, instantOf, type Day } from '../../../core/zoned-time.js';
import type { BatchSettings } from '../../../core/batch/settings.js';
import { SlipwayError } from '../../../core/errors/index.js';

/** A run of a backfill: the instant that it is about, and the day of its input. */
export interface DayOfRun {
  readonly time: number;
  readonly day: string;
}

/** More days than this at once are a mistake in a date. */
const MOST_DAYS = 3660;

/** A run for each day from one to another, both of them, at the time by which results are promised; at noon where none is. */
export function daysBetween({ freshness, zone }: BatchSettings, from: string, to: string): DayOfRun[] {
  const [first, last] = [dayOf(from), dayOf(to)];
  const minutes = freshness.kind === 'daily' ? freshness.minutes : 720;
  const days: DayOfRun[] = [];
  for (let day = first; dayText(day) <= dayText(last) && days.length < MOST_DAYS; day = addDays(day, 1))
    days.push({ time: instantOf(zone, day, minutes).instant, day: dayText(day) });
  if (days.length === 0) throw new SlipwayError('batch-days', `from ${from} to ${to} there is no day; give --from the earlier one`);
  return days;
}

function dayOf(text: string): Day {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const found = { year: Number(year), month: Number(month), day: Number(day) };
  if (year === undefined || dayText(addDays(found, 0)) !== text)
    throw new SlipwayError('batch-days', `'${text}' is no day; give it as 2026-03-01`);
  return found;
}

/** The day of a partitioned input that a run at an instant reads. */
export function dayAt({ zone }: BatchSettings, time: number): string {
  return dayText(dayIn(zone, time));
}

/**
 * Puts files where a run reads its input: linked where that can be, else copied. Of a partitioned input the folder's own part for the day, where
 * there is one.
 *
 * @param root folder of the buckets
 */
export function placeInput({ input }: BatchSettings, root: string, source: string, day: string): void {
  const parted = input.includes('{date}') && existsSync(join(source, day)) ? join(source, day) : source;
  const target = join(root, input.slice('s3://'.length).replaceAll('{date}', day));
  for (const path of filesOf(parted)) {
    const at = join(target, statSync(parted).isFile() ? basename(path) : relative(parted, path));
    if (existsSync(at)) continue;
    mkdirSync(dirname(at), { recursive: true });
    try {
      linkSync(path, at);
    } catch {
      // Another disk, or one without links.
      copyFileSync(path, at);
    }
  }
}

function filesOf(source: string): string[] {
  if (!existsSync(source)) throw new SlipwayError('batch-input', `there is no '${source}'; give a file or folder with the rows to score`);
  if (statSync(source).isFile()) return [source];
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
