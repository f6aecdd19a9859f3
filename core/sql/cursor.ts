import { refuse } from './problem.js';
import { tokensOf, type Token } from './tokens.js';

/** Words that Trino keeps for itself: a name among them must be quoted (SqlBase.g4, without `nonReserved`). */
const RESERVED = new Set(
  (
    'alter and as between by case cast constraint create cross cube current_date current_time current_timestamp deallocate delete describe distinct drop else end ' +
    'escape except execute exists extract false for from full group grouping having in inner insert intersect into is join left like localtime localtimestamp ' +
    'natural normalize not null on or order outer prepare recursive right rollup select skip table then trim true uescape union unnest using values when where with'
  ).split(' '),
);

/** Words that may be names, and begin a clause where a name could follow. */
const CLAUSES = new Set(['limit', 'offset', 'fetch', 'tablesample', 'window', 'qualify']);

/** Reads tokens one after another. */
export class Cursor {
  private readonly tokens: readonly Token[];
  private index = 0;

  constructor(sql: string) {
    this.tokens = tokensOf(sql);
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)];
  }

  take(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  /** Whether the next tokens are these words or symbols. */
  sees(...texts: readonly string[]): boolean {
    return texts.every((text, ahead) => isText(this.peek(ahead), text));
  }

  /** Takes these words or symbols if they are next. */
  takes(...texts: readonly string[]): boolean {
    if (!this.sees(...texts)) return false;
    this.index += texts.length;
    return true;
  }

  expect(...texts: readonly string[]): Token {
    const first = this.peek();
    for (const text of texts) {
      const token = this.take();
      if (!isText(token, text)) refuse(token.at, `'${token.text}' where ${text.toUpperCase()} belongs`);
    }
    return first;
  }

  /** Whether a name may stand here. */
  seesName(): boolean {
    const { kind, text } = this.peek();
    return kind === 'quoted' || (kind === 'word' && !RESERVED.has(text));
  }

  /** Whether a name that nothing announces may stand here: words that begin a clause are none. */
  seesAlias(): boolean {
    return this.seesName() && !(this.peek().kind === 'word' && CLAUSES.has(this.peek().text));
  }

  /** A name; Trino does not tell upper from lower case, in quotes neither. */
  name(what: string): string {
    if (!this.seesName()) {
      const { at, text, kind } = this.peek();
      const reserved = kind === 'word' ? `: '${text}' is a reserved word, write "${text}"` : '';
      refuse(at, `'${text}' where ${what} belongs${reserved}`);
    }
    return this.take().text.toLowerCase();
  }

  names(what: string): string[] {
    this.expect('(');
    const names = this.list(() => this.name(what));
    this.expect(')');
    return names;
  }

  /** One or more, with commas between them. */
  list<T>(one: () => T): T[] {
    const items = [one()];
    while (this.takes(',')) items.push(one());
    return items;
  }
}

function isText(token: Token, text: string): boolean {
  return (token.kind === 'word' || token.kind === 'symbol') && token.text === text;
}
