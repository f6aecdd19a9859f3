import { harmOf, type FaultHarm, type Promised } from '../harm.js';
import type { PlayedUpdate } from './update-trials.js';

/** Minute from which on an update can do harm: the new version serves, or else it turned back before it did. */
export function beginningOf({ servedFrom, trial: { course } }: PlayedUpdate): number {
  return servedFrom ?? course.turnedAt ?? course.startedAt;
}

/** What an update did to callers and records, until the old version served again or, where the new one stayed, in the time after it too. */
export function updateHarm(update: PlayedUpdate, promised: Promised): FaultHarm {
  const { course, harms } = update.trial;
  const minutes = harms.sent.length;
  const faultTo = course.turnedAt === null ? minutes : course.endedAt;
  return harmOf(harms, { watchFrom: 0, faultFrom: beginningOf(update), faultTo, minutes }, promised);
}
