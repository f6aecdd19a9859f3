import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import type { Plan } from '../plan.js';
import { evidenceOf, type Evidence } from './evidence.js';
import { modelFolderOf } from './model-folder.js';
import type { RehearsalReport } from './rehearsal-report.js';
import { sha256 } from './sha256.js';
import { writeReport } from './write-report.js';

const DOCUMENT = 'evidence.json';
const REHEARSAL = 'rehearsal';
const MODELS = 'models';

/** Refuses a folder that holds anything but earlier evidence: what is in it is replaced. */
export function refuseForeign(directory: string): void {
  const held = existsSync(directory) ? readdirSync(directory) : [];
  if (held.length === 0 || held.includes(DOCUMENT)) return;
  throw new SlipwayError(
    'evidence-folder',
    `${directory} holds ${held.slice(0, 3).join(', ')} and no ${DOCUMENT}; give an empty folder, one that is not there yet, or one with earlier evidence`,
  );
}

/**
 * Writes what a rehearsal rested on and came to: the report and its page, card, schema and known faults of each model once, and a document with
 * every digest. The same assembly, profile and seed give the same bytes.
 *
 * @param tool name and version of the program
 */
export function writeEvidence(plan: Plan, report: RehearsalReport, directory: string, tool: string): Evidence {
  refuseForeign(directory);
  for (const part of [REHEARSAL, MODELS, DOCUMENT]) rmSync(join(directory, part), { recursive: true, force: true });
  writeReport(report, join(directory, REHEARSAL));
  const variants = plan.services.flatMap(({ variants: serving, shadow }) => [...serving, ...(shadow === undefined ? [] : [shadow])]);
  for (const container of variants.flatMap(({ containers }) => containers)) {
    const folder = modelFolderOf(container);
    for (const [name, path] of Object.entries(folder?.files ?? {})) copy(path, join(directory, folder?.name ?? '', name));
  }
  const evidence = { ...evidenceOf(plan, report, tool, modelFolderOf), files: digestsBelow(directory) };
  writeFileSync(join(directory, DOCUMENT), `${JSON.stringify(evidence, undefined, 2)}\n`);
  return evidence;
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, readFileSync(from));
}

function digestsBelow(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path): [string, string] => [relative(directory, path).split(sep).join(posix.sep), sha256(readFileSync(path))])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
