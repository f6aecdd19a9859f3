import type { BinaryOperator, Call, Expression, FrameBound, IntervalUnit, Query, SortItem, Window } from './ast.js';
import type { Cursor } from './cursor.js';
import { decimalLiteral, integerLiteral, typedLiteral } from './literals.js';
import { parseType } from './parse-type.js';
import { refuse } from './problem.js';
import { BOOLEAN, DOUBLE, NULL, VARBINARY } from './types.js';

const COMPARISONS: readonly string[] = ['=', '<>', '!=', '<', '<=', '>', '>='];
const UNITS: readonly string[] = ['year', 'month', 'day', 'hour', 'minute', 'second'];
/** Types that may stand in front of a text to make a literal of it. */
const LITERAL_TYPES: readonly string[] = [
  'date',
  'timestamp',
  'decimal',
  'double',
  'real',
  'bigint',
  'integer',
  'smallint',
  'tinyint',
  'boolean',
  'varchar',
];
const BARE_CALLS: readonly string[] = ['current_date', 'current_timestamp', 'localtimestamp', 'current_time', 'localtime', 'current_user'];

/** Reads expressions by Trino's precedence; a query inside them is read by whoever reads queries. */
export class ExpressionParser {
  constructor(
    private readonly cursor: Cursor,
    private readonly query: () => Query,
  ) {}

  /** OR binds least, then AND, NOT, comparisons, `+ - ||`, `* / %`, the sign. */
  expression(): Expression {
    return this.chain(() => this.conjunction(), ['or']);
  }

  sortItems(): SortItem[] {
    return this.cursor.list(() => {
      const by = this.expression();
      const descending = this.cursor.takes('desc');
      if (!descending) this.cursor.takes('asc');
      const nullsFirst = this.cursor.takes('nulls', 'first');
      if (!nullsFirst) this.cursor.takes('nulls', 'last');
      return { by, descending, nullsFirst };
    });
  }

  private conjunction(): Expression {
    return this.chain(() => this.negation(), ['and']);
  }

  private chain(next: () => Expression, operators: readonly string[]): Expression {
    let left = next();
    for (;;) {
      const { at, kind, text } = this.cursor.peek();
      if ((kind !== 'word' && kind !== 'symbol') || !operators.includes(text)) return left;
      this.cursor.take();
      left = { is: 'binary', operator: text as BinaryOperator, left, right: next(), at };
    }
  }

  private negation(): Expression {
    const { at } = this.cursor.peek();
    if (this.cursor.takes('not')) return { is: 'unary', operator: 'not', operand: this.negation(), at };
    return this.predicate();
  }

  private predicate(): Expression {
    let operand = this.sum();
    for (;;) {
      const next = this.oneTest(operand);
      if (next === undefined) return operand;
      operand = next;
    }
  }

  private oneTest(operand: Expression): Expression | undefined {
    const { cursor } = this;
    const { at, kind, text } = cursor.peek();
    if (kind === 'symbol' && COMPARISONS.includes(text)) {
      cursor.take();
      if (cursor.sees('all') || cursor.sees('any') || cursor.sees('some')) {
        refuse(cursor.peek().at, `${cursor.peek().text.toUpperCase()} over a query is not reproduced here: use IN, EXISTS, min or max`);
      }
      return { is: 'binary', operator: (text === '!=' ? '<>' : text) as BinaryOperator, left: operand, right: this.sum(), at };
    }
    if (cursor.takes('is')) return this.isTest(operand, at);
    const negated = cursor.sees('not') && ['between', 'in', 'like'].includes(cursor.peek(1).text) && cursor.takes('not');
    if (cursor.takes('between')) {
      const low = this.sum();
      cursor.expect('and');
      return { is: 'between', operand, low, high: this.sum(), negated, at };
    }
    if (cursor.takes('in')) return this.inTest(operand, negated, at);
    if (cursor.takes('like')) {
      const pattern = this.sum();
      const escape = cursor.takes('escape') ? { escape: this.sum() } : {};
      return { is: 'like', operand, pattern, negated, at, ...escape };
    }
    return undefined;
  }

  private isTest(operand: Expression, at: number): Expression {
    const negated = this.cursor.takes('not');
    if (this.cursor.takes('null')) return { is: 'null-test', operand, negated, at };
    this.cursor.expect('distinct', 'from');
    return { is: 'binary', operator: negated ? 'not distinct' : 'distinct', left: operand, right: this.sum(), at };
  }

  private inTest(operand: Expression, negated: boolean, at: number): Expression {
    this.cursor.expect('(');
    const among = this.seesQuery() ? this.query() : this.cursor.list(() => this.expression());
    this.cursor.expect(')');
    return { is: 'in', operand, among, negated, at };
  }

  private sum(): Expression {
    return this.chain(() => this.product(), ['+', '-', '||']);
  }

  private product(): Expression {
    return this.chain(() => this.signed(), ['*', '/', '%']);
  }

  private signed(): Expression {
    const { at } = this.cursor.peek();
    // The least integer has no positive of its own type.
    if (this.cursor.sees('-') && this.cursor.peek(1).kind === 'integer' && this.cursor.takes('-'))
      return integerLiteral(`-${this.cursor.take().text}`, at);
    if (this.cursor.takes('-')) return { is: 'unary', operator: '-', operand: this.signed(), at };
    if (this.cursor.takes('+')) return this.signed();
    return this.postfix();
  }

  private postfix(): Expression {
    let value = this.primary();
    for (;;) {
      const { at } = this.cursor.peek();
      if (this.cursor.takes('[')) {
        const index = this.expression();
        this.cursor.expect(']');
        value = { is: 'subscript', of: value, index, at };
      } else if (value.is !== 'literal' && this.cursor.takes('.')) {
        const name = this.cursor.name('the name of a field');
        value =
          value.is === 'column' && value.table === undefined ? { ...value, table: value.name, name } : { is: 'field', of: value, name, at };
      } else if (this.cursor.sees('at', 'time', 'zone')) {
        refuse(at, 'AT TIME ZONE is not reproduced here: keep times in UTC, or shift them by an interval');
      } else {
        return value;
      }
    }
  }

  private seesQuery(): boolean {
    return this.cursor.sees('select') || this.cursor.sees('with') || this.cursor.sees('values');
  }

  private primary(): Expression {
    const { cursor } = this;
    const { at, kind, text } = cursor.peek();
    switch (kind) {
      case 'integer':
        return integerLiteral(cursor.take().text, at);
      case 'decimal':
        return decimalLiteral(cursor.take().text, at);
      case 'double':
        return { is: 'literal', type: DOUBLE, value: cursor.take().text, at };
      case 'string':
        return { is: 'literal', type: { kind: 'varchar', length: Array.from(cursor.take().text).length }, value: text, at };
      case 'hex':
        return { is: 'literal', type: VARBINARY, value: cursor.take().text, at };
      case 'quoted':
        return this.named(at);
      case 'word':
        return this.word(text, at);
      default:
        return cursor.sees('(') ? this.bracketed(at) : refuse(at, `'${text}' where a value belongs`);
    }
  }

  private word(text: string, at: number): Expression {
    const { cursor } = this;
    if (text === 'true' || text === 'false') {
      cursor.take();
      return { is: 'literal', type: BOOLEAN, value: text === 'true', at };
    }
    if (cursor.takes('null')) return { is: 'literal', type: NULL, value: null, at };
    if (cursor.takes('case')) return this.cases(at);
    if (text === 'cast' || (text === 'try_cast' && cursor.peek(1).text === '(')) return this.cast(text === 'try_cast', at);
    if (cursor.takes('exists')) return { is: 'exists', query: this.bracketedQuery(), at };
    if (cursor.takes('extract')) return this.extract(at);
    if (cursor.takes('trim')) return this.trim(at);
    if (text === 'interval' && cursor.peek(1).kind === 'string') return this.interval(at);
    if (text === 'position' && cursor.peek(1).text === '(') return this.position(at);
    if (text === 'array' && cursor.peek(1).text === '[') return this.array(at);
    if (text === 'json' && cursor.peek(1).kind === 'string')
      return refuse(at, 'a JSON literal is not reproduced here: use json_extract_scalar on a varchar');
    if (BARE_CALLS.includes(text)) {
      cursor.take();
      return { ...call(text, []), at };
    }
    if (LITERAL_TYPES.includes(text) && cursor.peek(1).kind === 'string') {
      cursor.take();
      return typedLiteral(text, cursor.take().text, at);
    }
    return this.named(at);
  }

  /** A column, or a call. `x -> …` is a lambda. */
  private named(at: number): Expression {
    const { cursor } = this;
    // `grouping`, `normalize` and others are reserved, and functions too.
    const name = cursor.peek().kind === 'word' && cursor.peek(1).text === '(' ? cursor.take().text : cursor.name('a value');
    if (cursor.takes('->')) return { is: 'lambda', names: [name], body: this.expression(), at };
    if (!cursor.sees('(')) return { is: 'column', name, at };
    return name === 'row' ? this.row(at) : this.call(name, at);
  }

  private bracketed(at: number): Expression {
    const { cursor } = this;
    const names = this.lambdaNames();
    if (names !== undefined) return { is: 'lambda', names, body: this.expression(), at };
    cursor.expect('(');
    if (this.seesQuery()) {
      const query = this.query();
      cursor.expect(')');
      return { is: 'scalar', query, at };
    }
    const items = cursor.list(() => this.expression());
    cursor.expect(')');
    return items.length === 1 && items[0] !== undefined ? items[0] : { is: 'row', items, at };
  }

  /** `(a, b) ->` or `() ->`; nothing is taken if it is something else. */
  private lambdaNames(): string[] | undefined {
    let ahead = 1;
    while (this.cursor.peek(ahead).kind === 'word' || this.cursor.peek(ahead).text === ',') ahead += 1;
    if (this.cursor.peek(ahead).text !== ')' || this.cursor.peek(ahead + 1).text !== '->') return undefined;
    this.cursor.expect('(');
    const names = this.cursor.sees(')') ? [] : this.cursor.list(() => this.cursor.name('the name of a parameter'));
    this.cursor.expect(')', '->');
    return names;
  }

  private bracketedQuery(): Query {
    this.cursor.expect('(');
    const query = this.query();
    this.cursor.expect(')');
    return query;
  }

  private row(at: number): Expression {
    this.cursor.expect('(');
    const items = this.cursor.list(() => this.expression());
    this.cursor.expect(')');
    return { is: 'row', items, at };
  }

  private array(at: number): Expression {
    this.cursor.expect('array', '[');
    const items = this.cursor.sees(']') ? [] : this.cursor.list(() => this.expression());
    this.cursor.expect(']');
    return { is: 'array', items, at };
  }

  private cases(at: number): Expression {
    const { cursor } = this;
    const operand = cursor.sees('when') ? {} : { operand: this.expression() };
    const whens: { when: Expression; gives: Expression }[] = [];
    while (cursor.takes('when')) {
      const when = this.expression();
      cursor.expect('then');
      whens.push({ when, gives: this.expression() });
    }
    const otherwise = cursor.takes('else') ? { otherwise: this.expression() } : {};
    cursor.expect('end');
    return { is: 'case', whens, at, ...operand, ...otherwise };
  }

  private cast(lenient: boolean, at: number): Expression {
    this.cursor.take();
    this.cursor.expect('(');
    const operand = this.expression();
    this.cursor.expect('as');
    const to = parseType(this.cursor);
    this.cursor.expect(')');
    return { is: 'cast', operand, to, lenient, at };
  }

  private extract(at: number): Expression {
    this.cursor.expect('(');
    const field = this.cursor.take().text;
    this.cursor.expect('from');
    const operand = this.expression();
    this.cursor.expect(')');
    const name = { dow: 'day_of_week', doy: 'day_of_year', yow: 'year_of_week' }[field] ?? field;
    return { ...call(name, [operand]), at };
  }

  private trim(at: number): Expression {
    const { cursor } = this;
    cursor.expect('(');
    const side = ['leading', 'trailing', 'both'].includes(cursor.peek().text) ? cursor.take().text : 'both';
    const first = cursor.takes('from') ? undefined : this.expression();
    const characters = first !== undefined && cursor.takes('from') ? first : undefined;
    const text = characters !== undefined || first === undefined ? this.expression() : first;
    cursor.expect(')');
    const name = { leading: 'ltrim', trailing: 'rtrim' }[side] ?? 'trim';
    return { ...call(name, characters === undefined ? [text] : [text, characters]), at };
  }

  private position(at: number): Expression {
    this.cursor.take();
    this.cursor.expect('(');
    const part = this.sum();
    this.cursor.expect('in');
    const whole = this.sum();
    this.cursor.expect(')');
    return { ...call('strpos', [whole, part]), at };
  }

  private interval(at: number): Expression {
    this.cursor.take();
    const { text, at: where } = this.cursor.take();
    const unit = this.cursor.take().text.replace(/s$/, '');
    if (!UNITS.includes(unit)) refuse(where, `'${unit}' is no unit of an interval: use ${UNITS.join(', ')}`);
    if (!/^[+-]?\d+$/.test(text)) refuse(where, `INTERVAL '${text}' is not reproduced here: write a whole number of one unit`);
    return { is: 'interval', value: Number(text), unit: unit as IntervalUnit, at };
  }

  private call(name: string, at: number): Expression {
    const { cursor } = this;
    cursor.expect('(');
    if (cursor.takes('*')) {
      cursor.expect(')');
      return { ...this.tail({ ...call(name, []), star: true }), at };
    }
    if (cursor.takes(')')) return { ...this.tail(call(name, [])), at };
    const distinct = cursor.takes('distinct');
    if (!distinct) cursor.takes('all');
    const items = [this.expression()];
    while (cursor.takes(',')) items.push(this.expression());
    // SUBSTRING(text FROM 2 FOR 3)
    if (name === 'substring' && items.length === 1 && cursor.takes('from')) {
      items.push(this.expression());
      if (cursor.takes('for')) items.push(this.expression());
    }
    const orderBy = cursor.takes('order', 'by') ? this.sortItems() : [];
    cursor.expect(')');
    return { ...this.tail({ ...call(name, items), distinct, orderBy }), at };
  }

  /** What may follow the brackets of a call: WITHIN GROUP, FILTER, IGNORE NULLS, OVER. */
  private tail(made: Call): Call {
    const { cursor } = this;
    let found = made;
    if (cursor.takes('within', 'group', '(', 'order', 'by')) {
      found = { ...found, orderBy: this.sortItems() };
      cursor.expect(')');
    }
    if (cursor.takes('filter', '(', 'where')) {
      found = { ...found, filter: this.expression() };
      cursor.expect(')');
    }
    if (cursor.takes('ignore', 'nulls')) found = { ...found, ignoreNulls: true };
    else cursor.takes('respect', 'nulls');
    return cursor.takes('over') ? { ...found, window: this.window() } : found;
  }

  private window(): Window {
    const { cursor } = this;
    if (!cursor.sees('(')) refuse(cursor.peek().at, 'a named window is not reproduced here: write its definition after OVER');
    cursor.expect('(');
    const partitionBy = cursor.takes('partition', 'by') ? cursor.list(() => this.expression()) : [];
    const orderBy = cursor.takes('order', 'by') ? this.sortItems() : [];
    const unit = (['rows', 'range', 'groups'] as const).find((word) => cursor.takes(word));
    if (unit === undefined) {
      cursor.expect(')');
      return { partitionBy, orderBy };
    }
    const between = cursor.takes('between');
    const from = this.bound();
    if (between) cursor.expect('and');
    const to: FrameBound = between ? this.bound() : { edge: 'current row' };
    cursor.expect(')');
    return { partitionBy, orderBy, frame: { unit, from, to } };
  }

  private bound(): FrameBound {
    const { cursor } = this;
    if (cursor.takes('current', 'row')) return { edge: 'current row' };
    if (cursor.takes('unbounded'))
      return { edge: cursor.takes('preceding') ? 'unbounded preceding' : (cursor.expect('following'), 'unbounded following') };
    const rows = this.sum();
    return { rows, side: cursor.takes('preceding') ? 'preceding' : (cursor.expect('following'), 'following') };
  }
}

function call(name: string, items: readonly Expression[]): Call {
  return { is: 'call', name, arguments: items, star: false, distinct: false, orderBy: [], ignoreNulls: false };
}
