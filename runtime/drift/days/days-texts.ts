import type { FeatureVerdict } from '../../../core/drift/verdict/judge.js';
import { plural } from '../../report/words.js';
import type { DaysResult } from './watch-days.js';

/** What many days say, in a sentence or two. */
export function daysSentence({ days, episodes }: DaysResult, folder: string): string {
  const healthy = days.filter((day) => day.healthy).length;
  const count = (which: 'page' | 'ticket'): number => episodes.filter(({ notify }) => notify === which).length;
  const told =
    episodes.length === 0 ? 'nobody is told of drift' : `${plural(count('page'), 'page')} and ${plural(count('ticket'), 'ticket')}`;
  const reference = days.some(({ verdict }) => verdict.windows > 0)
    ? `The first ${healthy} healthy ones are what the others are held against.`
    : `${healthy} are healthy, 28 are needed: until then each is held against training, and tells by a ticket at most.`;
  return `${plural(days.length, 'day')} of ${folder}: ${told}. ${reference}`;
}

/** A verdict on many days as other programs read it. */
export function daysDocument({ days, episodes, broken }: DaysResult): object {
  return {
    episodes,
    broken,
    days: days.map(({ day, healthy, verdict }) => ({
      day,
      healthy,
      verdict: verdict.verdict,
      notify: verdict.notify,
      rows: verdict.rows,
      windows: verdict.windows,
      features: verdict.features.map(withoutComparison),
    })),
  };
}

function withoutComparison({ name, statistic, value, threshold, drifted, rows, reason }: FeatureVerdict): object {
  return { name, statistic, value, threshold, drifted, rows, reason };
}
