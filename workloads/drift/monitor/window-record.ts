import type { Integrity } from '../../../core/drift/monitor/integrity.js';
import type { MonitorDatum } from '../../../core/drift/monitor/datum.js';
import { readProfile } from '../../../core/drift/profile/read.js';
import type { Profile } from '../../../core/drift/profile/profile.js';
import { emptyProfile } from '../../../core/drift/table/empty-profile.js';
import { windowId, type ReadBefore, type Window } from '../../../core/drift/monitor/window.js';
import { SlipwayError } from '../../../core/errors/index.js';
import type { BrokenRecord } from '../read-options.js';
import type { LinePosition } from '../source-part.js';

/** How far an object is counted that is too large for one reading. */
export interface CountedPart {
  readonly key: string;
  readonly tag: string;
  readonly next: LinePosition;
  /** Captured exchanges in what is counted, of any time. */
  readonly exchanges: number;
}

/** What is stored of a window of the integrity reading: everything that a second reading needs to count nothing twice. */
export interface WindowRecord extends ReadBefore {
  readonly version: 1;
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The objects that are counted, with the tag of what was in them. */
  readonly objects: Readonly<Record<string, string>>;
  /** The object that is counted as far as there was time for. */
  readonly within?: CountedPart;
  /** Captured exchanges of the window, golden rows among them. */
  readonly captured: number;
  /** Newest record that any window has seen so far, ISO 8601; null before the first. */
  readonly newest: string | null;
  readonly profile: Profile;
  /** The first records that could not be read; the profile counts all. */
  readonly broken: readonly BrokenRecord[];
  /** Absent until every object is counted. */
  readonly integrity?: Omit<Integrity, 'data'>;
  /** Published once, when the window was first complete. */
  readonly data?: readonly MonitorDatum[];
  readonly published: boolean;
}

/** A window of which nothing is counted yet. */
export function emptyRecord(window: Window, baseline: Profile, newest: string | null): WindowRecord {
  return {
    version: 1,
    id: windowId(window),
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    readAt: 0,
    complete: false,
    published: false,
    objects: {},
    captured: 0,
    newest,
    profile: emptyProfile(baseline),
    broken: [],
  };
}

/** Takes a stored record. */
export function readRecord(value: unknown, source: string): WindowRecord {
  const record = value as Partial<WindowRecord> | null;
  if (typeof record !== 'object' || record?.version !== 1 || typeof record.objects !== 'object')
    throw new SlipwayError('monitor-record', 'this is no record of a window; delete it, and the window is read again', { source });
  readProfile(record.profile, source);
  return record as WindowRecord;
}
