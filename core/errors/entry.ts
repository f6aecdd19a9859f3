/** One row of the error registry; `docs/errors.md` is written from it. */
export interface ErrorEntry {
  /** `you`: exit code 2, no stack; `us`: exit code 1, with the stack and a request to report it. */
  readonly blame: 'you' | 'us';
  /** When it happens, one sentence. */
  readonly when: string;
  /** What to do about it. */
  readonly remedy: string;
}
