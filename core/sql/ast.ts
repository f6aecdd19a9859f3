import type { SqlType } from './types.js';

/** An expression as it was written. `at` is its place in the statement. */
export type Expression = { readonly at: number } & (
  | { readonly is: 'literal'; readonly type: SqlType; readonly value: string | boolean | null }
  | { readonly is: 'column'; readonly table?: string; readonly name: string }
  | { readonly is: 'field'; readonly of: Expression; readonly name: string }
  | Call
  | { readonly is: 'unary'; readonly operator: '-' | 'not'; readonly operand: Expression }
  | { readonly is: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly is: 'null-test'; readonly operand: Expression; readonly negated: boolean }
  | { readonly is: 'between'; readonly operand: Expression; readonly low: Expression; readonly high: Expression; readonly negated: boolean }
  | { readonly is: 'in'; readonly operand: Expression; readonly among: readonly Expression[] | Query; readonly negated: boolean }
  | {
      readonly is: 'like';
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape?: Expression;
      readonly negated: boolean;
    }
  | {
      readonly is: 'case';
      readonly operand?: Expression;
      readonly whens: readonly { readonly when: Expression; readonly gives: Expression }[];
      readonly otherwise?: Expression;
    }
  | { readonly is: 'cast'; readonly operand: Expression; readonly to: SqlType; readonly lenient: boolean }
  | { readonly is: 'array'; readonly items: readonly Expression[] }
  | { readonly is: 'row'; readonly items: readonly Expression[] }
  | { readonly is: 'subscript'; readonly of: Expression; readonly index: Expression }
  | { readonly is: 'lambda'; readonly names: readonly string[]; readonly body: Expression }
  | { readonly is: 'exists'; readonly query: Query }
  | { readonly is: 'scalar'; readonly query: Query }
  | { readonly is: 'interval'; readonly value: number; readonly unit: IntervalUnit }
);

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '||'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'and'
  | 'or'
  | 'distinct'
  | 'not distinct';
export type IntervalUnit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

export interface Call {
  readonly is: 'call';
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** `count(*)`. */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: readonly SortItem[];
  readonly filter?: Expression;
  readonly window?: Window;
  readonly ignoreNulls: boolean;
}

export interface SortItem {
  readonly by: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface Window {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame?: { readonly unit: 'rows' | 'range' | 'groups'; readonly from: FrameBound; readonly to: FrameBound };
}

export type FrameBound =
  | { readonly edge: 'unbounded preceding' | 'unbounded following' | 'current row' }
  | { readonly rows: Expression; readonly side: 'preceding' | 'following' };

/** A query with its WITH, ORDER BY and LIMIT. */
export interface Query {
  readonly is: 'query';
  readonly at: number;
  readonly with: readonly { readonly name: string; readonly columns?: readonly string[]; readonly query: Query; readonly at: number }[];
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[];
  readonly offset?: number;
  readonly limit?: number;
}

export type QueryBody = { readonly at: number } & (
  | Select
  | {
      readonly is: 'set';
      readonly operator: 'union' | 'intersect' | 'except';
      readonly all: boolean;
      readonly left: QueryBody;
      readonly right: QueryBody;
    }
  | { readonly is: 'values'; readonly rows: readonly (readonly Expression[])[] }
  | { readonly is: 'nested'; readonly query: Query }
);

export interface Select {
  readonly is: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from?: Relation;
  readonly where?: Expression;
  readonly groupBy: readonly Grouping[];
  readonly having?: Expression;
}

export type SelectItem =
  | { readonly star: true; readonly table?: string; readonly at: number }
  | { readonly star: false; readonly value: Expression; readonly alias?: string };

export type Grouping =
  | Expression
  | {
      readonly is: 'grouping';
      readonly at: number;
      readonly kind: 'sets' | 'rollup' | 'cube';
      readonly sets: readonly (readonly Expression[])[];
    };

export type Relation = { readonly at: number } & (
  | { readonly is: 'table'; readonly name: readonly string[]; readonly alias?: string; readonly columns?: readonly string[] }
  | { readonly is: 'subquery'; readonly query: Query; readonly alias?: string; readonly columns?: readonly string[] }
  | {
      readonly is: 'unnest';
      readonly arrays: readonly Expression[];
      readonly ordinality: boolean;
      readonly alias?: string;
      readonly columns?: readonly string[];
    }
  | {
      readonly is: 'join';
      readonly kind: 'inner' | 'left' | 'right' | 'full' | 'cross';
      readonly left: Relation;
      readonly right: Relation;
      readonly on?: Expression;
      readonly using?: readonly string[];
    }
);
