import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flightsTables } from './flights-tables.js';

// Writes the tables of the flights in docs/drift.md and docs/quality.md, each between its two marks: some two minutes. A folder that the example's
// README was followed in can be given.

const ROOT = join(__dirname, '..');
const EXAMPLE = join(ROOT, 'examples', 'flight-delays');

async function main(): Promise<void> {
  const [given] = process.argv.slice(2);
  const folder = given ?? mkdtempSync(join(tmpdir(), 'slipway-flights-'));
  if (given === undefined) follow(folder);
  const { falsePages, faults, quality } = await flightsTables(folder);
  write('drift.md', { 'false pages': falsePages, faults });
  write('quality.md', { quality });
  if (given === undefined) rmSync(folder, { recursive: true });
}

function follow(folder: string): void {
  const run = (script: string, ...args: readonly string[]): void => {
    execFileSync(process.execPath, ['--import', join(ROOT, 'node_modules/tsx/dist/loader.mjs'), script, ...args], { stdio: 'inherit' });
  };
  run(join(EXAMPLE, 'prepare.ts'), '--to', folder);
  run(join(EXAMPLE, 'break.ts'), '--to', folder);
  const columns = ['--schema', join(EXAMPLE, 'model', 'schema.json'), '--label', 'late', '--prediction', 'probability'];
  run(join(ROOT, 'bin', 'slipway.ts'), 'baseline', join(folder, 'training.csv'), '-o', join(folder, 'baseline'), ...columns);
}

function write(name: string, tables: Readonly<Record<string, string>>): void {
  const page = join(ROOT, 'docs', name);
  let text = readFileSync(page, 'utf8');
  for (const [mark, table] of Object.entries(tables))
    text = text.replace(new RegExp(`(?<=<!-- flights: ${mark} -->\n)[\\s\\S]*?(?=<!-- end -->)`), () => `\n${table}\n\n`);
  writeFileSync(page, text);
}

void main();
