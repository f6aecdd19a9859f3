import type { Idle, MetricEntry, StatisticFamily, Unit, ValueRange } from '../entry.js';
import type { Mode } from '../../hosting/mode.js';

export const ENDPOINT_NAMESPACE = 'AWS/SageMaker';
export const HOST_NAMESPACE = '/aws/sagemaker/Endpoints';
export const COMPONENT_NAMESPACE = '/aws/sagemaker/InferenceComponents';

/** Metrics appear about a minute after the minute they belong to; SageMaker publishes no figure (UNCONFIRMED). */
export const PUBLISH_DELAY_SECONDS = 60;

export const VARIANT: readonly string[] = ['EndpointName', 'VariantName'];
/** The new fleet alone, during and after a deployment with guardrails. */
export const FLEET: readonly string[] = ['EndpointConfigName', 'EndpointName', 'VariantName'];
export const COMPONENT: readonly string[] = ['InferenceComponentName'];
export const ENDPOINT: readonly string[] = ['EndpointName'];

export const SUM: readonly StatisticFamily[] = ['Sum'];
export const RATE: readonly StatisticFamily[] = ['Average', 'Sum'];
export const EXTREMES: readonly StatisticFamily[] = ['Minimum', 'Maximum'];
export const GAUGE: readonly StatisticFamily[] = ['Average', 'Minimum', 'Maximum'];
export const PLAIN: readonly StatisticFamily[] = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];
export const ALL: readonly StatisticFamily[] = [...PLAIN, 'Percentiles'];

export const ZERO_OR_ONE: ValueRange = { min: 0, max: 1 };
export const SHARE_IN_PERCENT: ValueRange = { min: 0, max: 100 };
export const NOT_NEGATIVE: ValueRange = { min: 0 };
export const ANY_NUMBER: ValueRange = { min: Number.NEGATIVE_INFINITY };

/** What the rows of one table have in common. */
export interface Common {
  readonly mode: Mode;
  readonly namespace: string;
  readonly dimensions: readonly (readonly string[])[];
  readonly source: string;
  readonly basis?: MetricEntry['basis'];
}

export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly statistics: readonly StatisticFamily[];
  readonly range: ValueRange;
  readonly idle: Idle;
  readonly dimensions?: readonly (readonly string[])[];
  readonly needs?: MetricEntry['needs'];
  readonly source?: string;
  readonly basis?: MetricEntry['basis'];
}

export function rows(common: Common, entries: readonly Row[]): MetricEntry[] {
  return entries.map((row) => ({ basis: 'documented', publishDelaySeconds: PUBLISH_DELAY_SECONDS, ...common, ...row }));
}
