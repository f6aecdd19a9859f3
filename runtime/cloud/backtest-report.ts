import type { Comparison } from '../../core/alarms/index.js';
import type { NotReplayed } from './replayable.js';
import type { Quieter } from './quieter-threshold.js';

/** How the alarms of an assembly would have behaved in the past. */
export interface Backtest {
  readonly version: 1;
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** How often an alarm should go off in thirty days at most. */
  readonly atMost: number;
  readonly alarms: readonly BacktestedAlarm[];
  readonly notReplayed: readonly NotReplayed[];
}

export interface BacktestedAlarm {
  readonly path: string;
  readonly logicalId: string;
  readonly name: string;
  /** `file:line` that declared it, where known. */
  readonly source: string | null;
  readonly kind: 'metric' | 'composite';
  /** Of metric alarms. */
  readonly threshold: number | null;
  readonly comparison: Comparison | null;
  /** How often it would have gone off. */
  readonly times: number;
  /** With other values of what CloudWatch does not publish. */
  readonly fewest: number;
  readonly most: number;
  /** Names of the constants that make the difference. */
  readonly dependsOn: readonly string[];
  readonly minutesInAlarm: number;
  /** When it would have gone off, ISO 8601. */
  readonly at: readonly string[];
  /** Of the values that it saw; null without any. */
  readonly least: number | null;
  readonly greatest: number | null;
  /** A metric alarm that saw no value at all. */
  readonly withoutData: boolean;
  /** Percentiles of periods longer than a minute: CloudWatch slides them by the minute, and gives out those that end with the period. */
  readonly approximated: boolean;
  /** Whether that is more often than it should. */
  readonly tooOften: boolean;
  /** What would have been quiet enough; null where it was, and of composites. */
  readonly quieter: Quieter | null;
}
