import type { Fault } from './fault.js';
import { DELIVERED } from './run-faults.js';

/** EventBridge delivers at least once: sometimes twice. One run may come of it. */
export const duplicateEvent: Fault = {
  number: 48,
  name: 'duplicate-event',
  trouble: 'pipeline',
  what: 'what starts a run comes twice',
  modes: ['pipeline'],
  moves: ['starts of runs'],
  strength: {
    ...DELIVERED,
    source: 'catalogue of faults: the trigger twice; EventBridge delivers at least once',
  },
  lasts: 'until told',
  visibleTo: 'operator',
  quiet: true,
  strike: (times) => ({ runs: { starts: times } }),
};
