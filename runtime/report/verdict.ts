import type { AlarmReport, BlindSpot, ModelReport, RehearsalReport, UpdateReport } from './rehearsal-report.js';
import { countsAgainst, modelCounts, spotCounts, updateCounts } from './words.js';

/** Whether a rehearsal was passed, and what speaks against it. */
export interface RehearsalVerdict {
  readonly passed: boolean;
  /** Alarms that never fire or are noisy, and are not accepted. */
  readonly alarms: readonly AlarmReport[];
  /** Blind spots that count and are not accepted. */
  readonly blindSpots: readonly BlindSpot[];
  /** Updates to a version that should stay, and that do not hold, and are not accepted. */
  readonly updates: readonly UpdateReport[];
  /** Models that do not answer their golden rows as recorded, and are not accepted. */
  readonly models: readonly ModelReport[];
}

/** The one place that decides between exit codes 0 and 3. What depends on a constant and what cannot be reproduced speak against nothing. */
export function verdictOf({
  alarms,
  blindSpots,
  updates,
  models,
}: Pick<RehearsalReport, 'alarms' | 'blindSpots' | 'updates' | 'models'>): RehearsalVerdict {
  const against = {
    alarms: alarms.filter(countsAgainst),
    blindSpots: blindSpots.filter(spotCounts),
    updates: updates.filter(updateCounts),
    models: models.filter(modelCounts),
  };
  return { passed: Object.values(against).every((found) => found.length === 0), ...against };
}
