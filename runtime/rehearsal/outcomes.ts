import { metricsShowing } from '../../core/metrics/index.js';
import type { Fault } from '../faults/fault.js';
import type { PlayedMode } from '../../core/hosting/mode.js';
import type { AlarmDeclaration } from '../plan.js';
import { metricsOfAlarm } from './subject.js';

/** What an alarm does as one constant is taken. */
export interface Outcome {
  readonly constant: string;
  readonly at: string;
  readonly outcome: OutcomeWord;
}
export type OutcomeWord = 'fires' | 'never fires' | 'noisy';

/** False alarms in a quarter, and in the shorter run, from which on an alarm is noisy. */
export const NOISY_ABOVE = 1;

/** Whether an alarm watches what a fault moves: a join over the catalogue. Composites see what those below them see. */
export function couldSee(alarm: AlarmDeclaration, { moves }: Fault, { mode }: { readonly mode: PlayedMode }): boolean {
  if (alarm.kind === 'composite') return false;
  const moved = metricsShowing(moves, mode);
  return metricsOfAlarm(alarm).some(({ name }) => moved.includes(name));
}
