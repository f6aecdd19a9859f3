import type { CategoricalProfile, Profile } from '../../core/drift/profile/profile.js';
import { byImportance, needs } from './columns.js';
import type { Fault } from './fault.js';

/** A source begins to write codes in another case, or new codes come up: the model takes them for unknown. */
export const newCategories: Fault = {
  number: 27,
  name: 'new-categories',
  trouble: 'input drift',
  what: 'codes come in a spelling that training never saw',
  rows: 'answers rest on codes that the model does not know',
  modes: ['real-time'],
  moves: ['categories sent', 'values sent', 'answers'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: codes in lower case; 2 % unseen is the weaker form',
    range: [0.005, 1],
    steps: 'ratio',
    text: (share) => `${Number((share * 100).toPrecision(2))} % of the codes are spelled otherwise`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  meets: (share) => share,
  applies: needs((baseline) => categoryOf(baseline) !== undefined, 'no feature is a category'),
  strike: (share) => ({
    rows: {
      sent: (row, { baseline, random }) => {
        const name = categoryOf(baseline)?.name ?? '';
        const value = row[name];
        return typeof value === 'string' && random() < share ? { ...row, [name]: otherCase(value) } : row;
      },
    },
  }),
};

function categoryOf(baseline: Profile): CategoricalProfile | undefined {
  return byImportance(baseline).find((column) => column.kind === 'categorical' && column.count > 0) as CategoricalProfile | undefined;
}

function otherCase(text: string): string {
  const lower = text.toLowerCase();
  return lower === text ? text.toUpperCase() : lower;
}
