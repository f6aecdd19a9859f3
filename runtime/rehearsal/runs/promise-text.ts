import type { FreshnessRule } from '../../../core/batch/freshness.js';
import { durationText } from '../../../core/units/duration-text.js';

const MINUTES_PER_HOUR = 60;

/** `anew every day by 06:00 Europe/Berlin`, `never older than 2 h`. */
export function promiseText(rule: FreshnessRule): string {
  if (rule.kind === 'within') return `never older than ${durationText(rule.seconds * 1000)}`;
  const time = [Math.floor(rule.minutes / MINUTES_PER_HOUR), rule.minutes % MINUTES_PER_HOUR]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return `anew every day by ${time} ${rule.zone}`;
}
