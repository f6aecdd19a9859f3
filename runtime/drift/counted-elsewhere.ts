import { readFileSync } from 'node:fs';
import type { ColumnType } from '../../core/drift/engines/column-sql.js';
import { ATHENA } from '../../core/drift/engines/dialect.js';
import { profileFromAnswer } from '../../core/drift/engines/read-answer.js';
import { answerRows } from '../../core/drift/engines/read-result.js';
import { columnsOf, profileStatement } from '../../core/drift/engines/statement.js';
import { mergeProfiles } from '../../core/drift/profile/merge.js';
import type { Profile } from '../../core/drift/profile/profile.js';
import { readProfile } from '../../core/drift/profile/read.js';
import { SlipwayError } from '../../core/errors/index.js';
import { profileOf } from './baseline-folder.js';

export interface StatementOptions {
  /** Whether every column of the table holds texts, as tables over CSV files do; else numbers where the baseline has numbers. */
  readonly texts?: boolean;
  /** Which rows, as SQL says it. */
  readonly where?: string;
}

/** The statement with which Athena counts a table by a stored baseline. */
export function athenaStatement(folder: string, table: string, { texts = false, where }: StatementOptions = {}): string {
  const plan = profileOf(folder);
  const columns = columnsOf(plan).map(({ name, kind }): [string, ColumnType] => [
    name,
    texts || kind === 'categorical' ? 'text' : 'number',
  ]);
  return profileStatement(plan, { name: table, columns: new Map(columns), ...(where === undefined ? {} : { where }) }, ATHENA);
}

/** A profile that an engine elsewhere made of a window, `profile.json`; undefined where the path names rows. */
export function profileAt(baseline: Profile, path: string): Profile | undefined {
  if (!path.toLowerCase().endsWith('.json')) return undefined;
  const profile = readProfile(parsed(path), path);
  // Profiles of two plans do not add up, and do not compare either.
  mergeProfiles(baseline, profile);
  return profile;
}

/** The profile of a window, from the file that Athena wrote as the result of the statement. */
export function profileFromResult(baseline: Profile, path: string): Profile {
  return profileFromAnswer(baseline, answerRows(textOf(path), path), 'dense');
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(textOf(path));
  } catch (cause) {
    if (cause instanceof SlipwayError) throw cause;
    throw new SlipwayError(
      'profile-invalid',
      'it is no JSON; give a profile, or rows (.csv, .jsonl, .parquet)',
      { source: path },
      { cause },
    );
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SlipwayError('table-missing', `'${path}' cannot be read; give a file that is there`, {}, { cause });
  }
}
