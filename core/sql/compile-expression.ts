import type { Call, Expression, FrameBound, IntervalUnit, Query, SortItem } from './ast.js';
import { cast } from './casts.js';
import { compileCall } from './compile-call.js';
import { coerced, mismatch, quoted, textOf, type Compiled } from './compiled.js';
import { binary, compared, mustBeBoolean } from './operators.js';
import { pathOf } from './patterns.js';
import { refuse } from './problem.js';
import type { Scope } from './scope.js';
import {
  ANYTHING,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  NULL,
  VARCHAR,
  commonType,
  isFloating,
  isInteger,
  isNumeric,
  typeName,
  type SqlType,
} from './types.js';

/** What a query inside an expression gives. */
export interface CompiledQuery {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
}

type Of<K extends Expression['is']> = Extract<Expression, { is: K }>;

/** Puts expressions into DuckDB's spelling, with the types that Trino gives them. */
export class ExpressionCompiler {
  constructor(
    private readonly scope: Scope,
    private readonly query: (query: Query, scope: Scope) => CompiledQuery,
  ) {}

  compile(expression: Expression): Compiled {
    switch (expression.is) {
      case 'literal':
        return literal(expression);
      case 'column':
        return this.column(expression);
      case 'field':
        return refuse(expression.at, 'a field of a row is not reproduced here: keep it in a column of its own');
      case 'call':
        return this.call(expression);
      case 'unary':
        return this.unary(expression);
      case 'binary':
        return binary(expression.operator, this.compile(expression.left), this.compile(expression.right), expression.at);
      case 'null-test':
        return { sql: `(${this.compile(expression.operand).sql} IS ${expression.negated ? 'NOT ' : ''}NULL)`, type: BOOLEAN };
      case 'between':
        return this.between(expression);
      case 'in':
        return this.in(expression);
      case 'like':
        return this.like(expression);
      case 'case':
        return this.case(expression);
      case 'cast':
        return this.cast(expression);
      case 'array':
        return this.array(expression);
      case 'row':
        return refuse(expression.at, 'a row value is not reproduced here: keep its fields in columns of their own');
      case 'subscript':
        return this.subscript(expression);
      case 'lambda':
        return refuse(expression.at, 'a lambda stands only where a function takes one');
      case 'exists':
        return { sql: `(EXISTS (${this.query(expression.query, this.scope).sql}))`, type: BOOLEAN };
      case 'scalar':
        return this.scalar(expression);
      default:
        return interval(expression);
    }
  }

  /** ORDER BY of a query, a window or an aggregate; NULLS LAST is Trino's rule for both directions. */
  sorting(items: readonly SortItem[]): string {
    return items
      .map(
        ({ by, descending, nullsFirst }) => `${this.compile(by).sql} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`,
      )
      .join(', ');
  }

  condition(expression: Expression, clause: string): string {
    const { sql, type } = this.compile(expression);
    mustBeBoolean(type, clause, expression.at);
    return sql;
  }

  private column({ table, name, at }: Of<'column'>): Compiled {
    if (table !== undefined && !this.scope.hasTable(table)) {
      return refuse(
        at,
        `there is no table '${table}' here; a field of a row is not reproduced: keep it in a column of its own`,
        'COLUMN_NOT_FOUND',
      );
    }
    return this.scope.find(table, name, at);
  }

  private unary({ operator, operand, at }: Of<'unary'>): Compiled {
    const value = this.compile(operand);
    if (operator === 'not') {
      mustBeBoolean(value.type, 'NOT', at);
      return { sql: `(NOT ${value.sql})`, type: BOOLEAN };
    }
    if (!isNumeric(value.type) && !['null', 'anything', 'span', 'months'].includes(value.type.kind))
      refuse(at, `a ${typeName(value.type)} has no negative`, 'TYPE_MISMATCH');
    return { ...value, sql: `(-${value.sql})`, ...(value.text === undefined ? {} : { text: `-${value.text}` }) };
  }

  private between({ operand, low, high, negated, at }: Of<'between'>): Compiled {
    const value = this.compile(operand);
    const [least, most] = [compared('>=', value, this.compile(low), at), compared('<=', value, this.compile(high), at)];
    return { sql: `(${negated ? 'NOT ' : ''}(${least.sql} AND ${most.sql}))`, type: BOOLEAN };
  }

  private in({ operand, among, negated, at }: Of<'in'>): Compiled {
    const value = this.compile(operand);
    const not = negated ? 'NOT ' : '';
    if (!Array.isArray(among)) {
      const inner = this.query(among as Query, this.scope);
      const [column, ...more] = inner.columns;
      if (column === undefined || more.length > 0) return refuse(at, 'a query after IN gives one column');
      if (isFloating(value.type) || isFloating(column.type))
        refuse(at, 'IN over a query of doubles is not reproduced here: NaN equals nothing');
      const type = commonType(value.type, column.type);
      if (type === undefined) return refuse(at, mismatch('IN', value.type, column.type), 'TYPE_MISMATCH');
      return { sql: `(${coerced(value, type).sql} ${not}IN (${inner.sql}))`, type: BOOLEAN };
    }
    const tests = (among as readonly Expression[]).map((one) => compared('=', value, this.compile(one), at).sql);
    return { sql: `(${not}(${tests.join(' OR ')}))`, type: BOOLEAN };
  }

  private like({ operand, pattern, escape, negated, at }: Of<'like'>): Compiled {
    const parts = [operand, pattern, ...(escape === undefined ? [] : [escape])].map((part) => this.compile(part));
    for (const { type } of parts) {
      if (!['varchar', 'null', 'anything'].includes(type.kind))
        refuse(at, `LIKE takes texts, and this is a ${typeName(type)}`, 'TYPE_MISMATCH');
    }
    const [text, form, mark] = parts.map(({ sql }) => sql);
    return { sql: `(${text} ${negated ? 'NOT ' : ''}LIKE ${form}${mark === undefined ? '' : ` ESCAPE ${mark}`})`, type: BOOLEAN };
  }

  private case({ operand, whens, otherwise, at }: Of<'case'>): Compiled {
    const value = operand === undefined ? undefined : this.compile(operand);
    const tests = whens.map(({ when }) =>
      value === undefined ? this.condition(when, 'WHEN') : compared('=', value, this.compile(when), when.at).sql,
    );
    const results = [...whens.map(({ gives }) => gives), ...(otherwise === undefined ? [] : [otherwise])].map((one) => this.compile(one));
    const { type, sqls } = this.unified(results, 'CASE', at);
    const branches = whens.map((_, index) => `WHEN ${tests[index]} THEN ${sqls[index]}`).join(' ');
    return { sql: `(CASE ${branches}${otherwise === undefined ? '' : ` ELSE ${sqls.at(-1)}`} END)`, type };
  }

  /** Values of several branches, brought to one type. */
  private unified(values: readonly Compiled[], what: string, at: number): { readonly type: SqlType; readonly sqls: readonly string[] } {
    const type = values.reduce<SqlType>(
      (common, { type: next }) => commonType(common, next) ?? refuse(at, mismatch(what, common, next), 'TYPE_MISMATCH'),
      NULL,
    );
    return { type, sqls: values.map((value) => coerced(value, type).sql) };
  }

  private cast({ operand, to, lenient, at }: Of<'cast'>): Compiled {
    // The text of a number in JSON is kept by Trino and not by DuckDB; its value is the same.
    if (operand.is === 'call' && operand.name === 'json_extract_scalar' && to.kind === 'double' && !lenient) {
      const [json, path] = operand.arguments.map((one) => this.compile(one));
      if (path?.text !== undefined) return { sql: `trino_json_double(${json?.sql}, ${textOf(pathOf(path.text, at))})`, type: DOUBLE };
    }
    return cast(this.compile(operand), to, lenient, at);
  }

  private array({ items, at }: Of<'array'>): Compiled {
    if (items.length === 0) return { sql: 'CAST([] AS INTEGER[])', type: { kind: 'array', of: NULL } };
    const { type, sqls } = this.unified(
      items.map((item) => this.compile(item)),
      'ARRAY',
      at,
    );
    return { sql: `[${sqls.join(', ')}]`, type: { kind: 'array', of: type } };
  }

  private subscript({ of, index, at }: Of<'subscript'>): Compiled {
    const [whole, key] = [this.compile(of), this.compile(index)];
    if (whole.type.kind === 'array' && (isInteger(key.type) || key.type.kind === 'anything'))
      return { sql: `trino_subscript(${whole.sql}, ${coerced(key, BIGINT).sql})`, type: whole.type.of };
    if (whole.type.kind === 'map' && commonType(whole.type.key, key.type) !== undefined)
      return { sql: `trino_map_subscript(${whole.sql}, ${coerced(key, whole.type.key).sql})`, type: whole.type.value };
    if (whole.type.kind === 'anything') return { sql: `${whole.sql}[${key.sql}]`, type: ANYTHING };
    return refuse(at, `a ${typeName(whole.type)} has no element at a ${typeName(key.type)}`, 'TYPE_MISMATCH');
  }

  private scalar({ query, at }: Of<'scalar'>): Compiled {
    const { sql, columns } = this.query(query, this.scope);
    const [column, ...more] = columns;
    if (column === undefined || more.length > 0) return refuse(at, 'a query that stands for a value gives one column');
    return { sql: `(${sql})`, type: column.type };
  }

  private call(expression: Of<'call'>): Compiled {
    const special = this.special(expression);
    if (special !== undefined) return special;
    return compileCall(expression, {
      value: (argument) => this.compile(argument),
      lambda: ({ names, body }, types) => {
        const inner = new ExpressionCompiler(this.scope.within(names, types), this.query).compile(body);
        return { sql: `lambda ${names.map(quoted).join(', ')}: ${inner.sql}`, type: inner.type };
      },
      clauses: (call) => ({
        orderBy: call.orderBy.length === 0 ? '' : ` ORDER BY ${this.sorting(call.orderBy)}`,
        suffix: this.suffix(call),
      }),
    });
  }

  /** Calls that are syntax: their arguments are not all computed. */
  private special({ name, arguments: given, at }: Of<'call'>): Compiled | undefined {
    const values = (): Compiled[] => given.map((one) => this.compile(one));
    switch (name) {
      case 'coalesce': {
        const { type, sqls } = this.unified(values(), 'COALESCE', at);
        return { sql: `coalesce(${sqls.join(', ')})`, type };
      }
      case 'nullif': {
        const [first, second] = values();
        if (first === undefined || second === undefined) return refuse(at, 'NULLIF takes two values');
        return { sql: `(CASE WHEN ${compared('=', first, second, at).sql} THEN NULL ELSE ${first.sql} END)`, type: first.type };
      }
      case 'if': {
        const [condition, ...branches] = given;
        if (condition === undefined || branches.length === 0 || branches.length > 2)
          return refuse(at, 'IF takes a condition and one or two values');
        const [gives, otherwise] = branches as [Expression, Expression | undefined];
        return this.case({ is: 'case', whens: [{ when: condition, gives }], at, ...(otherwise === undefined ? {} : { otherwise }) });
      }
      case 'greatest':
      case 'least':
        return this.extreme(name === 'greatest' ? 'trino_larger' : 'trino_smaller', values(), at);
      case 'typeof':
        return typeOf(this.compile(given[0] ?? refuse(at, 'typeof takes a value')), at);
      case 'try':
        return this.attempt(given[0], at);
      case 'reduce':
        return this.reduce(given, at);
      case 'grouping':
        return {
          sql: `CAST(grouping(${values()
            .map(({ sql }) => sql)
            .join(', ')}) AS INTEGER)`,
          type: { kind: 'integer' },
        };
      default:
        return undefined;
    }
  }

  /** TRY of one operation on columns and literals: elsewhere it would have to tell which of several failed. */
  private attempt(operand: Expression | undefined, at: number): Compiled {
    const plain = (one: Expression): boolean => one.is === 'column' || one.is === 'literal';
    if (operand?.is === 'cast' && plain(operand.operand)) return this.cast({ ...operand, lenient: true });
    if (operand?.is === 'binary' && (operand.operator === '/' || operand.operator === '%') && plain(operand.left) && plain(operand.right)) {
      const made = this.compile(operand);
      if (isFloating(made.type)) return made;
      return { sql: `(CASE WHEN ${this.compile(operand.right).sql} <> 0 THEN ${made.sql} END)`, type: made.type };
    }
    return refuse(
      at,
      'TRY is reproduced here of a cast, a division or a remainder of columns and literals: guard other operations with CASE WHEN, or use try_cast',
    );
  }

  private extreme(macro: string, values: readonly Compiled[], at: number): Compiled {
    const { type, sqls } = this.unified(values, macro === 'trino_larger' ? 'GREATEST' : 'LEAST', at);
    if (['array', 'map', 'row'].includes(type.kind)) refuse(at, `comparing ${typeName(type)} is not reproduced here`);
    const name = isFloating(type) ? `${macro}_double` : macro;
    return { sql: sqls.reduce((left, right) => `${name}(${left}, ${right})`), type };
  }

  /** reduce(array, start, (state, item) -> state, state -> result); the state keeps the type of the start. */
  private reduce(given: readonly Expression[], at: number): Compiled {
    const [array, start, step, finish] = given;
    if (array === undefined || start === undefined || step?.is !== 'lambda' || finish?.is !== 'lambda')
      return refuse(at, 'reduce takes an array, a start and two lambdas');
    const [items, state] = [this.compile(array), this.compile(start)];
    const of = items.type.kind === 'array' ? items.type.of : ANYTHING;
    const next = new ExpressionCompiler(this.scope.within(step.names, [state.type, of]), this.query).compile(step.body);
    const common = commonType(next.type, state.type);
    if (common === undefined || typeName(common) !== typeName(state.type))
      refuse(step.at, mismatch('reduce', state.type, next.type), 'TYPE_MISMATCH');
    const [s = 's', x = 'x'] = step.names;
    const folded = `list_reduce(${items.sql}, lambda ${quoted(s)}, ${quoted(x)}: ${next.sql}, ${state.sql})`;
    const last = new ExpressionCompiler(this.scope.within(finish.names, [state.type]), this.query).compile(finish.body);
    return { sql: `list_transform([${folded}], lambda ${finish.names.map(quoted).join(', ')}: ${last.sql})[1]`, type: last.type };
  }

  private suffix(call: Call): string {
    const filter = call.filter === undefined ? '' : ` FILTER (WHERE ${this.condition(call.filter, 'FILTER')})`;
    if (call.window === undefined) return filter;
    const { partitionBy, orderBy, frame } = call.window;
    const parts = [
      partitionBy.length === 0 ? '' : `PARTITION BY ${partitionBy.map((one) => this.compile(one).sql).join(', ')}`,
      orderBy.length === 0 ? '' : `ORDER BY ${this.sorting(orderBy)}`,
      frame === undefined ? '' : `${frame.unit.toUpperCase()} BETWEEN ${this.bound(frame.from)} AND ${this.bound(frame.to)}`,
    ].filter((part) => part !== '');
    return `${filter} OVER (${parts.join(' ')})`;
  }

  private bound(bound: FrameBound): string {
    return 'edge' in bound ? bound.edge.toUpperCase() : `${this.compile(bound.rows).sql} ${bound.side.toUpperCase()}`;
  }
}

function literal({ type, value, at }: Of<'literal'>): Compiled {
  const text = String(value);
  switch (type.kind) {
    case 'null':
      return { sql: 'NULL', type };
    case 'boolean':
      return { sql: value === true ? 'true' : 'false', type };
    case 'varchar':
      return { sql: `CAST(${textOf(text)} AS VARCHAR)`, type, text };
    case 'varbinary':
      return { sql: `unhex('${text}')`, type };
    case 'double':
      return { sql: `CAST(${textOf(text)} AS DOUBLE)`, type, finite: true };
    case 'decimal':
      return { sql: `CAST('${text}' AS DECIMAL(${type.precision},${type.scale}))`, type, text };
    case 'date':
      return { sql: `DATE '${text}'`, type };
    case 'timestamp':
    case 'instant':
      return { sql: `TIMESTAMP '${text}'`, type };
    case 'integer':
    case 'bigint':
      return { sql: `CAST(${text} AS ${type.kind.toUpperCase()})`, type, text };
    default:
      return refuse(at, `a literal of ${typeName(type)} is not reproduced here`);
  }
}

const UNITS: { readonly [unit in IntervalUnit]: string } = {
  year: 'to_years',
  month: 'to_months',
  day: 'to_days',
  hour: 'to_hours',
  minute: 'to_minutes',
  second: 'to_seconds',
};

function interval({ value, unit }: Of<'interval'>): Compiled {
  const months = unit === 'year' || unit === 'month';
  return {
    sql: `${UNITS[unit]}(${value})`,
    type: { kind: months ? 'months' : 'span' },
    ...(months || unit === 'day' ? {} : { text: 'hours' }),
  };
}

function typeOf({ type, text }: Compiled, at: number): Compiled {
  if (type.kind === 'anything') return { sql: "'anything'", type: VARCHAR };
  if (typeName(type).includes('varchar') && text === undefined)
    refuse(at, 'typeof of a text is not reproduced here: Trino tells its greatest length');
  return { sql: `CAST(${textOf(typeName(type))} AS VARCHAR)`, type: VARCHAR };
}
