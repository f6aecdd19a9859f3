import { CASTS, FUNCTIONS, INSTEAD, OPERATOR_PROOFS } from '../core/sql/index';

/** Lines of docs/sql.md that follow from the tables of the translator. */
export function sqlTables(): string {
  const functions = FUNCTIONS.map(
    ({ name, takes, gives, proof, kind }) =>
      `| \`${name}(${takes.join(', ')})\` | \`${gives.replace(/^(?:whole|wider|cut|total)\(D\)$/, 'decimal')}\`${kind === 'scalar' ? '' : ` (${kind})`} | \`${cell(proof)}\` |`,
  );
  const casts = CASTS.map(({ from, to, proof }) => `| \`${from}\` | \`${to}\` | \`${cell(proof)}\` |`);
  const operators = Object.entries(OPERATOR_PROOFS).map(([operator, proof]) => `| \`${cell(operator)}\` | \`${cell(proof)}\` |`);
  const instead = Object.entries(INSTEAD).map(([name, text]) => `| \`${name}\` | ${text} |`);
  return [
    '## Operators\n',
    '| operator | proof |',
    '| --- | --- |',
    ...operators,
    '\n## Casts\n',
    '`I` is any integer type, `F` is real or double.\n',
    '| from | to | proof |',
    '| --- | --- | --- |',
    ...casts,
    '\n## Functions\n',
    '`I` is any integer type, `D` a decimal, other letters any type; `ordered` is a type without NaN in it; a unit, a pattern, a path and a format are written out.\n',
    '| function | gives | proof |',
    '| --- | --- | --- |',
    ...functions,
    '\n## What is refused, and what to write instead\n',
    '| | instead |',
    '| --- | --- |',
    ...instead,
    '',
  ].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
