import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { mergeProfiles } from '../../../core/drift/profile/merge.js';
import type { Profile, ProfilePlan } from '../../../core/drift/profile/profile.js';
import { readProfile } from '../../../core/drift/profile/read.js';
import type { HealthyWindow } from '../../../core/drift/verdict/thresholds.js';
import { SlipwayError } from '../../../core/errors/index.js';
import { profileTable } from '../../../workloads/drift/profile-table.js';
import type { BrokenRecord } from '../../../workloads/drift/read-options.js';
import { isTable } from '../../../workloads/drift/read-table.js';

/** `2026-03-01.csv`, a folder `2026-03-01`, or the folders of captured traffic, `2026/03/01/13`. */
const DAY = /(?<!\d)(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)/g;
const STORED = '.json';

/** The day that a path names last, or undefined. */
export function dayIn(path: string): string | undefined {
  const days = [...path.split(sep).join('/').matchAll(DAY)].map(([, year, month, day]) => `${year}-${month}-${day}`);
  return days.findLast(isDay);
}

/** The thirtieth of February is none. */
function isDay(day: string): boolean {
  const millis = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(day);
}

/** Files of a folder by the day that their path names, in the order of the days. */
export function daysIn(folder: string): Map<string, string[]> {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new SlipwayError(
      'table-missing',
      `there is no folder '${folder}'; give one with a file or folder for each day, named as 2026-03-01`,
    );
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => isTable(file) || file.endsWith(STORED))
    .toSorted();
  const days = new Map<string, string[]>();
  for (const file of files) {
    const day = dayIn(relative(folder, file));
    if (day === undefined)
      throw new SlipwayError('table-missing', `'${file}' names no day; name each file, or a folder around it, as 2026-03-01 or 2026/03/01`);
    days.set(day, [...(days.get(day) ?? []), file]);
  }
  return new Map([...days].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The profile of a day: stored before, or counted of its rows by the baseline's plan. */
export async function readDay(
  day: string,
  files: readonly string[],
  plan: ProfilePlan,
  onBroken: (count: number, first: readonly BrokenRecord[]) => void,
): Promise<HealthyWindow> {
  let whole: Profile | undefined;
  for (const file of files) {
    const part = file.endsWith(STORED) ? storedProfile(file) : await counted(file, plan, onBroken);
    whole = whole === undefined ? part : mergeProfiles(whole, part);
  }
  if (whole === undefined) throw new SlipwayError('table-missing', `there is no file of ${day}`);
  return { day, profile: whole };
}

async function counted(
  file: string,
  plan: ProfilePlan,
  onBroken: (count: number, first: readonly BrokenRecord[]) => void,
): Promise<Profile> {
  const { profile, broken } = await profileTable(file, plan, 'compact');
  onBroken(profile.broken, broken);
  return profile;
}

function storedProfile(file: string): Profile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    // The engine's message quotes the text, which may hold what is nobody's business.
    throw new SlipwayError('profile-invalid', 'it is no JSON; delete it, or count its day again', { source: file }, { cause });
  }
  return readProfile(value, file);
}
