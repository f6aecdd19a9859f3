import { addDays, dayIn, instantOf } from '../zoned-time.js';

/** What is promised of results: there anew every day by a local time, or never older than a time. */
export type FreshnessRule =
  | { readonly kind: 'daily'; /** Minutes since midnight, local. */ readonly minutes: number; readonly zone: string }
  | { readonly kind: 'within'; readonly seconds: number };

/**
 * Seconds for which the promise has been broken at an instant; 0 while it is kept.
 *
 * @param dataTime instant as of which the published results are; undefined where nothing was ever published
 * @param since from when on the promise holds: a deployment that has just been made owes nothing yet
 */
export function overdueSeconds(rule: FreshnessRule, dataTime: number | undefined, now: number, since: number): number {
  if (rule.kind === 'within') {
    const due = Math.max(dataTime ?? Number.NEGATIVE_INFINITY, since) + rule.seconds * 1000;
    return Math.max(0, Math.floor((now - due) / 1000));
  }
  const { last, before } = deadlines(rule, now);
  // What is owed at a deadline is data of the day that ends there.
  if (last < since || (dataTime !== undefined && dataTime > before)) return 0;
  return Math.floor((now - last) / 1000);
}

/** The last deadline of a daily promise that has passed, and the one before it. */
export function deadlines(
  { minutes, zone }: { readonly minutes: number; readonly zone: string },
  now: number,
): { readonly last: number; readonly before: number } {
  const today = dayIn(zone, now);
  const at = (days: number): number => instantOf(zone, addDays(today, days), minutes).instant;
  return at(0) <= now ? { last: at(0), before: at(-1) } : { last: at(-1), before: at(-2) };
}
