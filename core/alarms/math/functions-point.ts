import type { MathContext, Series, Type, Value } from './expression.js';
import { ALWAYS, isSeries, keepsType, mapSeries, NEVER, pointOf, type MathFunction } from './math-function.js';

/** Functions that give a point for each point. */
export const POINTS: Readonly<Record<string, MathFunction>> = {
  ABS: each('ABS', Math.abs),
  CEIL: each('CEIL', Math.ceil),
  FLOOR: each('FLOOR', Math.floor),
  LOG: each('LOG', Math.log),
  LOG10: each('LOG10', Math.log10),
  MINUTE: calendar('MINUTE', (date) => date.getUTCMinutes()),
  HOUR: calendar('HOUR', (date) => date.getUTCHours()),
  // Monday is 1, Sunday 7.
  DAY: calendar('DAY', (date) => ((date.getUTCDay() + 6) % 7) + 1),
  DATE: calendar('DATE', (date) => date.getUTCDate()),
  MONTH: calendar('MONTH', (date) => date.getUTCMonth() + 1),
  YEAR: calendar('YEAR', (date) => date.getUTCFullYear()),
  EPOCH: calendar('EPOCH', (date) => date.getTime() / 1000),
  DIFF: stepwise('DIFF', (now, before) => now - before),
  DIFF_TIME: stepwise('DIFF_TIME', (_now, _before, seconds) => seconds),
  RATE: stepwise('RATE', (now, before, seconds) => (now - before) / seconds),
  RUNNING_SUM: { type: keepsType, takes: 'RUNNING_SUM(series)', pointwise: NEVER, apply: ([value]) => mapSeries(value, runningSum) },
  FILL: {
    type: fillType,
    takes: 'FILL(series, a number, a series, REPEAT or LINEAR)',
    pointwise: (types) => types[1] !== 'word',
    apply: ([value, filler], context) => mapSeries(value, (series) => filled(series, filler, context)),
  },
  IF: { type: ifType, takes: 'IF(condition, then, else)', pointwise: ALWAYS, apply: applyIf },
  PERIOD: {
    type: (types) => (types.length === 1 && types[0] === 'series' ? 'scalar' : undefined),
    takes: 'PERIOD(series)',
    pointwise: ALWAYS,
    apply: (_args, { periodSeconds }) => periodSeconds,
  },
  TIME_SERIES: {
    type: (types) => (types.length === 1 && types[0] === 'scalar' ? 'series' : undefined),
    takes: 'TIME_SERIES(a number)',
    pointwise: ALWAYS,
    apply: ([value], { length }) => Array.from({ length }, () => pointOf(value, 0)),
  },
};

function each(name: string, change: (value: number) => number): MathFunction {
  const finite = (value: number): number => (Number.isFinite(change(value)) ? change(value) : Number.NaN);
  return {
    type: keepsType,
    takes: `${name}(series)`,
    pointwise: ALWAYS,
    apply: ([value]) => mapSeries(value, (series) => series.map(finite)),
  };
}

/** From the time of each point that is there, UTC. */
function calendar(name: string, of: (date: Date) => number): MathFunction {
  return {
    type: (types) => (types.length === 1 && types[0] === 'series' ? 'series' : undefined),
    takes: `${name}(series)`,
    pointwise: ALWAYS,
    apply: ([value], { starts }) =>
      mapSeries(value, (series) => series.map((point, index) => (Number.isNaN(point) ? point : of(new Date(starts[index] ?? 0))))),
  };
}

/** From each point that is there and the one before it that is there; the first has none before it and is dropped. */
function stepwise(name: string, of: (now: number, before: number, seconds: number) => number): MathFunction {
  const apply = (series: Series, { starts }: MathContext): Series => {
    let before = -1;
    return series.map((point, index) => {
      if (Number.isNaN(point)) return point;
      const seconds = ((starts[index] ?? 0) - (starts[before] ?? 0)) / 1000;
      const value = before < 0 ? Number.NaN : of(point, series[before] ?? Number.NaN, seconds);
      before = index;
      return value;
    });
  };
  return {
    type: keepsType,
    takes: `${name}(series)`,
    pointwise: NEVER,
    apply: ([value], context) => mapSeries(value, (series) => apply(series, context)),
  };
}

function runningSum(series: Series): Series {
  let sum = 0;
  return series.map((point) => (Number.isNaN(point) ? point : (sum += point)));
}

function fillType(types: readonly Type[]): Type | undefined {
  const [what, filler] = types;
  return types.length === 2 && (what === 'series' || what === 'list') && filler !== 'list' ? what : undefined;
}

function filled(series: Series, filler: Value | undefined, { starts }: MathContext): Series {
  if (filler === 'REPEAT') {
    let last = Number.NaN;
    return series.map((point) => (last = Number.isNaN(point) ? last : point));
  }
  if (filler === 'LINEAR') return interpolated(series, starts);
  return series.map((point, index) => (Number.isNaN(point) ? pointOf(filler, index) : point));
}

/** On the line between the neighbours that are there; before the first and after the last nothing is filled. */
function interpolated(series: Series, starts: Series): Series {
  const known = series.flatMap((point, index) => (Number.isNaN(point) ? [] : [index]));
  return series.map((point, index) => {
    if (!Number.isNaN(point)) return point;
    const right = known.findIndex((each) => each > index);
    if (right <= 0) return Number.NaN;
    const [a, b] = [known[right - 1] ?? 0, known[right] ?? 0];
    const [low, high] = [series[a] ?? Number.NaN, series[b] ?? Number.NaN];
    return low + ((high - low) * ((starts[index] ?? 0) - (starts[a] ?? 0))) / ((starts[b] ?? 0) - (starts[a] ?? 0));
  });
}

function ifType(types: readonly Type[]): Type | undefined {
  if (types.length < 2 || types.length > 3 || types.some((type) => type !== 'scalar' && type !== 'series')) return undefined;
  return types.includes('series') ? 'series' : 'scalar';
}

/** User guide, using-IF-expressions: a true point whose series is missing there is 0; a false one is dropped, see `ifWithoutFalse`. */
function applyIf([condition, then, otherwise]: readonly Value[], { length, ifWithoutFalse }: MathContext): Value {
  if (typeof condition === 'number') return (condition === 0 ? otherwise : then) ?? emptySeries(length);
  const absent = isSeries(then) && isSeries(otherwise) && ifWithoutFalse === 'zero' ? 0 : Number.NaN;
  return Array.from({ length }, (_, index) => {
    const decides = pointOf(condition, index);
    if (Number.isNaN(decides)) return Number.NaN;
    const point = decides === 0 ? (otherwise === undefined ? Number.NaN : pointOf(otherwise, index)) : pointOf(then, index);
    if (!Number.isNaN(point)) return point;
    return decides === 0 ? absent : 0;
  });
}

function emptySeries(length: number): Series {
  return Array.from({ length }, () => Number.NaN);
}
