import type { Length } from './lengths.js';
import type { TellOptions } from './matchers.js';

/** The matchers as `expect(…)` offers them once they are registered. */
export interface SlipwayMatchers<R = unknown> {
  /** Somebody is told of the fault, wherever it was played: `expect(report).toTell('slow-model', { within: Duration.minutes(5) })`. */
  toTell(fault: string, options?: TellOptions): R;
  /** No fault does harm that nobody is told of. */
  toHaveNoBlindSpots(): R;
  /** The alarm fires on some fault, or on the one that is named. */
  toFire(alarm: string, options?: { readonly on?: string }): R;
  /** The alarm that was evaluated goes to ALARM, at the latest when so much time has passed. */
  toAlarm(options?: { readonly within?: Length }): R;
}

declare global {
  namespace jest {
    // Both parameters are jest's own; a declaration that leaves one out would not merge.
    // oxlint-disable-next-line no-unused-vars
    interface Matchers<R, T> extends SlipwayMatchers<R> {}
  }
}

/** @ts-ignore whoever has no vitest has nothing to augment */
declare module 'vitest' {
  // Up to vitest 3.1 matchers are added to Assertion, later to Matchers.
  // oxlint-disable-next-line no-unused-vars
  interface Assertion<T> extends SlipwayMatchers<void> {}
  // oxlint-disable-next-line no-unused-vars
  interface Matchers<T> extends SlipwayMatchers<void> {}
}
