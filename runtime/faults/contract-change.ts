import type { Fault } from './fault.js';
import { percentText } from './texts.js';

/** Some callers still send the rows of yesterday's schema. */
export const contractChange: Fault = {
  number: 15,
  name: 'contract-change',
  trouble: 'errors',
  what: 'some callers send rows of an older schema, a column short',
  modes: ['real-time', 'serverless', 'async'],
  moves: ['refused requests'],
  strength: {
    fixed: 0.3,
    source: 'catalogue of faults: 30 % of the requests',
    range: [0.001, 1],
    steps: 'ratio',
    text: (share) => `${percentText(share)} of the requests are a column short`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  newVersion: 'too',
  strike: (share) => ({ changedRows: { share } }),
};
