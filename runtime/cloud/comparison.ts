import type { AlarmState } from '../../core/alarms/index.js';
import type { NotReplayed } from './replayable.js';

/** Where the states that we reckon differ from those that an account tells. */
export interface Comparison {
  readonly version: 1;
  readonly region: string;
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly to: string;
  /** Differences up to so long are none: when a datapoint can be seen is not published. */
  readonly toleranceMinutes: number;
  readonly alarms: readonly ComparedAlarm[];
  /** What CloudWatch does not publish, with every value that is tried; the first is the usual one. */
  readonly settings: readonly TriedSetting[];
  readonly notReplayed: readonly NotReplayed[];
}

export interface ComparedAlarm {
  readonly name: string;
  readonly kind: 'metric' | 'composite';
  /** How long it was compared, minutes: since it was last changed. */
  readonly minutes: number;
  /** Changes of state within that time. */
  readonly ours: number;
  readonly theirs: number;
  readonly minutesDiffering: number;
  readonly differences: readonly ComparedDifference[];
}

export interface ComparedDifference {
  /** ISO 8601. */
  readonly from: string;
  readonly minutes: number;
  readonly ours: AlarmState;
  readonly theirs: AlarmState;
  readonly ourReason: string | null;
  readonly theirReason: string | null;
  /** Somebody set the state with SetAlarmState; it says nothing about us. */
  readonly byHand: boolean;
}

export interface TriedSetting {
  readonly constant: string;
  readonly value: string;
  /** How many alarms differ with it, and for how long together. */
  readonly alarms: number;
  readonly minutes: number;
}

/** Alarms whose evaluation differs, whatever people did by hand. */
export function differing({ alarms }: Comparison): readonly ComparedAlarm[] {
  return alarms.filter(({ differences }) => differences.some(({ byHand }) => !byHand));
}
