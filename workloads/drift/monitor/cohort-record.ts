import type { CohortQuality } from '../../../core/quality/cohorts/cohort-quality.js';

/** A cohort as it is stored, and since when it is known so. */
export interface CohortRecord extends CohortQuality {
  readonly version: 1;
  /** ISO 8601. */
  readonly readAt: string;
}
