/** A time as the context object and descriptions write it, `2026-03-01T04:30:00.000Z`. */
export function isoTime(millis: number): string {
  return new Date(millis).toISOString();
}

const TIMESTAMP = /^\d{4}-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds of an ISO 8601 date and time with an offset; nothing for any other text (recorded: a blank for the T, no Z, month 13, hour 25). */
export function parseTimestamp(text: string): number | undefined {
  if (!TIMESTAMP.test(text)) return undefined;
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? undefined : millis;
}
