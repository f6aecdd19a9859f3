import { unwatched } from './columns.js';
import type { Fault } from './fault.js';
import { percentText } from './texts.js';

/** The world follows another rule in one region. Inputs and answers are what they were, so that nothing but labels shows it. */
export const conceptFlip: Fault = {
  number: 30,
  name: 'concept-flip',
  trouble: 'concept drift',
  what: 'the same inputs, and in one region of them something else is true than before',
  rows: 'answers in that region are wrong, and look as they always did',
  modes: ['real-time'],
  moves: ['what is true'],
  strength: {
    fixed: 0.2,
    source: 'the region is ours: the fifth of the inputs with the greatest values of the most important feature',
    range: [0.005, 0.5],
    steps: 'ratio',
    text: (share) => `labels of ${percentText(share)} of the inputs are flipped`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  meets: (share) => share,
  undertaken: ({ labels }) => labels.delayMinutes !== undefined,
  applies: (target) => unwatched(target) ?? (target.labels.delayMinutes === undefined ? null : target.labels.unknown),
  strike: (share) => ({ rows: { flipped: share } }),
};
