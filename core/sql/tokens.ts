import { refuse } from './problem.js';

export type TokenKind = 'word' | 'quoted' | 'string' | 'integer' | 'decimal' | 'double' | 'hex' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** A word in lower case; the contents of a string or of a quoted name; otherwise as written. */
  readonly text: string;
  readonly at: number;
}

const SPACE = /(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
/** Longest first. `::`, backticks and others of other dialects are no symbols of Trino's. */
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['hex', /[xX]'((?:[0-9a-fA-F\s])*)'/y],
  ['double', /(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+/y],
  ['decimal', /(?:\d+\.\d*|\.\d+)/y],
  ['integer', /\d+/y],
  ['word', /[A-Za-z_][A-Za-z0-9_@]*/y],
  ['symbol', /->|=>|<>|!=|<=|>=|\|\||[-+*/%=<>()[\],.;?:]/y],
];
const STRING = /'((?:[^']|'')*)'/y;
const QUOTED = /"((?:[^"]|"")*)"/y;

/** Words of a statement in Trino's lexical rules: SqlBase.g4 of Trino 435. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    const space = matched(SPACE, sql, at);
    if (space !== undefined) {
      at += space[0].length;
      continue;
    }
    const token = tokenAt(sql, at);
    tokens.push({ kind: token.kind, text: token.text, at });
    at += token.length;
  }
  tokens.push({ kind: 'end', text: 'the end', at: sql.length });
  return tokens;
}

function tokenAt(sql: string, at: number): { readonly kind: TokenKind; readonly text: string; readonly length: number } {
  const string = matched(STRING, sql, at);
  if (string !== undefined) return { kind: 'string', text: (string[1] ?? '').replaceAll("''", "'"), length: string[0].length };
  const quoted = matched(QUOTED, sql, at);
  if (quoted !== undefined) return { kind: 'quoted', text: (quoted[1] ?? '').replaceAll('""', '"'), length: quoted[0].length };
  for (const [kind, pattern] of PATTERNS) {
    const match = matched(pattern, sql, at);
    if (match === undefined) continue;
    const text = kind === 'word' ? match[0].toLowerCase() : kind === 'hex' ? (match[1] ?? '').replaceAll(/\s/g, '') : match[0];
    return { kind, text, length: match[0].length };
  }
  if (sql[at] === "'" || sql[at] === '"') return refuse(at, `the text that begins with ${sql[at]} never ends`, 'SYNTAX_ERROR');
  if (sql[at] === '`') return refuse(at, 'a name in backticks is of another dialect: write "name"', 'SYNTAX_ERROR');
  return refuse(at, `'${sql[at]}' is no part of a statement`, 'SYNTAX_ERROR');
}

function matched(pattern: RegExp, sql: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql) ?? undefined;
}
