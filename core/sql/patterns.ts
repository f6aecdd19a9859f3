import { refuse } from './problem.js';

/** What a regular expression may hold so that RE2 here and Trino's engine read it alike. */
export function samePattern(pattern: string, at: number): void {
  const found = UNLIKE.find(({ what }) => what.test(pattern));
  if (found !== undefined) refuse(at, `the pattern '${pattern}' has ${found.name}, which is not reproduced here`);
  try {
    RegExp(pattern.replace(/^\(\?[imsx]+\)/, ''), 'u');
  } catch {
    refuse(at, `the pattern '${pattern}' cannot be read`);
  }
}

const UNLIKE: readonly { readonly what: RegExp; readonly name: string }[] = [
  { what: /\(\?[=!<]/, name: 'a look-around or a named group' },
  { what: /\\[1-9]/, name: 'a back-reference' },
  { what: /[*+?}]\+/, name: 'a possessive quantifier' },
  { what: /\\[pPGZhHRXkQE]/, name: 'an escape that engines read differently' },
  { what: /&&|\[\[/, name: 'an intersection of classes' },
];

/** A group that takes part in every match: DuckDB answers '' for one that does not, Trino NULL. */
export function alwaysGroup(pattern: string, group: number, at: number): void {
  if (pattern.includes('|') || /\)(?:[?*]|\{0)/.test(pattern)) {
    refuse(
      at,
      `group ${group} of '${pattern}' may take no part in a match, and then the engines differ: make every group take part, or match twice`,
    );
  }
}

/** `[$1]` as RE2 writes it; `\$` is a dollar. */
export function replacementOf(text: string, at: number): string {
  if (/\$\{/.test(text)) refuse(at, `'${text}' names a group, which is not reproduced here: use its number`);
  return text.replaceAll(/\\(.)|\$(\d)|\\$/g, (_, escaped: string | undefined, group: string | undefined) =>
    group === undefined ? (escaped === '\\' || escaped === undefined ? '\\\\' : escaped) : `\\${group}`,
  );
}

/** A path of json_extract_scalar in DuckDB's spelling. */
export function pathOf(text: string, at: number): string {
  if (/\[-\d+\]/.test(text)) refuse(at, `Trino refuses the path '${text}': an index counts from 0`, 'INVALID_FUNCTION_ARGUMENT');
  if (!/^\$(?:\.[A-Za-z_]\w*|\[\d+\]|\["[^"\\]+"\])*$/.test(text))
    refuse(at, `the path '${text}' is not reproduced here: use $.name, ["name"] and [0]`);
  return text.replaceAll(/\.([A-Za-z_]\w*)|\["([^"]+)"\]/g, (_, name: string | undefined, key: string | undefined) => `."${name ?? key}"`);
}

const FORMATS: { readonly [letter: string]: string } = {
  Y: "strftime({0}, '%Y')",
  y: "strftime({0}, '%y')",
  m: "strftime({0}, '%m')",
  c: 'CAST(month({0}) AS VARCHAR)',
  d: "strftime({0}, '%d')",
  e: 'CAST(day({0}) AS VARCHAR)',
  H: "strftime({0}, '%H')",
  k: 'CAST(hour({0}) AS VARCHAR)',
  h: "strftime({0}, '%I')",
  I: "strftime({0}, '%I')",
  l: "ltrim(strftime({0}, '%I'), '0')",
  i: "strftime({0}, '%M')",
  s: "strftime({0}, '%S')",
  S: "strftime({0}, '%S')",
  f: "strftime({0}, '%f')",
  p: "strftime({0}, '%p')",
  j: "strftime({0}, '%j')",
  T: "strftime({0}, '%H:%M:%S')",
  W: "strftime({0}, '%A')",
  M: "strftime({0}, '%B')",
  a: "strftime({0}, '%a')",
  b: "strftime({0}, '%b')",
};
const PARSED: { readonly [letter: string]: string } = {
  Y: '%Y',
  m: '%m',
  c: '%-m',
  d: '%d',
  e: '%-d',
  H: '%H',
  k: '%-H',
  h: '%I',
  I: '%I',
  i: '%M',
  s: '%S',
  S: '%S',
  p: '%p',
  T: '%H:%M:%S',
  y: '%y',
};

/** MySQL's letters of date_format, each a piece of its own. */
export function formatted(value: string, format: string, at: number): string {
  const pieces = lettersOf(format, FORMATS, at).map(({ text, letter }) =>
    letter === undefined ? `'${text.replaceAll("'", "''")}'` : letter.replaceAll('{0}', value),
  );
  return pieces.length === 0 ? "''" : `(${pieces.join(' || ')})`;
}

export function parsedFormat(format: string, at: number): string {
  return lettersOf(format, PARSED, at)
    .map(({ text, letter }) => letter ?? text.replaceAll('%', '%%'))
    .join('');
}

function lettersOf(format: string, known: { readonly [letter: string]: string }, at: number): { text: string; letter?: string }[] {
  return [...format.matchAll(/%(.)|[^%]+|%$/gs)].map(([whole, letter]) => {
    if (letter === undefined) return { text: whole };
    if (letter === '%') return { text: '%' };
    const meaning =
      known[letter] ??
      refuse(
        at,
        `%${letter} of the format '${format}' is not reproduced here: use ${Object.keys(known)
          .map((one) => `%${one}`)
          .join(' ')}`,
      );
    return { text: whole, letter: meaning };
  });
}
