import type { Fault } from './fault.js';
import { percentText } from './texts.js';

/** An update comes back, and everything looks as it did before: what serves is not what was declared. */
export const silentRollback: Fault = {
  number: 19,
  name: 'silent-rollback',
  trouble: 'errors',
  what: 'an update is rolled back, and the stack says nothing: what serves is not what was declared',
  modes: ['real-time'],
  // What the new version does is the other faults' business; here the question is who learns that it came back.
  moves: [],
  strength: {
    fixed: 1,
    source: 'every request to the new version fails, so that whatever can stop it does; ours',
    range: [0.5, 1],
    steps: 'linear',
    text: (share) => `an update that fails ${percentText(share)} of its requests is rolled back`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  newVersion: 'alone',
  applies: ({ update: { refused, guarded } }) =>
    refused ?? (guarded ? null : 'no alarm can stop an update of it: nothing comes back by itself'),
  strike: (share) => ({ failing: { share, status: 500 } }),
};
