import { DayJudge, episodesOf, type DayVerdict, type Episode } from '../../../core/drift/days/day-judge.js';
import { falseAlarms, type FalseAlarms } from '../../../core/drift/days/false-alarms.js';
import type { Profile } from '../../../core/drift/profile/profile.js';
import { VERDICT_LIMITS } from '../../../core/drift/verdict/limits.js';
import type { HealthyWindow } from '../../../core/drift/verdict/thresholds.js';
import { SlipwayError } from '../../../core/errors/index.js';
import { BrokenCount } from '../../../workloads/drift/broken-count.js';
import type { BrokenRecord } from '../../../workloads/drift/read-options.js';
import { profileOf } from '../baseline-folder.js';
import { daysIn, readDay } from './day-folder.js';

export interface DaysResult {
  readonly days: readonly DayVerdict[];
  readonly episodes: readonly Episode[];
  readonly broken: number;
  readonly named: readonly BrokenRecord[];
}

export interface FalseAlarmsResult extends FalseAlarms {
  readonly broken: number;
  readonly named: readonly BrokenRecord[];
}

/** Judges every day of a folder in turn, as the monitor would have. */
export async function watchDays(baseline: string, folder: string): Promise<DaysResult> {
  const training = profileOf(baseline);
  const judge = new DayJudge(training);
  const days: DayVerdict[] = [];
  const counts = await eachDay(folder, training, (window) => days.push(judge.next(window)));
  return { days, episodes: episodesOf(days), ...counts };
}

/** Takes every day of a folder as healthy, and measures how often days are called drift that are not. */
export async function measureFalseAlarms(baseline: string, folder: string): Promise<FalseAlarmsResult> {
  const training = profileOf(baseline);
  const windows: HealthyWindow[] = [];
  const counts = await eachDay(folder, training, (window) => windows.push(window));
  const least = VERDICT_LIMITS.healthyWindows + 1;
  if (windows.length < least)
    throw new SlipwayError(
      'table-missing',
      `'${folder}' holds ${windows.length} days; give at least ${least}: 28 are the reference, the rest is held out`,
    );
  return { ...falseAlarms(training, windows), ...counts };
}

async function eachDay(
  folder: string,
  training: Profile,
  use: (window: HealthyWindow) => void,
): Promise<Pick<DaysResult, 'broken' | 'named'>> {
  const broken = new BrokenCount();
  let count = 0;
  for (const [day, files] of daysIn(folder))
    use(
      await readDay(day, files, training, (more, first) => {
        count += more;
        for (const record of first) broken.add(record);
      }),
    );
  return { broken: count, named: broken.first };
}
