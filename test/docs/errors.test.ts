import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../../core/errors/index';
import { RULES } from '../../core/rules/index';
import { ROOT, sourcesIn } from '../architecture/sources';

const PAGE = readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8');
const [, errors = '', rules = ''] = PAGE.split(/^## /m);

const headings = (part: string): string[] => [...part.matchAll(/^### (\S+)$/gm)].map(([, id = '']) => id);

test('every error has its place on the page, and the page no other', () => {
  expect(headings(errors)).toEqual(Object.keys(ERRORS).toSorted((a, b) => (a < b ? -1 : 1)));
});

test('every rule has its place on the page, and the page no other', () => {
  expect(headings(rules)).toEqual(RULES.map(({ id }) => id));
});

test('the page says what the registries say', () => {
  for (const { remedy } of [...Object.values(ERRORS), ...RULES]) expect(PAGE).toContain(`**Do:** ${remedy}.`);
});

test('every error of the registry is thrown somewhere, and no code means an error and a rule', () => {
  const text = ['core', 'workloads', 'constructs', 'runtime', 'bin', 'testing']
    .flatMap(sourcesIn)
    .filter(({ path }) => !path.startsWith('core/errors/codes/'))
    .map((source) => source.text)
    .join('\n');
  const used = (code: string): boolean => text.includes(`'${code}'`);
  expect(Object.keys(ERRORS).filter((code) => !used(code))).toEqual([]);
  expect(RULES.map(({ id }) => id).filter((id) => id in ERRORS)).toEqual([]);
});
