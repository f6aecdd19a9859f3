import type { Statistic } from '../metrics/statistics.js';
import type { Expression } from './math/expression.js';
import type { MetricId } from './metric-id.js';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm as CloudWatch would hold it. */
export type AlarmDefinition = MetricAlarm | CompositeAlarm;

interface AlarmCommon {
  /** What tells it from others across stacks: the construct path. */
  readonly id: string;
  /** Composites refer to it by this, or by an ARN that ends in it. */
  readonly name: string;
  readonly actions: AlarmActions;
}

/** ARNs by the state that an alarm changes to. */
export interface AlarmActions {
  /** False: nothing is done, whatever the lists hold. */
  readonly enabled: boolean;
  readonly onState: Readonly<Record<AlarmState, readonly string[]>>;
}

export interface MetricAlarm extends AlarmCommon {
  readonly kind: 'metric';
  readonly periodSeconds: number;
  /** N: how many points are looked at. */
  readonly evaluationPeriods: number;
  /** M: how many of them have to breach. */
  readonly datapointsToAlarm: number;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly missingData: MissingData;
  /** What a percentile does with too few samples. */
  readonly lowSamples: 'evaluate' | 'ignore';
  readonly watched: Watched;
  readonly warmUp?: { readonly minutes: number; readonly whole: boolean };
  /** Periods end at boundaries of the clock in this time zone; without it they slide. */
  readonly wallClock?: { readonly timeZone: string };
}

export type Comparison = 'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** What is compared with the threshold: a statistic of a metric, or an expression over several. */
export type Watched = WatchedMetric | WatchedMath;

export interface WatchedMetric {
  readonly kind: 'statistic';
  readonly metric: MetricId;
  readonly statistic: Statistic;
  /** Only data of this unit count. */
  readonly unit?: string;
}

export interface WatchedMath {
  readonly kind: 'math';
  /** By the id under which expressions refer to them. */
  readonly metrics: Readonly<Record<string, WatchedMetric>>;
  /** Other expressions are already put in their places. */
  readonly expression: Expression;
}

export interface CompositeAlarm extends AlarmCommon {
  readonly kind: 'composite';
  /** The rule as written; how it is read depends on a constant. */
  readonly rule: string;
  readonly suppressor?: Suppressor;
}

/** Another alarm whose ALARM keeps a composite from acting. */
export interface Suppressor {
  /** Name or ARN. */
  readonly alarm: string;
  readonly waitSeconds: number;
  readonly extensionSeconds: number;
}
