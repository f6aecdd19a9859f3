import type { ColumnType } from '../../../../core/drift/engines/column-sql';
import type { EngineTable } from '../../../../core/drift/engines/statement';
import type { ColumnProfile, Profile, ProfilePlan } from '../../../../core/drift/profile/profile';

/** A plan with a column of every kind that an engine counts, and the types that a table has them in. */
export const PLAN: ProfilePlan = {
  inputs: ['x', 'n', 'secret', 'typed', 'c', 'gone'],
  outputs: ['p'],
  features: [
    { name: 'x', kind: 'numeric', integer: false, range: [-10, 1000], edges: [-1, 0.1, 3], spikes: [0, 2], importance: 0.5 },
    { name: 'n', kind: 'numeric', integer: true, edges: [2], spikes: [1] },
    { name: 'secret', kind: 'numeric', integer: false, sensitive: true, edges: [0], spikes: [] },
    { name: 'it\'s "typed"', kind: 'numeric', integer: false, edges: [], spikes: [] },
    { name: 'c', kind: 'categorical', known: ['a', "b'", '𐍈'] },
    { name: 'gone', kind: 'numeric', integer: false, edges: [1], spikes: [] },
  ],
  predictions: [{ name: 'p', kind: 'numeric', integer: false, edges: [0.5], spikes: [] }],
  leftOut: [{ name: 'id', reason: 'it counts' }],
  segments: [
    { feature: 'c', value: 'a' },
    { feature: 'c', value: "b'" },
    { feature: 'c', value: null },
    { feature: 'x', value: '2' },
    { feature: 'x', value: null },
  ],
};

export const TYPES: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ['x', 'number'],
  ['n', 'number'],
  ['secret', 'number'],
  ['it\'s "typed"', 'text'],
  ['c', 'text'],
  ['p', 'number'],
]);

export const TABLE: EngineTable = { name: 'mails', columns: TYPES };

/** Equal in everything but mean and deviation, which engines add up in orders of their own: those to 1e-9 of the greatest value. */
export function expectSameProfile(one: Profile, other: Profile): void {
  const rough = (profile: Profile): unknown =>
    JSON.parse(JSON.stringify(profile, (key, value: unknown) => (key === 'mean' || key === 'deviation' ? undefined : value)));
  expect(rough(one)).toEqual(rough(other));
  const others = columnsIn(other);
  for (const [index, column] of columnsIn(one).entries()) {
    const twin = others[index];
    if (column.kind !== 'numeric' || twin?.kind !== 'numeric') continue;
    const scale = Math.max(Math.abs(column.min ?? 0), Math.abs(column.max ?? 0));
    for (const key of ['mean', 'deviation'] as const) {
      const [a, b] = [column[key], twin[key]];
      if (a === null || b === null) expect(a).toBe(b);
      else if (scale < 1e150) expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * scale);
    }
  }
}

function columnsIn(profile: Profile): ColumnProfile[] {
  return [
    ...profile.features,
    ...profile.predictions,
    ...profile.segments.flatMap(({ features, predictions }) => [...features, ...predictions]),
  ];
}

export type OddRow = Readonly<Record<string, string | number | null | undefined>>;

/** Rows with everything that engines disagree about: signs of zero, NaN, edges and the doubles beside them, names of many bytes. */
const CELLS: readonly (readonly (string | number | null)[])[] = [
  [0, 1, 5, '1.5', 'a', 0.2],
  [-0, 2, -5, ' 7 ', "b'", 0.5],
  [2, 2.5, 0, 'NaN', '', 0.9],
  [2, 1, 1e300, '-inf', null, 0.1],
  [0.1, Number.NaN, null, '+Infinity', '𐍈', 0.5],
  [0.1 - 2 ** -56, 3, 2, 'twelve', '\uE000', 0.4999999999999999],
  [3, -1, 2, '', 'ä', 0],
  [-1, 1e15, 2, 'NA', 'zebra', 1],
  [-1.0000000000000002, 0, 2, '1e3', 'new', null],
  [1000, 0, 2, '.5', 'new', 0.7],
  [1000.0000000000001, 0, 2, '5.', 'a', 0.7],
  [-10, 0, 2, '-0', 'a', 0.7],
  [Number.NaN, 0, 2, null, 'a', 0.7],
  [Number.POSITIVE_INFINITY, 0, 2, '0x10', 'a', 0.7],
  [Number.NEGATIVE_INFINITY, 0, 2, '1_000', 'x'.repeat(201), 0.7],
  [5e-324, 0, 2, 'null', 'x'.repeat(200), 0.7],
  [-5e-324, 0, 2, '1e400', 'y', 0.7],
  [1.7976931348623157e308, 0, 2, '+3', 'y', 0.7],
  [null, null, null, null, null, null],
];

export const ODD_ROWS: readonly OddRow[] = CELLS.map(([x, n, secret, typed, c, p]) => ({ x, n, secret, 'it\'s "typed"': typed, c, p }));
