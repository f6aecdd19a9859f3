/** A stretch of time whose rows are judged together, [from, to). */
export interface Window {
  /** Milliseconds since 1970, UTC; a multiple of the length. */
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY_MILLIS = 24 * HOUR;

export const WINDOW_TIMES = Object.freeze({
  /** A window closes so long after its end: SageMaker writes captured objects two to five minutes late. */
  graceMillis: 15 * MINUTE,
  /** After this it is read again, once, for objects that came later still. */
  againMillis: 12 * HOUR,
  /** Windows that nobody read, since the monitor failed or was off, are caught up for so long. */
  catchUpMillis: DAY_MILLIS,
});

/** The same for the same stretch of time, whoever reads it and how often. */
export function windowId({ from, to }: Window): string {
  return `${new Date(from).toISOString().slice(0, 16).replace(':', '')}Z-${(to - from) / MINUTE}m`;
}

/** Windows of a length that are closed at a time, oldest first. */
export function closedWindows(at: number, lengthMillis: number, backMillis: number = WINDOW_TIMES.catchUpMillis): Window[] {
  const end = Math.floor((at - WINDOW_TIMES.graceMillis) / lengthMillis) * lengthMillis;
  const count = Math.max(1, Math.floor(backMillis / lengthMillis));
  return Array.from({ length: count }, (_, index) => {
    const to = end - (count - 1 - index) * lengthMillis;
    return { from: to - lengthMillis, to };
  });
}

/** What is known of an earlier reading. */
export interface ReadBefore {
  /** When it was read, milliseconds. */
  readonly readAt: number;
  /** False where time ran out. */
  readonly complete: boolean;
  /** Metrics of a day that were published: what a few rows could not tell is told once there are more. Absent where all were. */
  readonly told?: readonly string[];
}

/**
 * What is to be read at a time: the newest window, those since the first known one that nobody read to its end, and once more each whose second
 * reading is due.
 */
export function windowsToRead(
  at: number,
  lengthMillis: number,
  known: ReadonlyMap<string, ReadBefore>,
  backMillis: number = WINDOW_TIMES.catchUpMillis,
): Window[] {
  const closed = closedWindows(at, lengthMillis, backMillis);
  const first = closed.findIndex((window) => known.has(windowId(window)));
  return closed.slice(first < 0 ? -1 : first).filter((window) => {
    const before = known.get(windowId(window));
    if (before === undefined || !before.complete) return true;
    const again = window.to + WINDOW_TIMES.againMillis;
    return before.readAt < again && at >= again;
  });
}

/** `yyyy-mm-dd` of a time, UTC. */
export function dayOf(millis: number): string {
  return new Date(millis).toISOString().slice(0, 10);
}
