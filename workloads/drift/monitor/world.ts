import type { MonitorDatum } from '../../../core/drift/monitor/datum.js';
import type { Window } from '../../../core/drift/monitor/window.js';
import type { Profile } from '../../../core/drift/profile/profile.js';
import type { BrokenRecord } from '../read-options.js';
import type { LinePosition } from '../source-part.js';
import type { TableSource } from '../source.js';

/** An object in a bucket. */
export interface StoredObject {
  readonly key: string;
  /** Changes with the content. */
  readonly tag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** What one object holds, or what was read of it. */
export interface CountedObject {
  readonly profile: Profile;
  readonly broken: readonly BrokenRecord[];
  readonly exchanges: number;
  readonly captured: number;
  /** Milliseconds; -Infinity where no record says when it was asked. */
  readonly newest: number;
  /** Where reading goes on; absent where it came to the end. */
  readonly next?: LinePosition;
}

/** A bucket, as far as the monitor may see it. */
export interface Folder {
  list(prefix: string): AsyncIterable<StoredObject>;
  source(object: StoredObject): TableSource;
  /**
   * What objects of a content came to, by tag, where the same content comes again and again: as in a rehearsal, whose records say no time.
   * Default: every object is read.
   */
  readonly counted?: Map<string, CountedObject>;
  /** The parsed JSON of an object; undefined where there is none. */
  read(key: string): Promise<unknown>;
  write(key: string, value: object): Promise<void>;
  /** How messages call an object. */
  nameOf(key: string): string;
}

/** Values at a time, by dimensions beside that of the deployment. */
export interface Published {
  readonly at: number;
  readonly data: readonly MonitorDatum[];
  /** Values of single features, where somebody asked for them. */
  readonly features: readonly { readonly feature: string; readonly value: number }[];
  /** Values of metrics of quality that have a bar. */
  readonly qualities?: readonly { readonly metric: string; readonly value: number }[];
  /** What the same metrics come to before labels are in. */
  readonly estimates?: readonly { readonly metric: string; readonly value: number }[];
}

/** What an endpoint answered to the golden rows. */
export interface GoldenAnswer {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** What it told of itself, by name. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Everything outside that a monitor touches. In the account these are AWS's clients. */
export interface World {
  readonly records: Folder;
  /** The objects that may hold rows of a window, by key. */
  objectsOf(window: Window): Promise<StoredObject[]>;
  readonly results: Folder;
  readonly document: Folder;
  /** Absent where nobody declared where labels come from. */
  readonly labels?: Folder;
  publish(published: Published): Promise<void>;
  /** Requests that CloudWatch counted in [from, to); undefined where it has none of them. */
  invocations(from: number, to: number): Promise<number | undefined>;
  /** Undefined where the endpoint could not be asked: that it fails is the error alarm's to say. */
  askGolden(inputs: readonly Readonly<Record<string, unknown>>[]): Promise<GoldenAnswer | undefined>;
  /** Time until this invocation is cut off. */
  remainingMillis(): number;
  log(line: Readonly<Record<string, unknown>>): void;
}
