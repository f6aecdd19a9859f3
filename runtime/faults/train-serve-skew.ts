import { changed, needs, numericFeatures } from './columns.js';
import type { Fault } from './fault.js';

/** What stands before the model scales numbers otherwise than in training: nobody's inputs changed, and no answer is right. */
export const trainServeSkew: Fault = {
  number: 35,
  name: 'train-serve-skew',
  trouble: 'silent errors',
  what: 'numbers are scaled otherwise on the way to the model than in training',
  rows: 'every answer rests on numbers of another scale than in training',
  modes: ['real-time'],
  moves: ['golden rows', 'answers'],
  strength: {
    fixed: 1.1,
    source: 'catalogue of faults: another scaler; a deviation that is off by a tenth',
    range: [1.001, 3],
    steps: 'ratio',
    text: (factor) => `every number x ${Number(factor.toPrecision(4))} before the model sees it`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  applies: needs((baseline) => numericFeatures(baseline).length > 0, 'no feature is a number'),
  strike: (factor) => ({
    rows: {
      served: (row, { baseline }) => changed(row, numericFeatures(baseline), (value, { integer }) => (integer ? value : value * factor)),
    },
  }),
};
