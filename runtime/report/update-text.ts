import type { UpdateReport } from './rehearsal-report.js';
import { countText, minutesText } from './words.js';

/** `completed`, `rolled back`, `refused`: with what it should have been, where it is otherwise. */
export function outcomeText({ outcome, asItShould, counts, version }: UpdateReport): string {
  if (outcome === 'refused') return 'refused by SageMaker';
  if (asItShould) return outcome;
  return counts ? `${outcome}, though it is ${version === 'mending' ? 'the mend' : 'good'}` : 'stays, though it is bad';
}

/** `560 of 6,511`: requests that failed in an update, of all that were sent, and those that were late. */
export function harmedText({ requests, failed, late }: UpdateReport): string {
  const parts = [
    ...(failed === 0 ? [] : [`${countText(failed)} of ${countText(requests)}`]),
    ...(late === 0 ? [] : [`${countText(late)} late`]),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** When it turned back or was over, from its start: `after 10 min, 4 min after it served`. */
export function endText({ outcome, minutes, servedAfter, turnedAfter }: UpdateReport): string {
  if (outcome === 'refused') return '';
  if (turnedAfter === null) return minutesText(minutes);
  return servedAfter === null
    ? `${minutesText(turnedAfter)}, before it served`
    : `${minutesText(turnedAfter - servedAfter)} after it served`;
}

/** What the picture of an update shows, for whoever does not see it. */
export function updateInWords(update: UpdateReport, label: (alarm: string) => string): string {
  const { version, what, outcome, servedAfter, turnedAfter, minutes, stoppedBy, toldBy, toldAfter, failed, late, requests } = update;
  const [first] = toldBy;
  const parts = [
    `update to ${version}: ${what}`,
    servedAfter === null ? 'the new version never serves' : `the new version serves from minute ${servedAfter}`,
    ...(turnedAfter === null
      ? [`completed in minute ${minutes}`]
      : [
          `${stoppedBy.length === 0 ? 'given up' : `stopped by ${stoppedBy.map(label).join(' and ')}`} in minute ${turnedAfter}`,
          `the old version has the traffic again from minute ${minutes}`,
        ]),
    failed === 0 ? 'no request fails' : `${countText(failed)} of ${countText(requests)} requests fail`,
    ...(late === 0 ? [] : [`${countText(late)} are answered later than promised`]),
    first === undefined || toldAfter === null
      ? 'nobody is told'
      : `told first by ${label(first)}, ${minutesText(toldAfter)} after it could do harm`,
  ];
  return outcome === 'refused' ? 'the update is refused' : parts.join('; ');
}
