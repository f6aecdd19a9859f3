/** What became of one day of a backfill. */
export interface BackfilledDay {
  /** `2026-03-01`. */
  readonly day: string;
  /** Instant that the run is about, ISO 8601. */
  readonly time: string;
  /** ARN of the execution. */
  readonly execution: string;
  /** As Step Functions has it. */
  readonly status: string;
  readonly error: string | null;
  readonly cause: string | null;
  /** What the state machine answered; null where it failed. */
  readonly answer: DayAnswer | null;
}

/** What a run came to, or why there was none. */
export interface DayAnswer {
  readonly runId: string;
  /** `published` before, or somebody else's work `underway`, or an `empty` input; absent where the run was made. */
  readonly status?: string;
  readonly because?: string;
  readonly rowsIn?: number;
  readonly rowsOut?: number;
  readonly rejected?: number;
  readonly setAside?: number;
  readonly published?: boolean;
  readonly publishedDay?: string;
}

/** A backfill in an account, day by day. */
export interface Backfill {
  readonly version: 1;
  /** Construct path of the deployment. */
  readonly path: string;
  readonly stateMachine: string;
  readonly region: string;
  readonly days: readonly BackfilledDay[];
}

/** A day that failed, or of which records or objects were set aside. */
export function isIncomplete({ status, answer }: BackfilledDay): boolean {
  return status !== 'SUCCEEDED' || (answer?.rejected ?? 0) > 0 || (answer?.setAside ?? 0) > 0;
}
