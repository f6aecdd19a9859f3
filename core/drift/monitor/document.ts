import { SlipwayError } from '../../errors/index.js';
import type { DayStatement } from '../engines/day-statement.js';
import { readProfile } from '../profile/read.js';
import type { Profile } from '../profile/profile.js';
import type { GoldenRow } from '../../schema/golden-row.js';
import type { Output } from '../../schema/schema.js';

/** What a monitor compares with, in one file that the construct writes at synthesis. */
export interface MonitorDocument {
  readonly version: 1;
  readonly baseline: Profile;
  /** Rows with the answers that were recorded; empty where the model has none. */
  readonly golden: readonly GoldenRow[];
  /** What an answer holds. */
  readonly outputs: readonly Output[];
  /** What the endpoint should tell of itself, by the name under which it does. */
  readonly digests: Readonly<Record<string, string>>;
  /** Counts one day of a table, where Athena does it. */
  readonly statement?: DayStatement;
}

/** Takes a parsed document. */
export function readDocument(value: unknown, source: string): MonitorDocument {
  const document = value as Partial<MonitorDocument> | null;
  if (typeof document !== 'object' || document?.version !== 1)
    throw new SlipwayError('profile-invalid', 'this is no document of a monitor; deploy the stack again', { source });
  const { golden = [], outputs = [], digests = {}, statement } = document;
  const baseline = readProfile(document.baseline, source);
  return { version: 1, baseline, golden, outputs, digests, ...(statement === undefined ? {} : { statement }) };
}
