/** What came in one minute: a value, several of one minute, or nothing. */
export type InOneMinute = number | readonly number[] | null;

export interface SeriesOptions {
  /** How many requests a minute have the value; percentiles and counts see as many samples. Default: 1. */
  readonly requests?: number;
  /** CloudWatch's unit, `Microseconds`. Default: the one that the alarm filters for, else `None`. */
  readonly unit?: string;
}

/** Samples of one metric, a minute at a time. */
export interface Series {
  readonly minutes: readonly InOneMinute[];
  readonly requests: number;
  readonly unit?: string;
}

/**
 * A metric's samples, one entry a minute from minute 0 on: `everyMinute([...repeat(30, 80_000), ...repeat(20, 400_000)], { requests: 600 })`.
 * A minute of `null` has no data.
 */
export function everyMinute(minutes: readonly InOneMinute[], { requests = 1, unit }: SeriesOptions = {}): Series {
  return { minutes, requests, ...(unit === undefined ? {} : { unit }) };
}

/** The same for so many minutes. */
export function repeat(minutes: number, value: InOneMinute): InOneMinute[] {
  return Array.from({ length: minutes }, () => value);
}
