import type { Profile } from '../profile/profile.js';
import { VERDICT_LIMITS as LIMITS } from '../verdict/limits.js';
import type { HealthyWindow } from '../verdict/thresholds.js';
import { DayJudge, episodesOf, type Episode } from './day-judge.js';

/** False pages that a deployment may have in a quarter: they wake one person, whichever column or alarm they come from. */
const FALSE_PAGES_PER_QUARTER = 1;
const QUARTER_DAYS = 91;

/** What one block of healthy days, taken as the reference, says of all other healthy days. */
export interface HeldOutBlock {
  /** First and last day of the reference. */
  readonly from: string;
  readonly to: string;
  /** Days that were held out and judged. */
  readonly days: number;
  readonly episodes: readonly Episode[];
}

/** How often healthy days are called drift. */
export interface FalseAlarms {
  readonly blocks: readonly HeldOutBlock[];
  /** Over all blocks: a day counts once for each block that it was not in. */
  readonly days: number;
  /** False pages that may be in a quarter, over all columns, days and alarms together. */
  readonly budget: number;
  readonly pagesPerQuarter: number;
  readonly ticketsPerQuarter: number;
}

/**
 * Measures false pages on healthy days: each block of 28 running days in turn is the reference, and all days before and after it are judged in their
 * order. In blocks of time, since days that were drawn from all over would hold the reference's own weather, and look healthier than the next month is.
 *
 * @param days healthy days in their order, more than 28
 */
export function falseAlarms(training: Profile, days: readonly HealthyWindow[]): FalseAlarms {
  const size = LIMITS.healthyWindows;
  const starts = Array.from({ length: Math.floor(days.length / size) }, (_, block) => block * size);
  const blocks = starts.map((start): HeldOutBlock => {
    const reference = days.slice(start, start + size);
    const parts = [days.slice(0, start), days.slice(start + size)];
    return {
      from: reference[0]?.day ?? '',
      to: reference.at(-1)?.day ?? '',
      days: days.length - size,
      episodes: parts.flatMap((part) => episodesIn(training, reference, part)),
    };
  });
  const judged = blocks.reduce((sum, block) => sum + block.days, 0);
  const perQuarter = (which: Episode['notify']): number =>
    (blocks.flatMap(({ episodes }) => episodes).filter(({ notify }) => notify === which).length / judged) * QUARTER_DAYS;
  return {
    blocks,
    days: judged,
    budget: FALSE_PAGES_PER_QUARTER,
    pagesPerQuarter: perQuarter('page'),
    ticketsPerQuarter: perQuarter('ticket'),
  };
}

function episodesIn(training: Profile, reference: readonly HealthyWindow[], days: readonly HealthyWindow[]): Episode[] {
  const judge = new DayJudge(training, reference);
  return episodesOf(days.map((day) => judge.next(day)));
}
