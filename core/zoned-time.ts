const DAY_MILLIS = 86_400_000;
const MINUTE_MILLIS = 60_000;

/** A day of the calendar, without a zone. */
export interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** Clocks change on quarters of an hour: what holds at the beginning of one holds until its end. */
const QUARTER_MILLIS = 900_000;
const MOST_KNOWN = 50_000;
const offsets = new Map<string, number>();

/** Milliseconds by which a zone's clocks are ahead of UTC at an instant. */
export function offsetMillis(zone: string, instant: number): number {
  const quarter = Math.floor(instant / QUARTER_MILLIS) * QUARTER_MILLIS;
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= MOST_KNOWN) offsets.clear();
  const offset = formattedOffset(zone, quarter);
  offsets.set(key, offset);
  return offset;
}

function formattedOffset(zone: string, instant: number): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** The day that it is in a zone at an instant. */
export function dayIn(zone: string, instant: number): Day {
  const local = new Date(instant + offsetMillis(zone, instant));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

export function addDays({ year, month, day }: Day, days: number): Day {
  const moved = new Date(Date.UTC(year, month - 1, day) + days * DAY_MILLIS);
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** `2026-03-29`. */
export function dayText({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/**
 * The instant of a local time. One that does not exist, in the night in which clocks go forward, is the instant at which they go forward; of one
 * that is there twice it is the first.
 *
 * @param minutes since midnight, local
 */
export function instantOf(zone: string, day: Day, minutes: number): { readonly instant: number; readonly exists: boolean } {
  const naive = Date.UTC(day.year, day.month - 1, day.day) + minutes * MINUTE_MILLIS;
  const [before, after] = [offsetMillis(zone, naive - DAY_MILLIS), offsetMillis(zone, naive + DAY_MILLIS)];
  const candidates = [naive - before, naive - after].filter((instant) => instant + offsetMillis(zone, instant) === naive);
  if (candidates.length > 0) return { instant: Math.min(...candidates), exists: true };
  return { instant: changeBetween(zone, naive - after - DAY_MILLIS / 4, naive - before + DAY_MILLIS / 4), exists: false };
}

/** The first instant after a change of the clocks within a span that holds one, by halving it down to the minute. */
function changeBetween(zone: string, from: number, to: number): number {
  const offset = offsetMillis(zone, from);
  let [low, high] = [Math.floor(from / MINUTE_MILLIS), Math.ceil(to / MINUTE_MILLIS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMillis(zone, middle * MINUTE_MILLIS) === offset) low = middle;
    else high = middle;
  }
  return high * MINUTE_MILLIS;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}
