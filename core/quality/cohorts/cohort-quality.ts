import type { Estimate } from '../interval.js';
import type { GroupBias } from './bias.js';

/**
 * Where a cohort stands: `waiting` for labels that are not due yet; `labels-missing` where too few came although they are due; `too-few` where the labelled
 * answers say nothing; `judged`.
 */
export type CohortState = 'waiting' | 'labels-missing' | 'too-few' | 'judged';

/** What is known of the answers of one day. */
export interface CohortQuality {
  /** `yyyy-mm-dd`, UTC. */
  readonly day: string;
  readonly state: CohortState;
  readonly answers: number;
  /** Labels that should come: the answers times the share that gets a label. */
  readonly expectedLabels: number;
  readonly labels: number;
  /** Labels, or answers beside them, that are no value and no class of the model. */
  readonly unreadable: number;
  /** Labels that are in, of those expected. */
  readonly coverage: number;
  /** When the labels of the day's last answer are due, ISO 8601. */
  readonly due: string;
  /** By name; of a cohort that is judged. */
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** Metrics whose interval ends below the bar. */
  readonly below: readonly string[];
  /** Those of them that did so in the judged cohort before, too. */
  readonly fails: readonly string[];
  /** What was said of this cohort before more labels, or other ones, came. */
  readonly restated?: Restated;
  readonly estimated?: EstimatedQuality;
  /** Most answers first. */
  readonly segments: readonly SegmentQuality[];
  readonly bias: readonly GroupBias[];
}

export interface Restated {
  readonly labels: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What the metrics come to if the probabilities are right. It is blind to concept drift, judged by nothing, and marked as what it is. */
export interface EstimatedQuality {
  readonly note: 'estimated, blind to concept drift';
  readonly metrics: Readonly<Record<string, number>>;
  /** Labelled answers of earlier cohorts that the probabilities were calibrated on; 0 where they were taken as the model gave them. */
  readonly calibratedOn: number;
}

export interface SegmentQuality {
  readonly feature: string;
  readonly value: string;
  /** Labelled answers. */
  readonly rows: number;
  readonly metrics: Readonly<Record<string, Estimate>>;
}
