import type { Expression, Grouping, Query, QueryBody, Relation, Select, SelectItem } from './ast.js';
import { ExpressionCompiler, type CompiledQuery } from './compile-expression.js';
import { coerced, mismatch, quoted, type Compiled } from './compiled.js';
import { parseQuery } from './parse-query.js';
import { refuse, SqlProblemFound, type SqlProblem } from './problem.js';
import { Scope, type ScopeColumn } from './scope.js';
import { ANYTHING, BIGINT, NULL, commonType, duckType, isInteger, sameType, typeName, type SqlType } from './types.js';

/** A table that a statement may read. */
export interface SqlTable {
  /** Absent where nobody knows them yet: then names and types of its columns are not checked. */
  readonly columns?: readonly { readonly name: string; readonly type: SqlType }[];
  /** What DuckDB reads in its place, `"name"` or `read_parquet('…')`. Default: the name of the table. */
  readonly relation?: string;
}

/** A statement in DuckDB's spelling, or what keeps it from running here. */
export type CompiledStatement =
  | { readonly ok: true; readonly sql: string; readonly columns: CompiledQuery['columns'] }
  | { readonly ok: false; readonly problems: readonly SqlProblem[] };

/**
 * Puts a query of Athena's (Trino's dialect) into DuckDB's spelling. What is not known to answer alike is refused with its place; with
 * `tables` whose columns are told, types are checked as Trino checks them.
 */
export function compileQuery(sql: string, tables: ReadonlyMap<string, SqlTable>): CompiledStatement {
  try {
    const compiler = new QueryCompiler(tables);
    const { sql: made, columns } = compiler.query(parseQuery(sql), Scope.EMPTY, new Map());
    return { ok: true, sql: made, columns };
  } catch (error) {
    if (error instanceof SqlProblemFound) return { ok: false, problems: [error.problem] };
    throw error;
  }
}

type Named = ReadonlyMap<string, CompiledQuery['columns']>;
interface Source {
  readonly sql: string;
  readonly columns: readonly ScopeColumn[];
  readonly open: boolean;
}

class QueryCompiler {
  constructor(private readonly tables: ReadonlyMap<string, SqlTable>) {}

  query(query: Query, outer: Scope, named: Named): CompiledQuery {
    const known = new Map(named);
    const withs = query.with.map(({ name, columns: names, query: inner, at }) => {
      const made = this.query(inner, outer, known);
      const columns = renamed(made.columns, names, at);
      known.set(name, columns);
      return `${quoted(name)}(${columns.map((column) => quoted(column.name)).join(', ')}) AS (${made.sql})`;
    });
    const { sql, columns, scope } = this.body(query.body, outer, known);
    const order = query.orderBy.length === 0 ? '' : ` ORDER BY ${this.ordering(query, columns, scope, known)}`;
    const limit = query.limit === undefined ? '' : ` LIMIT ${query.limit}`;
    const offset = query.offset === undefined ? '' : ` OFFSET ${query.offset}`;
    return { sql: `${withs.length === 0 ? '' : `WITH ${withs.join(', ')} `}${sql}${order}${limit}${offset}`, columns };
  }

  /** An output column by number or name, else an expression over what the query read. */
  private ordering(query: Query, columns: CompiledQuery['columns'], scope: Scope, named: Named): string {
    return query.orderBy
      .map(({ by, descending, nullsFirst }) => {
        const tail = `${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
        if (by.is === 'literal' && isInteger(by.type)) return `${ordinal(by, columns.length)} ${tail}`;
        const output = by.is === 'column' && by.table === undefined ? columns.findIndex(({ name }) => name === by.name) : -1;
        if (output >= 0) return `${output + 1} ${tail}`;
        return `${this.expressions(scope, named).compile(by).sql} ${tail}`;
      })
      .join(', ');
  }

  private expressions(scope: Scope, named: Named): ExpressionCompiler {
    return new ExpressionCompiler(scope, (query, inner) => this.query(query, inner, named));
  }

  private body(body: QueryBody, outer: Scope, named: Named): CompiledQuery & { readonly scope: Scope } {
    switch (body.is) {
      case 'select':
        return this.select(body, outer, named);
      case 'values':
        return this.values(body.rows, body.at, outer, named);
      case 'nested': {
        const { sql, columns } = this.query(body.query, outer, named);
        return { sql: `(${sql})`, columns, scope: outputScope(columns) };
      }
      default:
        return this.set(body, outer, named);
    }
  }

  private set(body: QueryBody & { readonly is: 'set' }, outer: Scope, named: Named): CompiledQuery & { readonly scope: Scope } {
    const [left, right] = [this.body(body.left, outer, named), this.body(body.right, outer, named)];
    if (left.columns.length !== right.columns.length) {
      refuse(
        body.at,
        `${body.operator.toUpperCase()} of ${left.columns.length} and ${right.columns.length} columns: both sides give as many`,
        'TYPE_MISMATCH',
      );
    }
    if (body.operator !== 'union' && body.all) refuse(body.at, `${body.operator.toUpperCase()} ALL is not reproduced here`);
    const columns = left.columns.map(({ name, type }, index) => {
      const other = right.columns[index]?.type ?? type;
      return {
        name,
        type:
          commonType(type, other) ??
          refuse(body.at, mismatch(`column ${index + 1} of ${body.operator.toUpperCase()}`, type, other), 'TYPE_MISMATCH'),
      };
    });
    const side = (query: CompiledQuery): string => `SELECT * FROM (${cast(query, columns)})`;
    return {
      sql: `${side(left)} ${body.operator.toUpperCase()}${body.all ? ' ALL' : ''} ${side(right)}`,
      columns,
      scope: outputScope(columns),
    };
  }

  private values(
    rows: readonly (readonly Expression[])[],
    at: number,
    outer: Scope,
    named: Named,
  ): CompiledQuery & { readonly scope: Scope } {
    const compiler = this.expressions(outer, named);
    const made = rows.map((row) => row.map((value) => compiler.compile(value)));
    const width = made[0]?.length ?? 0;
    if (made.some((row) => row.length !== width)) refuse(at, 'the rows of VALUES have different numbers of values', 'TYPE_MISMATCH');
    const types = Array.from({ length: width }, (_, index) =>
      made.reduce<SqlType>((common, row) => {
        const next = row[index].type;
        return commonType(common, next) ?? refuse(at, mismatch(`column ${index + 1} of VALUES`, common, next), 'TYPE_MISMATCH');
      }, NULL),
    );
    const columns = types.map((type, index) => ({ name: `_col${index}`, type }));
    const text = made.map((row) => `(${row.map((value, index) => typed(value, types[index] ?? value.type)).join(', ')})`).join(', ');
    return {
      sql: `SELECT * FROM (VALUES ${text}) AS "values"(${columns.map(({ name }) => quoted(name)).join(', ')})`,
      columns,
      scope: outputScope(columns),
    };
  }

  private select(select: Select, outer: Scope, named: Named): CompiledQuery & { readonly scope: Scope } {
    const source = select.from === undefined ? undefined : this.relation(select.from, outer, named);
    const scope = new Scope(source?.columns ?? [], source?.open ?? false, outer === Scope.EMPTY ? undefined : outer);
    const compiler = this.expressions(scope, named);
    const outputs = select.items.flatMap((item, index) => outputsOf(item, index, scope, compiler, source));
    const where = select.where === undefined ? '' : ` WHERE ${compiler.condition(select.where, 'WHERE')}`;
    const groups = select.groupBy.map((group) => grouped(group, compiler, select.items.length));
    const having = select.having === undefined ? '' : ` HAVING ${compiler.condition(select.having, 'HAVING')}`;
    const sql = [
      `SELECT ${select.distinct ? 'DISTINCT ' : ''}${outputs.map(({ sql: value }) => value).join(', ')}`,
      source === undefined ? '' : ` FROM ${source.sql}`,
      where,
      groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')}`,
      having,
    ].join('');
    return { sql, columns: outputs.map(({ name, type }) => ({ name, type })), scope };
  }

  private relation(relation: Relation, outer: Scope, named: Named): Source {
    switch (relation.is) {
      case 'table':
        return this.table(relation, named);
      case 'subquery': {
        const { sql, columns } = this.query(relation.query, outer, named);
        return aliased(`(${sql})`, relation.alias ?? `query_${relation.at}`, renamed(columns, relation.columns, relation.at), true);
      }
      case 'unnest':
        return this.unnest(relation, outer, named, []);
      default:
        return this.join(relation, outer, named);
    }
  }

  private table(relation: Relation & { readonly is: 'table' }, named: Named): Source {
    const full = relation.name.join('.');
    const last = relation.name.at(-1) ?? full;
    const alias = relation.alias ?? last;
    const query = relation.name.length === 1 ? named.get(last) : undefined;
    if (query !== undefined)
      return aliased(quoted(last), alias, renamed(query, relation.columns, relation.at), relation.columns !== undefined);
    const table = this.tables.get(full) ?? this.tables.get(last);
    if (table === undefined) {
      const known = [...this.tables.keys()];
      return refuse(
        relation.at,
        `there is no table '${full}'; ${known.length === 0 ? 'no table is given' : `there are ${known.join(', ')}`}`,
        'TABLE_NOT_FOUND',
      );
    }
    const from = table.relation ?? quoted(last);
    if (table.columns !== undefined)
      return aliased(from, alias, renamed(table.columns, relation.columns, relation.at), relation.columns !== undefined);
    return {
      sql: `${from} AS ${quoted(alias)}`,
      columns: (relation.columns ?? []).map((name) => ({ table: alias, name, type: ANYTHING })),
      open: relation.columns === undefined,
    };
  }

  private unnest(
    relation: Relation & { readonly is: 'unnest' },
    outer: Scope,
    named: Named,
    beside: readonly ScopeColumn[],
    open = false,
  ): Source {
    const [array, ...more] = relation.arrays;
    if (array === undefined || more.length > 0)
      return refuse(
        relation.at,
        'UNNEST of several arrays is not reproduced here: unnest one with its ordinality, and take elements of the others',
      );
    const value = this.expressions(new Scope(beside, open, outer === Scope.EMPTY ? undefined : outer), named).compile(array);
    if (value.type.kind !== 'array' && value.type.kind !== 'anything')
      refuse(relation.at, `UNNEST of a ${typeName(value.type)} is not reproduced here: of an array it is`);
    const of = value.type.kind === 'array' ? value.type.of : ANYTHING;
    const columns = [{ name: '_col0', type: of }, ...(relation.ordinality ? [{ name: '_col1', type: BIGINT }] : [])];
    const alias = relation.alias ?? `unnest_${relation.at}`;
    return aliased(
      `UNNEST(${value.sql})${relation.ordinality ? ' WITH ORDINALITY' : ''}`,
      alias,
      renamed(columns, relation.columns, relation.at),
      true,
    );
  }

  private join(relation: Relation & { readonly is: 'join' }, outer: Scope, named: Named): Source {
    const left = this.relation(relation.left, outer, named);
    const right =
      relation.right.is === 'unnest'
        ? this.unnest(relation.right, outer, named, left.columns, left.open)
        : this.relation(relation.right, outer, named);
    const open = left.open || right.open;
    const kind = relation.kind.toUpperCase();
    if (relation.using !== undefined) return using(relation.using, relation.at, left, right, kind);
    const columns = [...left.columns, ...right.columns];
    if (relation.on === undefined) return { sql: `${left.sql} CROSS JOIN ${right.sql}`, columns, open };
    const scope = new Scope(columns, open, outer === Scope.EMPTY ? undefined : outer);
    return {
      sql: `${left.sql} ${kind} JOIN ${bracketed(relation.right, right.sql)} ON ${this.expressions(scope, named).condition(relation.on, 'ON')}`,
      columns,
      open,
    };
  }
}

/** A join on the right of a join needs brackets of its own. */
function bracketed(relation: Relation, sql: string): string {
  return relation.is === 'join' ? `(${sql})` : sql;
}

function using(names: readonly string[], at: number, left: Source, right: Source, kind: string): Source {
  const columns = names.map((name): ScopeColumn => {
    const [a, b] = [left, right].map(
      (side) => side.columns.find((column) => column.name === name) ?? (side.open ? { name, type: ANYTHING } : undefined),
    );
    if (a === undefined || b === undefined)
      return refuse(at, `USING names '${name}', which is no column of both sides`, 'COLUMN_NOT_FOUND');
    return { name, type: commonType(a.type, b.type) ?? refuse(at, mismatch(`USING (${name})`, a.type, b.type), 'TYPE_MISMATCH') };
  });
  const rest = [...left.columns, ...right.columns].filter(({ name }) => !names.includes(name));
  return {
    sql: `${left.sql} ${kind} JOIN ${right.sql} USING (${names.map(quoted).join(', ')})`,
    columns: [...columns, ...rest],
    open: left.open || right.open,
  };
}

function aliased(sql: string, alias: string, columns: CompiledQuery['columns'], renames: boolean): Source {
  const names = renames ? `(${columns.map(({ name }) => quoted(name)).join(', ')})` : '';
  return {
    sql: `${sql} AS ${quoted(alias)}${names}`,
    columns: columns.map(({ name, type }) => ({ table: alias, name, type })),
    open: false,
  };
}

function renamed(columns: CompiledQuery['columns'], names: readonly string[] | undefined, at: number): CompiledQuery['columns'] {
  if (names === undefined) return columns;
  if (names.length !== columns.length)
    return refuse(at, `${names.length} names for ${columns.length} columns`, 'MISMATCHED_COLUMN_ALIASES');
  return columns.map(({ type }, index) => ({ name: names[index] ?? '', type }));
}

function outputsOf(
  item: SelectItem,
  index: number,
  scope: Scope,
  compiler: ExpressionCompiler,
  source: Source | undefined,
): { sql: string; name: string; type: SqlType }[] {
  if (!item.star) {
    const { sql, type } = compiler.compile(item.value);
    const name = item.alias ?? (item.value.is === 'column' ? item.value.name : `_col${index}`);
    return [{ sql: `${sql} AS ${quoted(name)}`, name, type }];
  }
  if (source === undefined) return refuse(item.at, '* stands for the columns of a table, and there is no FROM');
  if (source.open) return [{ sql: item.table === undefined ? '*' : `${quoted(item.table)}.*`, name: '*', type: ANYTHING }];
  const columns = source.columns.filter(({ table }) => item.table === undefined || table === item.table);
  if (columns.length === 0) return refuse(item.at, `there is no table '${item.table}' here`, 'TABLE_NOT_FOUND');
  return columns.map(({ table, name, type }) => ({ sql: `${scope.find(table, name, item.at).sql} AS ${quoted(name)}`, name, type }));
}

function grouped(group: Grouping, compiler: ExpressionCompiler, items: number): string {
  if (group.is === 'grouping') {
    const sets = group.sets.map((set) => `(${set.map((one) => compiler.compile(one).sql).join(', ')})`).join(', ');
    return `${group.kind === 'sets' ? 'GROUPING SETS' : group.kind.toUpperCase()} (${sets})`;
  }
  if (group.is === 'literal' && isInteger(group.type)) return ordinal(group, items);
  return compiler.compile(group).sql;
}

function ordinal(literal: Expression & { readonly is: 'literal' }, count: number): string {
  const position = Number(literal.value);
  if (position < 1 || position > count)
    refuse(literal.at, `there is no column ${position}: the query gives ${count}`, 'INVALID_COLUMN_REFERENCE');
  return String(position);
}

const outputScope = (columns: CompiledQuery['columns']): Scope =>
  new Scope(
    columns,
    columns.some(({ name }) => name === '*'),
  );

/** A column that holds nothing but NULL still has a type in DuckDB. */
function typed(value: Compiled, type: SqlType): string {
  return value.type.kind === 'null' && type.kind !== 'null' ? `CAST(NULL AS ${duckType(type)})` : coerced(value, type).sql;
}

/** A query whose columns are brought to the types that both sides of a set operation share. */
function cast(query: CompiledQuery, columns: CompiledQuery['columns']): string {
  if (query.columns.every(({ type }, index) => sameType(type, columns[index]?.type ?? type))) return query.sql;
  const items = query.columns.map(
    ({ name, type }, index) => `${typed({ sql: quoted(name), type }, columns[index]?.type ?? type)} AS ${quoted(name)}`,
  );
  return `SELECT ${items.join(', ')} FROM (${query.sql})`;
}
