import type { AlarmState } from './definition.js';

/** A change of an alarm's state. */
export interface Transition {
  readonly at: number;
  readonly from: AlarmState;
  readonly to: AlarmState;
  /** In CloudWatch's words. */
  readonly reason: string;
}

/** What an alarm did over a window of time. */
export interface Timeline {
  readonly initial: AlarmState;
  readonly transitions: readonly Transition[];
  /** Of metric alarms: the newest point that each evaluation saw, NaN where it saw none. */
  readonly values: { readonly from: number; readonly stepMillis: number; readonly points: Float64Array } | undefined;
}

/** The state at a time, the change at that very time included. */
export function stateAt({ initial, transitions }: Timeline, at: number): AlarmState {
  let [low, high] = [0, transitions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((transitions[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return transitions[low - 1]?.to ?? initial;
}

/** Milliseconds that an alarm spends in a state within [from, to). */
export function millisIn(timeline: Timeline, state: AlarmState, from: number, to: number): number {
  let [total, since, now] = [0, from, stateAt(timeline, from)];
  for (const { at, to: next } of timeline.transitions) {
    if (at <= from || at >= to) continue;
    if (now === state) total += at - since;
    [since, now] = [at, next];
  }
  return total + (now === state ? to - since : 0);
}
