import type { Fault } from './fault.js';
import { DELIVERED } from './run-faults.js';

/** EventBridge delivers at least once: sometimes twice. Nothing may come of it. */
export const batchTwice: Fault = {
  number: 40,
  name: 'batch-twice',
  trouble: 'batch',
  what: 'what starts a run comes twice',
  modes: ['batch'],
  moves: ['starts of runs'],
  strength: {
    ...DELIVERED,
    source: 'catalogue of faults: a duplicate event, two runs; EventBridge delivers at least once',
  },
  lasts: 'until told',
  visibleTo: 'operator',
  quiet: true,
  strike: (times) => ({ runs: { starts: times } }),
};
