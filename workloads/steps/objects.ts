export interface Listed {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** A text with the tag that a conditional write needs. */
export interface Tagged {
  readonly text: string;
  readonly etag: string;
}

/** What a step keeps and reads: objects below a prefix; keys are told without it. */
export interface Objects {
  /** `s3://bucket/prefix/`. */
  readonly uri: string;
  list(below?: string): AsyncIterable<Listed>;
  /** An object's text; nothing where it is not there. */
  read(key: string): Promise<Tagged | undefined>;
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what the object holds is the caller's to say
  json<T>(key: string): Promise<T | undefined>;
  /** @param etag refuses to read anything else than this: throws an error called PreconditionFailed */
  stream(key: string, etag?: string): AsyncIterable<Uint8Array>;
  write(key: string, value: unknown): Promise<void>;
  /** Whether it was written: not where there is one already. */
  writeNew(key: string, value: unknown): Promise<boolean>;
  /** Whether it was written: only over what was read, or over nothing. */
  replace(key: string, value: unknown, over: Tagged | undefined): Promise<boolean>;
  /** Writes an object of any size; it is there whole, or not at all. */
  upload(key: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
}

/** The text of what is written: texts as they are, all else as JSON. */
export function objectText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
