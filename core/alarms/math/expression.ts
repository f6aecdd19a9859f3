/** A metric-math expression, read. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** A metric of the alarm, by its id. */
  | { readonly kind: 'metric'; readonly id: string }
  | { readonly kind: 'negative'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  /** A word that an argument can be: REPEAT, LINEAR, ASC, DESC, the name of a function. */
  | { readonly kind: 'word'; readonly word: string };

export type Operator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';

/** S, TS and TS[] of AWS's guide, and words. */
export type Type = 'scalar' | 'series' | 'list' | 'word';

/** A series holds NaN where a point is missing, oldest first. */
export type Series = readonly number[];
export type Value = number | Series | readonly Series[] | string;

/** What an expression is reckoned over. */
export interface MathContext {
  readonly metrics: Readonly<Record<string, Series>>;
  readonly length: number;
  readonly periodSeconds: number;
  /** Start of each period, milliseconds. */
  readonly starts: Series;
  readonly ifWithoutFalse: 'zero' | 'dropped';
}
