/**
 * What CloudWatch does not publish, in one place. Each has a default and a band; a verdict that could depend on one is reckoned with every value
 * of its band, and differs only if it says so.
 */
export interface AlarmConstants {
  /**
   * How many periods an alarm of N evaluation periods looks back over: max(N + extra, atLeast). AWS's examples use 5 for N = 3; one alarm with
   * N = 1 was seen to clear 5 to 9 minutes late.
   */
  readonly evaluationRange: { readonly extra: number; readonly atLeast: number };
  /** What becomes of an alarm whose few breaching points are too young to alarm, missing data being `missing`: it keeps its state, or has too little data. */
  readonly premature: 'keep' | 'INSUFFICIENT_DATA';
  /** Which points of a percentile alarm that ignores low samples freeze it: the newest alone, or any that it considers. */
  readonly lowSamples: 'newest' | 'any';
  /** Metric math `IF(c, t, f)` of three series where c is 0 and f is missing: AWS's guide has said both. */
  readonly ifWithoutFalse: 'zero' | 'dropped';
  /** Which of AND and OR in a composite's rule binds more strongly: AWS says only to write brackets. */
  readonly precedence: 'and-first' | 'left-to-right';
}

export const DEFAULT_CONSTANTS: AlarmConstants = {
  evaluationRange: { extra: 2, atLeast: 0 },
  premature: 'keep',
  lowSamples: 'newest',
  ifWithoutFalse: 'zero',
  precedence: 'and-first',
};

/** Every value to try where a verdict could depend on it; the default is among them. */
export const CONSTANT_BANDS: { readonly [Name in keyof AlarmConstants]: readonly AlarmConstants[Name][] } = {
  evaluationRange: [
    { extra: 0, atLeast: 0 },
    { extra: 2, atLeast: 0 },
    { extra: 0, atLeast: 10 },
  ],
  premature: ['keep', 'INSUFFICIENT_DATA'],
  lowSamples: ['newest', 'any'],
  ifWithoutFalse: ['zero', 'dropped'],
  precedence: ['and-first', 'left-to-right'],
};

/** How often CloudWatch looks: user guide, alarm-evaluation. */
export const EVALUATION_SECONDS = { highResolution: 10, standard: 60, beyondADay: 3600 } as const;

/** A percentile p has few samples below 10 ÷ (1 − p), or 10 ÷ p under the median: user guide, percentiles-with-low-samples. */
export function fewSamples(percentile: number): number {
  const p = percentile / 100;
  if (p <= 0 || p >= 1) return 0;
  // 10 / (1 - 0.99) is 999.9999999999991 in floating point; the guide says 1,000.
  return Number((10 / (p < 0.5 ? p : 1 - p)).toPrecision(12));
}
