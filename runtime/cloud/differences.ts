import { stateAt, type AlarmState, type Timeline } from '../../core/alarms/index.js';

/** A time in which two timelines tell different states of one alarm, milliseconds. */
export interface Difference {
  readonly from: number;
  readonly to: number;
  readonly ours: AlarmState;
  readonly theirs: AlarmState;
  /** Why each changed to it, where that was within the window. */
  readonly ourReason: string | undefined;
  readonly theirReason: string | undefined;
}

/**
 * Where two timelines differ within [from, to) for longer than a tolerance. A change that one of them tells a little later is none; one that lasts
 * shorter than the tolerance is not seen either.
 */
export function differencesOf(
  ours: Timeline,
  theirs: Timeline,
  { from, to }: { readonly from: number; readonly to: number },
  toleranceMillis: number,
): Difference[] {
  const times = [from, ...ours.transitions.map(({ at }) => at), ...theirs.transitions.map(({ at }) => at)]
    .filter((at) => at >= from && at < to)
    .toSorted((a, b) => a - b);
  const found: Difference[] = [];
  times.forEach((start, index) => {
    const end = times[index + 1] ?? to;
    const [our, their] = [stateAt(ours, start), stateAt(theirs, start)];
    if (our === their || end === start) return;
    const last = found.at(-1);
    if (last !== undefined && last.to === start && last.ours === our && last.theirs === their)
      found[found.length - 1] = { ...last, to: end };
    else
      found.push({
        from: start,
        to: end,
        ours: our,
        theirs: their,
        ourReason: reasonAt(ours, start),
        theirReason: reasonAt(theirs, start),
      });
  });
  return found.filter((each) => each.to - each.from > toleranceMillis);
}

function reasonAt({ transitions }: Timeline, at: number): string | undefined {
  return transitions.findLast((each) => each.at <= at)?.reason;
}
