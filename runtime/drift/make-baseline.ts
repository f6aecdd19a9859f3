import { readFileSync } from 'node:fs';
import type { Profile } from '../../core/drift/profile/profile.js';
import { SlipwayError } from '../../core/errors/index.js';
import { parseSchema } from '../../core/schema/parse.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { MOST_EXACT_ROWS } from '../../workloads/drift/exact/limits.js';
import { KeptCounters } from '../../workloads/drift/exact/kept-counters.js';
import { baselineTable } from '../../workloads/drift/profile-table.js';
import type { BrokenRecord } from '../../workloads/drift/read-options.js';
import { baselineFiles } from './baseline-folder.js';

export interface BaselineOptions {
  /** File or folder of the rows that the model was trained on. */
  readonly data: string;
  /** The model's schema.json; types, ranges and what is sensitive come of the values when absent, which makes nothing sensitive. */
  readonly schema?: string;
  /** Columns that hold what the model said. */
  readonly predictions: readonly string[];
  /** Columns that hold what really was. */
  readonly labels: readonly string[];
  /** Whether the numbers are kept too, sorted, for distances without error. Not those of sensitive features. */
  readonly exact?: boolean;
}

export interface Baseline {
  readonly profile: Profile;
  /** The first records that could not be read; `profile.broken` counts all. */
  readonly broken: readonly BrokenRecord[];
  /** What the baseline's folder holds, by name. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
}

/** Counts the rows that a model was trained on: what every later window is compared with. */
export async function makeBaseline({ data, schema, predictions, labels, exact = false }: BaselineOptions): Promise<Baseline> {
  const keeping = exact ? new KeptCounters(MOST_EXACT_ROWS) : undefined;
  const { profile, broken, statistics } = await baselineTable(
    data,
    { predictions, labels, ...(schema === undefined ? {} : { schema: readSchema(schema) }) },
    keeping?.factory,
  );
  return { profile, broken, files: baselineFiles(profile, statistics, keeping?.sorted()) };
}

export function readSchema(path: string): ModelSchema {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError('schema-invalid', `the schema cannot be read: ${said}; give the schema.json of the model's folder`, {
      source: path,
    });
  }
  return parseSchema(value, path);
}
