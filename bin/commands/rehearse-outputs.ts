import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { version } from '../../package.json';
import {
  refuseForeign,
  renderJunit,
  writeEvidence,
  writeReport,
  type Evidence,
  type Plan,
  type RehearsalReport,
} from '../../runtime/index.js';
import type { RehearseOptions } from './rehearse-options.js';

/** What cannot be written is said before the work, not after it. */
export function refuseUnwritable({ report, junit, evidence, profile }: RehearseOptions): void {
  if (junit !== undefined) refuseFile('junit', junit);
  if (profile !== undefined && !existsSync(profile)) refuseFile('profile', profile);
  for (const [option, folder] of Object.entries({ report, evidence })) if (folder !== undefined) refuseFolder(option, folder);
  if (evidence !== undefined) refuseForeign(evidence);
}

function refuseFile(option: string, given: string): void {
  const file = resolve(given);
  const folder = dirname(file);
  if (!isFolder(folder)) throw refused(option, given, `there is no folder ${folder}; make it first`);
  if (isFolder(file)) throw refused(option, given, 'it is a folder; give the name of a file');
  refuseReadOnly(option, given, existsSync(file) ? file : folder);
}

/** A folder that is not there yet is made, and those above it. */
function refuseFolder(option: string, given: string): void {
  let nearest = resolve(given);
  while (!existsSync(nearest)) nearest = dirname(nearest);
  if (!isFolder(nearest)) throw refused(option, given, `${shown(nearest)} is a file; give a folder, which need not be there yet`);
  refuseReadOnly(option, given, nearest);
}

function refuseReadOnly(option: string, given: string, path: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw refused(option, given, `${shown(path)} may not be written to; give another place, or the right to write there`, cause);
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function refused(option: string, given: string, why: string, cause?: unknown): SlipwayError {
  return new SlipwayError('rehearsal-output', `--${option} ${given}: ${why}`, {}, { cause });
}

/** Writes what was asked for, and says where each of it lies. */
export function writeOutputs(report: RehearsalReport, plan: Plan, { report: directory, junit, evidence }: RehearseOptions): string[] {
  if (junit !== undefined) writeFileSync(junit, renderJunit(report));
  return [
    ...(directory === undefined ? [] : [`page      ${shown(writeReport(report, directory))}`]),
    ...(directory === undefined ? [] : [`document  ${shown(join(directory, 'report.json'))}`]),
    ...(junit === undefined ? [] : [`JUnit     ${shown(junit)}`]),
    ...(evidence === undefined ? [] : evidenceLines(writeEvidence(plan, report, evidence, `slipway ${version}`), evidence)),
  ];
}

/** Where it lies, and which deployments are not the same in every environment. */
function evidenceLines({ promotions }: Evidence, directory: string): string[] {
  const other = promotions.filter(({ same }) => !same);
  return [
    `evidence  ${shown(join(directory, 'evidence.json'))}`,
    ...other.map(
      ({ deployment, environments, differs }) =>
        `          ${deployment} is not the same in ${environments.join(', ')}: ${differs.join('; ')}`,
    ),
  ];
}

function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? resolve(path) : near;
}
