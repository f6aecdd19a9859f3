import type { MathContext, Series, Type, Value } from './expression.js';

/** One function of metric math. */
export interface MathFunction {
  /** The type that it gives for arguments of these types; undefined where it does not take them. */
  readonly type: (types: readonly Type[]) => Type | undefined;
  /** What it takes, for a message: `MIN(series) or MIN([series, …])`. */
  readonly takes: string;
  readonly apply: (args: readonly Value[], context: MathContext) => Value;
  /** False where a point depends on other points of the range: then CloudWatch's fetching more points than it evaluates changes the result. */
  readonly pointwise: (types: readonly Type[]) => boolean;
}

export const ALWAYS = (): boolean => true;
export const NEVER = (): boolean => false;

export function isSeries(value: Value | undefined): value is Series {
  return Array.isArray(value) && !isList(value);
}

export function isList(value: Value | undefined): value is readonly Series[] {
  return Array.isArray(value) && Array.isArray(value[0]);
}

/** Applies to a series, or to each of a list. */
export function mapSeries(value: Value | undefined, change: (series: Series) => Series): Value {
  if (isList(value)) return value.map(change);
  return isSeries(value) ? change(value) : [];
}

/** The point of a value at an index: a scalar is the same everywhere. */
export function pointOf(value: Value | undefined, index: number): number {
  if (typeof value === 'number') return value;
  return isSeries(value) ? (value[index] ?? Number.NaN) : Number.NaN;
}

export function listOf(value: Value | undefined): readonly Series[] {
  if (isList(value)) return value;
  return isSeries(value) ? [value] : [];
}

/** A type that a series or a list keeps. */
export function keepsType(types: readonly Type[]): Type | undefined {
  const [only] = types;
  return types.length === 1 && (only === 'series' || only === 'list') ? only : undefined;
}
