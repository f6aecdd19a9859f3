import type { Fault } from './fault.js';

/** An upload that did not come to its end. */
export const truncatedFile: Fault = {
  number: 44,
  name: 'truncated-file',
  trouble: 'pipeline',
  what: 'the last object of the input is cut in the middle of a row',
  modes: ['pipeline'],
  moves: ['checks of data', 'failed runs'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: last object cut in the middle of a row',
    range: [1, 1],
    steps: 'linear',
    text: () => 'the last file of a table is cut in half',
  },
  lasts: 'until told',
  visibleTo: 'operator',
  applies: ({ runs }) => (runs?.ways.includes('cut') === true ? null : 'the files of its first table cannot be cut here'),
  strike: () => ({ runs: { inputCut: true } }),
};
