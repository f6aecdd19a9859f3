import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { driftTable } from './drift-table.js';

// Writes the table of docs/drift.md, between its two marks; a test holds the page to it.

const ROOT = join(__dirname, '..');
const PAGE = join(ROOT, 'docs', 'drift.md');
const MARKS = /(?<=<!-- measured -->\n)[\s\S]*?(?=<!-- end -->)/;

writeFileSync(
  PAGE,
  readFileSync(PAGE, 'utf8').replace(MARKS, () => `\n${driftTable()}\n\n`),
);
execFileSync('git', ['diff', '--stat', '--', PAGE], { cwd: ROOT, stdio: 'inherit' });
