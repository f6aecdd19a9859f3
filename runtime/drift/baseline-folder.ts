import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CONSTRAINTS_FILE,
  STATISTICS_FILE,
  type ConstraintsDocument,
  type StatisticsDocument,
} from '../../core/drift/model-monitor/documents.js';
import { readConstraints, readStatistics } from '../../core/drift/model-monitor/read-documents.js';
import { suggestConstraints } from '../../core/drift/model-monitor/suggest-constraints.js';
import type { TableStatistics } from '../../core/drift/model-monitor/table-statistics.js';
import { readProfile } from '../../core/drift/profile/read.js';
import type { Profile } from '../../core/drift/profile/profile.js';
import { SlipwayError } from '../../core/errors/index.js';
import { countedBy } from '../../workloads/drift/profile-table.js';

const PROFILE_FILE = 'profile.json';

/** What a baseline's folder holds: our profile, Model Monitor's files, or both. */
export interface BaselineFolder {
  readonly profile?: Profile;
  readonly constraints?: ConstraintsDocument;
  readonly statistics?: StatisticsDocument;
}

/** Files of a baseline's folder, by name. */
export function baselineFiles(profile: Profile, statistics: TableStatistics): ReadonlyMap<string, string> {
  return new Map([
    [PROFILE_FILE, `${JSON.stringify(profile)}\n`],
    [STATISTICS_FILE, documentText(statistics.document())],
    [CONSTRAINTS_FILE, documentText(suggestConstraints(statistics, countedBy(profile)))],
  ]);
}

export function documentText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

export function readBaseline(folder: string): BaselineFolder {
  const found = {
    ...part('profile', folder, PROFILE_FILE, readProfile),
    ...part('constraints', folder, CONSTRAINTS_FILE, readConstraints),
    ...part('statistics', folder, STATISTICS_FILE, readStatistics),
  };
  if (found.profile === undefined && found.constraints === undefined) {
    throw new SlipwayError(
      'profile-invalid',
      `there is no baseline in '${folder}' (neither ${PROFILE_FILE} nor Model Monitor's ${CONSTRAINTS_FILE}); make one with \`slipway baseline DATA -o ${folder}\``,
    );
  }
  return found;
}

/** Of a baseline that days are counted by. */
export function profileOf(baseline: string): Profile {
  const { profile } = readBaseline(baseline);
  if (profile !== undefined) return profile;
  throw new SlipwayError(
    'profile-invalid',
    `the baseline in '${baseline}' is one of Model Monitor's, which has no bins to count days into; make one with \`slipway baseline DATA -o DIR\``,
  );
}

function part<K extends string, T>(
  key: K,
  folder: string,
  name: string,
  read: (value: unknown, source: string) => T,
): Partial<Record<K, T>> {
  const path = join(folder, name);
  return existsSync(path) ? ({ [key]: read(parsed(path), path) } as Record<K, T>) : {};
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    // The engine's message quotes the text, which may hold what is nobody's business.
    throw new SlipwayError('profile-invalid', 'it is no JSON; make the baseline again', { source: path }, { cause });
  }
}
