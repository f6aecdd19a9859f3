import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlTables } from './sql-table';

// Writes the tables of docs/sql.md from those that the translator goes by; a test holds the page to them.

const PAGE = join(__dirname, '..', 'docs', 'sql.md');
const [text = ''] = readFileSync(PAGE, 'utf8').split('## Operators\n');
writeFileSync(PAGE, `${text}${sqlTables()}`);
