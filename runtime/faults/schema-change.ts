import type { Fault } from './fault.js';

/** Whoever writes the input has changed its columns. A column that is not found by its name any more reads as missing. */
export const schemaChange: Fault = {
  number: 45,
  name: 'schema-change',
  trouble: 'pipeline',
  what: 'a column of the input has another name, or another type',
  modes: ['pipeline'],
  moves: ['checks of data', 'failed runs'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: a column renamed, one retyped',
    range: [1, 1],
    steps: 'linear',
    text: () => 'the first column is renamed',
  },
  lasts: 'until told',
  visibleTo: 'operator',
  applies: ({ runs }) => (runs?.ways.includes('renamed') === true ? null : 'columns of its first table cannot be renamed here'),
  ways: [
    {
      text: 'a number has become a text',
      applies: ({ runs }) => (runs?.ways.includes('retyped') === true ? null : 'none of its first table can'),
      strike: () => ({ runs: { inputChanged: 'retyped' } }),
    },
  ],
  strike: () => ({ runs: { inputChanged: 'renamed' } }),
};
