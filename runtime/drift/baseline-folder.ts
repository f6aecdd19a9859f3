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
import { readSorted, writeSorted, type SortedColumns } from '../../workloads/drift/exact/sorted-columns.js';
import { countedBy } from '../../workloads/drift/profile-table.js';

const PROFILE_FILE = 'profile.json';
const SORTED_INDEX = 'sorted.json';
const SORTED_FILE = 'sorted.f64';

/** Files that a baseline need not have; those of an earlier one do not belong to it. */
export const OPTIONAL_FILES: readonly string[] = [SORTED_INDEX, SORTED_FILE];

/** What a baseline's folder holds: our profile, Model Monitor's files, or both. */
export interface BaselineFolder {
  readonly profile?: Profile;
  readonly constraints?: ConstraintsDocument;
  readonly statistics?: StatisticsDocument;
  /** Numbers that the baseline was made with, where they were kept. */
  readonly sorted?: SortedColumns;
}

/** Files of a baseline's folder, by name. */
export function baselineFiles(
  profile: Profile,
  statistics: TableStatistics,
  sorted?: SortedColumns,
): ReadonlyMap<string, string | Uint8Array> {
  const kept = sorted === undefined ? undefined : writeSorted(sorted);
  return new Map<string, string | Uint8Array>([
    ...(kept === undefined
      ? []
      : ([
          [SORTED_INDEX, kept.index],
          [SORTED_FILE, kept.doubles],
        ] as const)),
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
    ...part('sorted', folder, SORTED_INDEX, (index, path) => readSorted(index, readFileSync(join(folder, SORTED_FILE)), path)),
  };
  if (found.profile === undefined && found.constraints === undefined) {
    throw new SlipwayError(
      'profile-invalid',
      `there is no baseline in '${folder}' (neither ${PROFILE_FILE} nor Model Monitor's ${CONSTRAINTS_FILE}); make one with \`slipway baseline DATA -o ${folder}\``,
    );
  }
  requireOwn(found, folder);
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

/** Numbers of another baseline would be compared in silence. */
function requireOwn({ profile, sorted }: BaselineFolder, folder: string): void {
  for (const column of [...(profile?.features ?? []), ...(profile?.predictions ?? [])]) {
    const values = sorted?.get(column.name);
    if (values === undefined || (column.kind === 'numeric' && values.length === column.count - column.notFinite)) continue;
    throw new SlipwayError('profile-invalid', `the numbers of '${column.name}' in ${SORTED_FILE} are another baseline's; make it again`, {
      source: folder,
    });
  }
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
