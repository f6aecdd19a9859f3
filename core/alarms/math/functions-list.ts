import type { Series, Type, Value } from './expression.js';
import { summaryOf } from './functions-aggregate.js';
import { ALWAYS, listOf, NEVER, type MathFunction } from './math-function.js';

/** Functions of lists of series. */
export const LISTS: Readonly<Record<string, MathFunction>> = {
  METRIC_COUNT: {
    type: (types) => (isJust(types, 'list') ? 'scalar' : undefined),
    takes: 'METRIC_COUNT([series, …])',
    pointwise: ALWAYS,
    apply: ([list]) => listOf(list).length,
  },
  FIRST: pick('FIRST', (list) => list[0]),
  LAST: pick('LAST', (list) => list.at(-1)),
  SLICE: {
    type: (types) => (types.length >= 2 && types.length <= 3 && isJust(types, 'list', 'scalar', 'scalar') ? 'list' : undefined),
    takes: 'SLICE([series, …], first, end)',
    pointwise: ALWAYS,
    apply: ([list, first, end]) => listOf(list).slice(Number(first), end === undefined ? undefined : Number(end)),
  },
  SORT: {
    type: (types) => (types.length >= 3 && types.length <= 4 && isJust(types, 'list', 'word', 'word', 'scalar') ? 'list' : undefined),
    takes: 'SORT([series, …], AVG, MIN, MAX or SUM, ASC or DESC, how many)',
    pointwise: NEVER,
    apply: ([list, by, order, most]) => sorted(listOf(list), by, order).slice(0, most === undefined ? undefined : Number(most)),
  },
  REMOVE_EMPTY: {
    type: (types) => (isJust(types, 'list') ? 'list' : undefined),
    takes: 'REMOVE_EMPTY([series, …])',
    pointwise: NEVER,
    apply: ([list]) => listOf(list).filter((series) => series.some((point) => !Number.isNaN(point))),
  },
};

function pick(name: string, of: (list: readonly Series[]) => Series | undefined): MathFunction {
  return {
    type: (types) => (isJust(types, 'list') ? 'series' : undefined),
    takes: `${name}([series, …])`,
    pointwise: ALWAYS,
    apply: ([list], { length }) => of(listOf(list)) ?? Array.from({ length }, () => Number.NaN),
  };
}

/** Series without points come last. */
function sorted(list: readonly Series[], by: Value | undefined, order: Value | undefined): readonly Series[] {
  const sign = order === 'DESC' ? -1 : 1;
  return list
    .map((series) => ({ series, key: summaryOf(String(by), series) }))
    .toSorted((a, b) =>
      Number.isNaN(a.key) || Number.isNaN(b.key) ? Number(Number.isNaN(a.key)) - Number(Number.isNaN(b.key)) : sign * (a.key - b.key),
    )
    .map(({ series }) => series);
}

/** Whether the types are these, as many as are given. */
function isJust(types: readonly Type[], ...wanted: Type[]): boolean {
  return types.length <= wanted.length && types.every((type, index) => type === wanted[index]);
}
