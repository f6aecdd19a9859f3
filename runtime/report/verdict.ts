import type { AlarmReport, BlindSpot, RehearsalReport, UpdateReport } from './rehearsal-report.js';
import { countsAgainst, spotCounts, updateCounts } from './words.js';

/** Whether a rehearsal was passed, and what speaks against it. */
export interface RehearsalVerdict {
  readonly passed: boolean;
  /** Alarms that never fire or are noisy, and are not accepted. */
  readonly alarms: readonly AlarmReport[];
  /** Blind spots that count and are not accepted. */
  readonly blindSpots: readonly BlindSpot[];
  /** Updates to a version that should stay, and that do not hold, and are not accepted. */
  readonly updates: readonly UpdateReport[];
}

/** The one place that decides between exit codes 0 and 3. What depends on a constant and what cannot be reproduced speak against nothing. */
export function verdictOf({ alarms, blindSpots, updates }: Pick<RehearsalReport, 'alarms' | 'blindSpots' | 'updates'>): RehearsalVerdict {
  const against = {
    alarms: alarms.filter(countsAgainst),
    blindSpots: blindSpots.filter(spotCounts),
    updates: updates.filter(updateCounts),
  };
  return { passed: Object.values(against).every((found) => found.length === 0), ...against };
}
