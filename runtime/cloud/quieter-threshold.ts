import { evaluate, type AlarmConstants, type MetricAlarm, type MetricSource, type Timeline, type Window } from '../../core/alarms/index.js';

/** What would have kept an alarm quiet enough. */
export type Quieter =
  | {
      /** The most sensitive threshold that was found to be quiet enough: a value that the alarm saw, to three digits where that is as quiet. */
      readonly threshold: number;
      /** How often the alarm would have gone off with it. */
      readonly times: number;
    }
  | { readonly reason: string };

/** How often an alarm went off. */
export function timesIn({ transitions }: Timeline): number {
  return transitions.filter(({ to }) => to === 'ALARM').length;
}

/**
 * Looks for the threshold with which an alarm goes off at most so often, by bisection over the values that it saw. A higher threshold can also make one
 * long alarm into two short ones, so the answer is checked by itself and need not be the only one.
 */
export function quieterThreshold(
  alarm: MetricAlarm,
  source: MetricSource,
  window: Window,
  atMost: number,
  constants: AlarmConstants,
): Quieter {
  const timesWith = (threshold: number): number => timesIn(evaluate({ ...alarm, threshold }, source, window, constants));
  const candidates = valuesSeen(alarm, evaluate(alarm, source, window, constants));
  let [low, high] = [0, candidates.length - 1];
  let found: { threshold: number; times: number } | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const threshold = candidates[middle] ?? Number.NaN;
    const times = timesWith(threshold);
    if (times <= atMost) {
      found = { threshold, times };
      high = middle - 1;
    } else low = middle + 1;
  }
  const rounded = found === undefined ? undefined : roundedUp(found.threshold, alarm.comparison.startsWith('Less') ? -1 : 1);
  if (found !== undefined && rounded !== undefined && rounded !== found.threshold) {
    const times = timesWith(rounded);
    if (times <= atMost) return { threshold: rounded, times };
  }
  return found ?? { reason: 'no threshold does: it also goes off where data is missing' };
}

const DIGITS = 3;

/** To a number that people write, never to the louder side. */
function roundedUp(value: number, direction: 1 | -1): number {
  if (value === 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - DIGITS + 1);
  return Number((direction * Math.ceil((direction * value) / step) * step).toPrecision(DIGITS + 1));
}

/** Distinct values at least as far as the threshold, the nearest first, and one beyond them all. */
function valuesSeen({ comparison, threshold }: MetricAlarm, { values }: Timeline): number[] {
  const direction = comparison.startsWith('Less') ? -1 : 1;
  const seen = [...new Set(values?.points ?? [])].filter((value) => direction * (value - threshold) >= 0);
  const ordered = seen.toSorted((a, b) => direction * (a - b));
  const last = ordered.at(-1);
  if (last === undefined || !comparison.endsWith('OrEqualToThreshold')) return ordered;
  return [...ordered, last + direction * (Math.abs(last) * 1e-6 + Number.MIN_VALUE)];
}
