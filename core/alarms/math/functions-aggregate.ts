import type { Series, Type } from './expression.js';
import { isList, listOf, type MathFunction } from './math-function.js';

/** Functions that give one number for a series, and for a list of series one number at each time. */
export const AGGREGATES: Readonly<Record<string, MathFunction>> = {
  SUM: aggregate('SUM', (present) => sumOf(present)),
  MIN: aggregate('MIN', (present) => Math.min(...present)),
  MAX: aggregate('MAX', (present) => Math.max(...present)),
  // Over a list a missing point counts as 0: the sum is divided by how many series there are.
  AVG: aggregate('AVG', (present, all) => sumOf(present) / all),
  STDDEV: aggregate('STDDEV', deviation),
  DATAPOINT_COUNT: aggregate('DATAPOINT_COUNT', (present) => present.length, 0),
};

/** By which `SORT` can put series in order. */
export function summaryOf(name: string, series: Series): number {
  const present = presentIn(series);
  return present.length === 0 ? Number.NaN : SUMMARIES[name as keyof typeof SUMMARIES](present);
}

const SUMMARIES = {
  SUM: sumOf,
  MIN: (present: Series) => Math.min(...present),
  MAX: (present: Series) => Math.max(...present),
  AVG: (present: Series) => sumOf(present) / present.length,
} as const;

/** @param none what no points at all give */
function aggregate(name: string, of: (present: Series, all: number) => number, none = Number.NaN): MathFunction {
  const over = (points: Series, all: number): number => (points.length === 0 ? none : of(points, all));
  return {
    type: (types: readonly Type[]) =>
      types.length !== 1 ? undefined : types[0] === 'series' ? 'scalar' : types[0] === 'list' ? 'series' : undefined,
    takes: `${name}(series) or ${name}([series, …])`,
    pointwise: (types) => types[0] === 'list',
    apply: ([value], { length }) => {
      const list = listOf(value);
      if (!isList(value)) {
        const present = presentIn(list[0] ?? []);
        return over(present, present.length);
      }
      return Array.from({ length }, (_, index) => over(presentIn(list.map((series) => series[index] ?? Number.NaN)), list.length));
    },
  };
}

function presentIn(points: Series): Series {
  return points.filter((point) => !Number.isNaN(point));
}

function sumOf(points: Series): number {
  return points.reduce((sum, point) => sum + point, 0);
}

function deviation(points: Series): number {
  const mean = sumOf(points) / points.length;
  return Math.sqrt(sumOf(points.map((point) => (point - mean) ** 2)) / points.length);
}
