import { needs } from './columns.js';
import type { Fault, Target } from './fault.js';

/** An old artefact is served. How an older model would answer nobody here knows; that it says another digest is known. */
export const staleModel: Fault = {
  number: 37,
  name: 'stale-model',
  trouble: 'silent errors',
  what: 'the endpoint serves another artefact than was declared',
  rows: "every answer is another model's",
  modes: ['real-time'],
  moves: ['what is served'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: old artefact served',
    range: [1, 1],
    steps: 'linear',
    text: () => 'the digest that the endpoint tells is another',
  },
  lasts: 'until told',
  visibleTo: 'operator',
  applies: (target: Target) =>
    needs(() => true, '')(target) ??
    ('nothing' in target.watched || Object.keys(target.watched.digests).length > 0
      ? null
      : 'its container tells no digest of what it serves'),
  strike: () => ({ rows: { otherModel: true } }),
};
