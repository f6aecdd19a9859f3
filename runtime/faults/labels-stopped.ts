import { unwatched } from './columns.js';
import type { Fault } from './fault.js';

/** Whoever tells what really was stops telling it. */
export const labelsStopped: Fault = {
  number: 50,
  name: 'labels-stopped',
  trouble: 'lack of metrics',
  what: 'labels do not come any more, and answers are as ever',
  rows: 'whether answers are still right nobody can tell',
  modes: ['real-time'],
  moves: ['labels'],
  strength: {
    fixed: 1,
    source: 'ours: the job that writes labels fails',
    range: [1, 1],
    steps: 'linear',
    text: () => 'no label comes',
  },
  lasts: 'until told',
  visibleTo: 'operator',
  applies: (target) =>
    unwatched(target) ?? (target.labels.delayMinutes === undefined ? 'nobody declared where labels come from' : target.labels.unknown),
  strike: () => ({ rows: { noLabels: true } }),
};
