import type { Expression, Grouping, Query, QueryBody, Relation, Select, SelectItem } from './ast.js';
import { Cursor } from './cursor.js';
import { ExpressionParser } from './parse-expression.js';
import { refuse } from './problem.js';

type Nested<T> = T extends unknown ? Omit<T, 'at'> : never;

/** Reads one query of Trino's dialect; throws at the first thing that is no part of the grammar that runs here. */
export function parseQuery(sql: string): Query {
  const parser = new QueryParser(new Cursor(sql));
  return parser.whole();
}

class QueryParser {
  private readonly expressions: ExpressionParser;

  constructor(private readonly cursor: Cursor) {
    this.expressions = new ExpressionParser(cursor, () => this.query());
  }

  whole(): Query {
    const query = this.query();
    this.cursor.takes(';');
    const { kind, text, at } = this.cursor.peek();
    if (kind !== 'end') refuse(at, `'${text}' after the end of the query`);
    return query;
  }

  private query(): Query {
    const { cursor } = this;
    const { at } = cursor.peek();
    const named = cursor.takes('with') ? this.named() : [];
    const body = this.unions();
    const orderBy = cursor.takes('order', 'by') ? this.expressions.sortItems() : [];
    const offset = cursor.takes('offset') ? { offset: this.count('OFFSET') } : {};
    if (cursor.takes('row') || cursor.takes('rows')) {
      // OFFSET 2 ROWS
    }
    const limit = cursor.takes('limit') && !cursor.takes('all') ? { limit: this.count('LIMIT') } : {};
    if (cursor.sees('fetch')) refuse(cursor.peek().at, 'FETCH FIRST is not reproduced here: write LIMIT');
    return { is: 'query', at, with: named, body, orderBy, ...offset, ...limit };
  }

  private count(clause: string): number {
    const { kind, text, at } = this.cursor.take();
    return kind === 'integer' ? Number(text) : refuse(at, `'${text}' after ${clause}: a whole number belongs there`);
  }

  private named(): Query['with'][number][] {
    if (this.cursor.sees('recursive')) refuse(this.cursor.peek().at, 'WITH RECURSIVE is not reproduced here');
    return this.cursor.list(() => {
      const { at } = this.cursor.peek();
      const name = this.cursor.name('the name of a query');
      const columns = this.cursor.sees('(') ? { columns: this.cursor.names('the name of a column') } : {};
      this.cursor.expect('as', '(');
      const query = this.query();
      this.cursor.expect(')');
      return { name, query, at, ...columns };
    });
  }

  private unions(): QueryBody {
    let left = this.intersections();
    for (;;) {
      const { at } = this.cursor.peek();
      const operator = (['union', 'except'] as const).find((word) => this.cursor.takes(word));
      if (operator === undefined) return left;
      left = { is: 'set', operator, all: this.all(), left, right: this.intersections(), at };
    }
  }

  private intersections(): QueryBody {
    let left = this.body();
    for (;;) {
      const { at } = this.cursor.peek();
      if (!this.cursor.takes('intersect')) return left;
      left = { is: 'set', operator: 'intersect', all: this.all(), left, right: this.body(), at };
    }
  }

  private all(): boolean {
    if (this.cursor.takes('all')) return true;
    this.cursor.takes('distinct');
    return false;
  }

  private body(): QueryBody {
    const { cursor } = this;
    const { at } = cursor.peek();
    if (cursor.takes('values')) return { is: 'values', rows: cursor.list(() => this.valuesRow()), at };
    if (cursor.takes('(')) {
      const query = this.query();
      cursor.expect(')');
      return { is: 'nested', query, at };
    }
    cursor.expect('select');
    return { ...this.select(), at };
  }

  private valuesRow(): readonly Expression[] {
    const value = this.expressions.expression();
    return value.is === 'row' ? value.items : [value];
  }

  private select(): Select {
    const { cursor } = this;
    const distinct = cursor.takes('distinct');
    if (!distinct) cursor.takes('all');
    if (distinct && cursor.sees('on')) refuse(cursor.peek().at, 'DISTINCT ON is of another dialect: use row_number() over (…)');
    const items = cursor.list(() => this.item());
    const from = cursor.takes('from') ? { from: this.relations() } : {};
    const where = cursor.takes('where') ? { where: this.expressions.expression() } : {};
    const groupBy = cursor.takes('group', 'by') ? cursor.list(() => this.grouping()) : [];
    const having = cursor.takes('having') ? { having: this.expressions.expression() } : {};
    for (const clause of ['window', 'qualify']) {
      if (cursor.sees(clause))
        refuse(
          cursor.peek().at,
          `${clause.toUpperCase()} is not reproduced here: write the window after OVER, and filter in an outer query`,
        );
    }
    return { is: 'select', distinct, items, groupBy, ...from, ...where, ...having };
  }

  private item(): SelectItem {
    const { cursor } = this;
    const { at } = cursor.peek();
    if (cursor.takes('*')) return { star: true, at };
    if (cursor.peek(1).text === '.' && cursor.peek(2).text === '*') {
      const table = cursor.name('the name of a table');
      cursor.expect('.', '*');
      return { star: true, table, at };
    }
    const value = this.expressions.expression();
    if (cursor.takes('as')) return { star: false, value, alias: cursor.name('the name of a column') };
    return cursor.seesAlias() ? { star: false, value, alias: cursor.name('the name of a column') } : { star: false, value };
  }

  private grouping(): Grouping {
    const { cursor } = this;
    const { at } = cursor.peek();
    if (cursor.takes('grouping', 'sets')) return { is: 'grouping', kind: 'sets', sets: this.sets(), at };
    if (cursor.takes('rollup')) return { is: 'grouping', kind: 'rollup', sets: this.sets(), at };
    if (cursor.takes('cube')) return { is: 'grouping', kind: 'cube', sets: this.sets(), at };
    return this.expressions.expression();
  }

  private sets(): (readonly Expression[])[] {
    this.cursor.expect('(');
    const sets = this.cursor.list((): readonly Expression[] => {
      if (this.cursor.takes('(', ')')) return [];
      const value = this.expressions.expression();
      return value.is === 'row' ? value.items : [value];
    });
    this.cursor.expect(')');
    return sets;
  }

  private relations(): Relation {
    let left = this.joined();
    for (;;) {
      const { at } = this.cursor.peek();
      if (!this.cursor.takes(',')) return left;
      left = { is: 'join', kind: 'cross', left, right: this.joined(), at };
    }
  }

  private joined(): Relation {
    let left = this.relation();
    for (;;) {
      const { at } = this.cursor.peek();
      const kind = this.joinKind();
      if (kind === undefined) return left;
      const right = this.relation();
      left = { is: 'join', kind, left, right, at, ...this.joinCondition(kind) };
    }
  }

  private joinKind(): 'inner' | 'left' | 'right' | 'full' | 'cross' | undefined {
    const { cursor } = this;
    if (cursor.sees('natural')) refuse(cursor.peek().at, 'NATURAL JOIN is not reproduced here: name the columns with USING');
    if (cursor.takes('join') || cursor.takes('inner', 'join')) return 'inner';
    if (cursor.takes('cross', 'join')) return 'cross';
    const kind = (['left', 'right', 'full'] as const).find((word) => cursor.takes(word));
    if (kind === undefined) return undefined;
    cursor.takes('outer');
    cursor.expect('join');
    return kind;
  }

  private joinCondition(kind: string): { on?: Expression; using?: string[] } {
    if (kind === 'cross') return {};
    if (this.cursor.takes('using')) return { using: this.cursor.names('the name of a column') };
    this.cursor.expect('on');
    return { on: this.expressions.expression() };
  }

  private relation(): Relation {
    const { cursor } = this;
    const { at } = cursor.peek();
    const named = this.bare();
    if (cursor.sees('tablesample'))
      refuse(cursor.peek().at, 'TABLESAMPLE draws other rows at every run: filter by a hash or by random rows kept beforehand');
    if (named.is === 'join') return { ...named, at };
    const alias = cursor.takes('as') || cursor.seesAlias() ? cursor.name('the name of a table') : undefined;
    const columns = alias !== undefined && cursor.sees('(') ? { columns: cursor.names('the name of a column') } : {};
    return { ...named, at, ...(alias === undefined ? {} : { alias }), ...columns };
  }

  private bare(): Nested<Relation> {
    const { cursor } = this;
    if (cursor.takes('unnest')) {
      cursor.expect('(');
      const arrays = cursor.list(() => this.expressions.expression());
      cursor.expect(')');
      return { is: 'unnest', arrays, ordinality: cursor.takes('with', 'ordinality') };
    }
    if (cursor.sees('lateral')) refuse(cursor.peek().at, 'LATERAL is not reproduced here: use a join or UNNEST');
    if (cursor.sees('(')) {
      const next = cursor.peek(1);
      if (next.kind === 'word' && ['select', 'with', 'values'].includes(next.text)) {
        cursor.expect('(');
        const query = this.query();
        cursor.expect(')');
        return { is: 'subquery', query };
      }
      cursor.expect('(');
      const inner = this.joined();
      cursor.expect(')');
      return inner;
    }
    const name = [cursor.name('the name of a table')];
    while (cursor.takes('.')) name.push(cursor.name('the name of a table'));
    return { is: 'table', name };
  }
}
