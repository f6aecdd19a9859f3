import type { UpdateReport } from './rehearsal-report.js';
import { countText, minutesText } from './words.js';

/** `completed`, `rolled back`, `refused`: with what it should have been, where it is otherwise. */
export function outcomeText({ outcome, asItShould, counts, version }: UpdateReport): string {
  if (outcome === 'refused') return 'refused by SageMaker';
  if (asItShould) return outcome;
  return counts ? `${outcome}, though it is ${version === 'mending' ? 'the mend' : 'good'}` : 'stays, though it is bad';
}

/** `560 of 6,511`: requests that failed in an update, of all that were sent. */
export function failedText({ requests, failed }: UpdateReport): string {
  return failed === 0 ? 'none' : `${countText(failed)} of ${countText(requests)}`;
}

/** When it turned back or was over, from its start: `after 10 min, 4 min after it served`. */
export function endText({ outcome, minutes, servedAfter, turnedAfter }: UpdateReport): string {
  if (outcome === 'refused') return '';
  if (turnedAfter === null) return minutesText(minutes);
  return servedAfter === null
    ? `${minutesText(turnedAfter)}, before it served`
    : `${minutesText(turnedAfter - servedAfter)} after it served`;
}
