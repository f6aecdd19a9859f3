import type { EstimatedQuality } from '../../../core/quality/cohorts/cohort-quality.js';

/** What the answers of a day come to before their labels are in. */
export interface EstimateRecord {
  /** `yyyy-mm-dd`, UTC. */
  readonly day: string;
  readonly answers: number;
  /** Absent where the model gives no probabilities, or nobody asked it. */
  readonly estimated?: EstimatedQuality;
  /** ISO 8601. */
  readonly readAt: string;
}
