import { addDays, dayIn, instantOf } from '../../../core/zoned-time.js';
import type { BatchSettings } from '../../../core/batch/settings.js';
import type { BatchJobPlan } from '../../pipeline/declared/batch-job-plan.js';
import { seeded } from '../../random.js';
import { RUN_CONSTANTS } from '../../simulation/run-constants.js';
import { RUN_START_MILLIS } from '../../simulation/week.js';
import { seedOf } from '../seed-of.js';
import { nextDue } from './timetable.js';

/** One run as it should be: when its input comes, and when it is due; milliseconds since 1970. */
export interface Cycle {
  readonly inputAt: number;
  readonly due: number;
}

const MINUTE_MILLIS = 60_000;
/** Where objects start the runs, they come so long before the promise. */
const OBJECT_MINUTES_BEFORE = 180;

/** Runs before anything is watched: from the fourth on a run is compared with those before it. */
export const WARM_UP_RUNS = 4;
/** Those, one that is struck, one after it, and two between. */
export const LEAST_RUNS = WARM_UP_RUNS + 4;
/** How far is looked for them. */
export const HORIZON_MILLIS = 400 * 86_400_000;

/** A state machine, and what starts it. */
export interface StartedPlan extends Pick<
  BatchJobPlan,
  'path' | 'place' | 'definition' | 'region' | 'account' | 'machine' | 'schedules' | 'objectRules'
> {
  readonly settings?: Pick<BatchSettings, 'freshness'>;
}

/** What starts the runs of a deployment: its schedule; its input, where objects do; nothing. */
export type StartedBy = 'schedule' | 'objects' | 'nothing';

export function startedBy({ schedules, objectRules, machine }: StartedPlan): StartedBy {
  if (schedules.some(({ target }) => target === machine)) return 'schedule';
  return objectRules.some(({ target }) => target === machine) ? 'objects' : 'nothing';
}

/** The runs that are due in [from, to), so many at most. */
export function cyclesOf(plan: StartedPlan, from: number, to: number, seed: number, most = Number.POSITIVE_INFINITY): Cycle[] {
  const [least, longest] = RUN_CONSTANTS.inputMinutesBefore.band;
  const cycles: Cycle[] = [];
  // The input comes once the run before is due; of one that is longer ago it makes no difference.
  let before = Number.NEGATIVE_INFINITY;
  let due = nextRun(plan, from - 2 * longest * MINUTE_MILLIS - 1);
  for (; due !== undefined && due < to && cycles.length < most; due = nextRun(plan, due)) {
    const drawn = least + (longest - least) * seeded(seedOf(seed, 'input', due))();
    const halfway = (due - before) / MINUTE_MILLIS / 2;
    const minutes = startedBy(plan) === 'objects' ? 0 : Math.round(Math.min(drawn, halfway * (drawn / longest)));
    if (due >= from) cycles.push({ inputAt: due - minutes * MINUTE_MILLIS, due });
    before = due;
  }
  return cycles;
}

/** When a run is due next; undefined where none ever is. */
export function nextRun(plan: StartedPlan, after: number): number | undefined {
  if (startedBy(plan) === 'objects') return nextInput(plan, after);
  const dues = plan.schedules.filter(({ target }) => target === plan.machine).flatMap((schedule) => nextDue(schedule, after) ?? []);
  return dues.length === 0 ? undefined : Math.min(...dues);
}

/** Where objects start the runs: early enough for the promise. */
function nextInput({ settings }: StartedPlan, after: number): number | undefined {
  const { freshness } = settings ?? {};
  if (freshness === undefined) return undefined;
  if (freshness.kind === 'within') {
    const every = Math.max(MINUTE_MILLIS, freshness.seconds * 500);
    return RUN_START_MILLIS + (Math.floor((after - RUN_START_MILLIS) / every) + 1) * every;
  }
  const { zone, minutes } = freshness;
  for (let days = -1; days <= 2; days += 1) {
    const at = instantOf(zone, addDays(dayIn(zone, after), days), minutes).instant - OBJECT_MINUTES_BEFORE * MINUTE_MILLIS;
    if (at > after) return at;
  }
  return undefined;
}

/** Whether enough runs are started for one of them to be struck. */
export function runsOften(plan: StartedPlan): boolean {
  return cyclesOf(plan, RUN_START_MILLIS, RUN_START_MILLIS + HORIZON_MILLIS, 0, LEAST_RUNS).length === LEAST_RUNS;
}
