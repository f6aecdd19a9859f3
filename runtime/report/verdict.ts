import type { AlarmReport, BlindSpot, RehearsalReport } from './rehearsal-report.js';
import { countsAgainst, spotCounts } from './words.js';

/** Whether a rehearsal was passed, and what speaks against it. */
export interface RehearsalVerdict {
  readonly passed: boolean;
  /** Alarms that never fire or are noisy, and are not accepted. */
  readonly alarms: readonly AlarmReport[];
  /** Blind spots that count and are not accepted. */
  readonly blindSpots: readonly BlindSpot[];
}

/** The one place that decides between exit codes 0 and 3. What depends on a constant and what cannot be reproduced speak against nothing. */
export function verdictOf({ alarms, blindSpots }: Pick<RehearsalReport, 'alarms' | 'blindSpots'>): RehearsalVerdict {
  const against = { alarms: alarms.filter(countsAgainst), blindSpots: blindSpots.filter(spotCounts) };
  return { passed: against.alarms.length === 0 && against.blindSpots.length === 0, ...against };
}
