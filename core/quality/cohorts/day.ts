export const DAY_MILLIS = 86_400_000;

/** When a day begins, `yyyy-mm-dd` in UTC, in milliseconds since 1970. */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
