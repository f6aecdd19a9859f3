export interface Token {
  readonly kind: 'number' | 'word' | 'text' | 'mark' | 'end';
  readonly text: string;
  /** Where it starts, from 0. */
  readonly at: number;
}

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z][A-Za-z0-9_]*/y;
const TEXT = /"[^"]*"|'[^']*'/y;
const MARK = /==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]/y;
const SPACE = /\s+/y;
const KINDS = [
  ['number', NUMBER],
  ['word', WORD],
  ['text', TEXT],
  ['mark', MARK],
] as const;

/** The tokens of an expression, or the place of the first character that is part of none. */
export function tokenize(text: string): Token[] | number {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = matchAt(SPACE, text, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const found = KINDS.map(([kind, pattern]) => ({ kind, match: matchAt(pattern, text, at) })).find(({ match }) => match !== undefined);
    if (found?.match === undefined) return at;
    tokens.push({ kind: found.kind, text: found.match, at });
    at += found.match.length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
