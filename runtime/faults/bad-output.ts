import type { Profile } from '../../core/drift/profile/profile.js';
import { needs } from './columns.js';
import type { Fault } from './fault.js';

/** Far from anything that an answer may be. */
const ABSURD = 1e6;

/** Answers that cannot be, with status 200. */
export const badOutput: Fault = {
  number: 36,
  name: 'bad-output',
  trouble: 'silent errors',
  what: 'the model answers numbers that cannot be, with status 200',
  rows: 'callers get answers that cannot be',
  modes: ['real-time'],
  moves: ['invalid answers', 'answers'],
  strength: {
    fixed: 0.01,
    source: 'catalogue of faults: NaN, infinite, constant, out of range, 1 %',
    range: [0.0005, 1],
    steps: 'ratio',
    text: (share) => `${Number((share * 100).toPrecision(2))} % of the answers are ${ABSURD}`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  meets: (share) => share,
  applies: needs(hasRange, 'the baseline does not say what an answer may be (a range in schema.json, or classes)'),
  strike: (share) => ({
    rows: { answered: (answer, { random }) => (random() < share ? absurd(answer) : answer) },
  }),
};

function hasRange({ predictions }: Profile): boolean {
  return predictions.some((column) => column.kind === 'numeric' && column.range !== undefined);
}

function absurd(answer: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const other = (value: unknown): unknown => (Array.isArray(value) ? value.map(other) : typeof value === 'number' ? ABSURD : value);
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, other(value)]));
}
