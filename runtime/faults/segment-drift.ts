import type { NumericProfile, Profile } from '../../core/drift/profile/profile.js';
import { changed, needs, numericFeatures } from './columns.js';
import type { Fault } from './fault.js';

const DEVIATIONS = 2;

/** One group of callers changes, and the average hides it. */
export const segmentDrift: Fault = {
  number: 29,
  name: 'segment-drift',
  trouble: 'input drift',
  what: 'a small part of the traffic moves by two standard deviations',
  rows: 'answers to one group rest on numbers that are not theirs',
  modes: ['real-time'],
  moves: ['segments', 'values sent', 'zeros sent'],
  strength: {
    fixed: 0.05,
    source: 'catalogue of faults: 5 % of the traffic moves 2 standard deviations',
    range: [0.01, 0.5],
    steps: 'ratio',
    text: (share) => `${Number((share * 100).toPrecision(2))} % of the traffic moves ${DEVIATIONS} standard deviations`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  meets: (share) => share,
  applies: needs((baseline) => numericFeatures(baseline).length > 0, 'no feature is a number'),
  undertaken: ({ watched }) => !('nothing' in watched) && watched.baseline.segments.length > 0,
  strike: (share) => ({
    rows: {
      sent: (row, { baseline, random }) => {
        const hit = inSegment(row, baseline, share) ?? random() < share;
        const [first] = numericFeatures(baseline);
        return hit && first !== undefined ? changed(row, [first], (value) => moved(value, first)) : row;
      },
    },
  }),
};

/** Whether a row is in the declared segment whose share is next to that of the fault; undefined where none is declared. */
function inSegment(row: Readonly<Record<string, unknown>>, { segments, rows }: Profile, share: number): boolean | undefined {
  const [nearest] = segments
    .filter(({ value }) => value !== null)
    .toSorted((a, b) => Math.abs(a.rows / rows - share) - Math.abs(b.rows / rows - share));
  const value = row[nearest?.feature ?? ''];
  return nearest === undefined ? undefined : (typeof value === 'string' || typeof value === 'number') && String(value) === nearest.value;
}

function moved(value: number, { deviation, integer }: NumericProfile): number {
  const there = value + DEVIATIONS * (deviation ?? 0);
  return integer ? Math.round(there) : there;
}
