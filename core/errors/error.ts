import { ERRORS, type ErrorCode } from './registry.js';

/** Where in the user's app something was declared. */
export interface Place {
  /** Construct path, `Stack/Endpoint`. */
  readonly path?: string;
  /** The user's own line, `bin/app.ts:14`. */
  readonly source?: string;
}

/**
 * The only error this package throws on purpose. The message says what was given, what is accepted and what to do next, in lower case and
 * without a full stop; the place is appended in brackets. Whose fault it is follows from the code, see `docs/errors.md`.
 */
export class SlipwayError extends Error {
  override readonly name = 'SlipwayError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly place: Place = {},
    options?: ErrorOptions,
  ) {
    super(withPlace(message, place), options);
  }

  /** `you`: the input can be mended by its author; `us`: a defect of this package. */
  get blame(): 'you' | 'us' {
    return ERRORS[this.code].blame;
  }
}

/** `message (Stack/Endpoint, bin/app.ts:14)`. */
export function withPlace(message: string, { path, source }: Place): string {
  const where = [path, source].filter((part) => part !== undefined && part !== '').join(', ');
  return where === '' ? message : `${message} (${where})`;
}

/** Throws one error that lists every problem found at one door; none, no error. */
export function throwProblems(code: ErrorCode, problems: readonly string[], place: Place = {}): void {
  const [only, ...more] = problems;
  if (only === undefined) return;
  throw new SlipwayError(
    code,
    more.length === 0 ? only : `${problems.length} problems:\n${problems.map((text) => `  - ${text}`).join('\n')}`,
    place,
  );
}
