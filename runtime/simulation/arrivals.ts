import { poisson } from './draw.js';
import { seeded, type Random } from '../random.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { cos, floor, round } = Math;

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 1440;
const DAYS_PER_WEEK = 7;
/** Hour of the day when most call, and how much less they do on a weekend: assumed. */
const BUSIEST_HOUR = 14;
const WEEKEND = 0.4;
const SATURDAY = 5;
const BURST_MINUTES = 10;

/** How many requests arrive in a minute; minute 0 is Monday, 00:00. */
export interface Arrivals {
  /** Mean of a minute, a fault apart. */
  readonly meanAt: (minute: number) => number;
  /** How many it was, given the mean that faults made of it. */
  readonly draw: (mean: number, random: Random) => number;
}

/** Independent callers, always as many. */
export function constant(perMinute: number): Arrivals {
  return { meanAt: () => perMinute, draw: poisson };
}

/** Independent callers by day and week: the usual number at the busiest hour of a weekday, the quietest every night. */
export function weekly(usual: number, quietest: number): Arrivals {
  return {
    meanAt: (minute) => {
      const hour = (minute % MINUTES_PER_DAY) / MINUTES_PER_HOUR;
      const day = floor(minute / MINUTES_PER_DAY) % DAYS_PER_WEEK;
      const awake = (1 + cos((2 * Math.PI * (hour - BUSIEST_HOUR)) / 24)) / 2;
      return quietest + (usual - quietest) * awake * (day >= SATURDAY ? WEEKEND : 1);
    },
    draw: poisson,
  };
}

/** Others with one burst of ten minutes a day, at an hour of the day's own. */
export function withBursts({ meanAt, draw }: Arrivals, factor: number, seed: number): Arrivals {
  const starts = new Map<number, number>();
  const startOf = (day: number): number => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const start = floor(seeded(seed + day)() * (MINUTES_PER_DAY - BURST_MINUTES));
    starts.set(day, start);
    return start;
  };
  return {
    meanAt: (minute) => {
      const into = (minute % MINUTES_PER_DAY) - startOf(floor(minute / MINUTES_PER_DAY));
      return meanAt(minute) * (into >= 0 && into < BURST_MINUTES ? factor : 1);
    },
    draw,
  };
}

/**
 * As many as were captured, minute by minute and then from the beginning.
 *
 * @param sampling share of the requests that was captured, above 0 to 1
 */
export function replayed(perMinute: readonly number[], sampling: number): Arrivals {
  return { meanAt: (minute) => (perMinute[minute % perMinute.length] ?? 0) / sampling, draw: (mean) => round(mean) };
}
