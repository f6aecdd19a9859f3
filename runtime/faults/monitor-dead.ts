import { unwatched } from './columns.js';
import type { Fault } from './fault.js';

/** Nobody calls the monitor any more: all is quiet, whatever happens. */
export const monitorDead: Fault = {
  number: 24,
  name: 'monitor-dead',
  trouble: 'lack of metrics',
  what: 'the schedule of the drift monitor is off, or its function fails',
  rows: 'nothing that the monitor watches is watched',
  modes: ['real-time'],
  moves: ['the monitor'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: schedule off or job fails',
    range: [1, 1],
    steps: 'linear',
    text: () => 'no tick of the monitor comes',
  },
  lasts: 'until told',
  visibleTo: 'operator',
  applies: unwatched,
  strike: () => ({ rows: { monitorOff: true } }),
};
