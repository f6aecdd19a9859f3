import { AlarmProblem } from '../problem.js';
import type { Expression, Operator } from './expression.js';
import { FUNCTIONS, REFUSED_FUNCTIONS, WORDS } from './functions.js';
import { tokenize, type Token } from './tokens.js';

/** Operators by how strongly they bind, weakest first; AWS documents none, this is the order of most languages. `^` binds strongest, to the right. */
const LEVELS: readonly ReadonlyMap<string, Operator>[] = [
  new Map([
    ['OR', 'OR'],
    ['||', 'OR'],
  ]),
  new Map([
    ['AND', 'AND'],
    ['&&', 'AND'],
  ]),
  same('==', '!=', '<=', '>=', '<', '>'),
  same('+', '-'),
  same('*', '/'),
];
/** Brackets and signs in one another; an expression has at most 2,048 characters. */
const DEEPEST = 200;
const END: Token = { kind: 'end', text: '', at: 0 };

/**
 * Reads a metric-math expression.
 *
 * @param resolve what an id stands for: a metric, or another expression of the alarm
 */
export function parseExpression(text: string, resolve: (id: string) => Expression | AlarmProblem): Expression | AlarmProblem {
  const tokens = tokenize(text);
  if (typeof tokens === 'number')
    return new AlarmProblem(
      'metric math',
      `${JSON.stringify(text[tokens])} at character ${tokens + 1} of '${text}' is no part of an expression`,
    );
  return new ExpressionReader(text, tokens, resolve).read();
}

class ExpressionReader {
  private next = 0;
  private depth = 0;
  private problem: AlarmProblem | undefined;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
    private readonly resolve: (id: string) => Expression | AlarmProblem,
  ) {}

  read(): Expression | AlarmProblem {
    const expression = this.binary(0);
    if (this.token.kind !== 'end') this.unexpected('an operator or the end');
    return this.problem ?? expression;
  }

  private get token(): Token {
    return this.tokens[this.next] ?? END;
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.signed();
    let left = this.binary(level + 1);
    for (let operator = operators.get(this.token.text); operator !== undefined; operator = operators.get(this.token.text)) {
      this.next += 1;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
    return left;
  }

  /** A sign binds weaker than a power and stronger than a product: -2^2 is -4. */
  private signed(): Expression {
    if (!this.takes('-')) return this.takes('+') ? this.nested(() => this.signed()) : this.power();
    return { kind: 'negative', of: this.nested(() => this.signed()) };
  }

  private power(): Expression {
    const base = this.primary();
    return this.takes('^') ? { kind: 'binary', operator: '^', left: base, right: this.nested(() => this.signed()) } : base;
  }

  private primary(): Expression {
    const { kind, text } = this.token;
    if (this.takes('(')) {
      const inner = this.nested(() => this.binary(0));
      this.expect(')');
      return inner;
    }
    if (this.takes('[')) return { kind: 'list', items: this.listUntil(']') };
    this.next += 1;
    if (kind === 'number') return { kind: 'number', value: Number(text) };
    if (kind === 'word') return this.takes('(') ? this.call(text) : this.name(text);
    this.next -= 1;
    return this.unexpected('a number, a metric, a function or a bracket');
  }

  private call(name: string): Expression {
    const refused = REFUSED_FUNCTIONS.get(name);
    if (refused !== undefined) return this.fail(name, refused);
    if (FUNCTIONS.has(name)) return { kind: 'call', name, args: this.listUntil(')') };
    const meant = FUNCTIONS.has(name.toUpperCase()) ? `; functions are written in upper case: ${name.toUpperCase()}` : '';
    return this.fail(name, `the function ${name} is not one that is known here${meant}`);
  }

  private name(word: string): Expression {
    if (WORDS.includes(word)) return { kind: 'word', word };
    const meaning = this.resolve(word);
    return meaning instanceof AlarmProblem ? this.fail(meaning.what, meaning.reason) : meaning;
  }

  private listUntil(close: string): Expression[] {
    if (this.takes(close)) return [];
    const items = [this.nested(() => this.binary(0))];
    while (this.takes(',')) items.push(this.nested(() => this.binary(0)));
    this.expect(close);
    return items;
  }

  private nested(read: () => Expression): Expression {
    this.depth += 1;
    const expression = this.depth > DEEPEST ? this.fail('metric math', `'${this.text}' is nested too deeply`) : read();
    this.depth -= 1;
    return expression;
  }

  private takes(mark: string): boolean {
    if (this.token.kind === 'end' || this.token.kind === 'text' || this.token.text !== mark) return false;
    this.next += 1;
    return true;
  }

  private expect(mark: string): void {
    if (!this.takes(mark)) this.unexpected(`'${mark}'`);
  }

  private unexpected(accepted: string): Expression {
    const { kind, text, at } = this.token;
    const given = kind === 'end' ? 'the end' : `'${text}'`;
    return this.fail('metric math', `${given} at character ${at + 1} of '${this.text}' is not expected; there could be ${accepted}`);
  }

  /** The first problem is the one to tell; what follows it is not read. */
  private fail(what: string, reason: string): Expression {
    this.problem ??= new AlarmProblem(what, reason);
    this.next = this.tokens.length - 1;
    return { kind: 'number', value: Number.NaN };
  }
}

function same(...marks: Operator[]): ReadonlyMap<string, Operator> {
  return new Map(marks.map((mark) => [mark, mark]));
}
