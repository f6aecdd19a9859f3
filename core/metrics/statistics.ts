import type { StatisticFamily } from './entry.js';

/** A statistic as CloudWatch spells it, and the family that decides whether a metric publishes it. */
export interface Statistic {
  readonly family: StatisticFamily;
  /** As CloudWatch spells it: `p99`, `Average`. */
  readonly text: string;
  /** For a single percentile pNN: NN. */
  readonly percentile?: number;
  /** For the trimmed family: which values count, and what is made of them. */
  readonly trim?: Trim;
}

/** `tm99`, `TM(10%:90%)`, `PR(:300)`: a bound left out is open. Values above the lower bound and up to the upper one count. */
export interface Trim {
  /** Trimmed mean, count and sum; winsorized mean; percentile rank. */
  readonly of: 'TM' | 'TC' | 'TS' | 'WM' | 'PR';
  /** True where the bounds are percentages of the values in order, false where they are values. */
  readonly percent: boolean;
  readonly low?: number;
  readonly high?: number;
}

/** The plain statistics and the spellings that CDK accepts for them. */
const PLAIN: Readonly<Record<string, StatisticFamily>> = {
  samplecount: 'SampleCount',
  n: 'SampleCount',
  average: 'Average',
  avg: 'Average',
  sum: 'Sum',
  minimum: 'Minimum',
  min: 'Minimum',
  maximum: 'Maximum',
  max: 'Maximum',
};
const NUMBER = String.raw`\d{1,3}(?:\.\d{1,10})?`;
const SINGLE = new RegExp(`^(p|tm|tc|ts|wm)(${NUMBER})$`, 'i');
/** Bounds of a range may be values of the metric, of any size. */
const BOUND = String.raw`\d{1,18}(?:\.\d{1,10})?`;
const RANGE = new RegExp(String.raw`^(TM|TC|TS|WM|PR)\((${BOUND})?(%)?:(${BOUND})?(%)?\)$`, 'i');

/**
 * Reads a statistic in CloudWatch's grammar: SampleCount, Average, Sum, Minimum, Maximum; pNN, tmNN, tcNN, tsNN, wmNN with NN from 0 to 100;
 * IQM; TM, TC, TS, WM and PR with a range.
 *
 * @returns undefined where CloudWatch would refuse it: p101, p-1, `median`
 */
export function parseStatistic(text: string): Statistic | undefined {
  const name = text.toLowerCase();
  const plain = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
  if (plain !== undefined) return { family: plain, text: plain };
  if (text.toUpperCase() === 'IQM') {
    return { family: 'Percentiles', text: 'IQM', trim: { of: 'TM', percent: true, low: 25, high: 75 } };
  }
  const single = SINGLE.exec(text);
  if (single !== null) {
    const value = Number(single[2]);
    if (value > 100) return undefined;
    return single[1]?.toLowerCase() === 'p'
      ? { family: 'Percentiles', text, percentile: value }
      : { family: 'Percentiles', text, trim: { of: trimOf(single[1]), percent: true, high: value } };
  }
  const trim = parseRange(text);
  return trim === undefined ? undefined : { family: 'Percentiles', text, trim };
}

function parseRange(text: string): Trim | undefined {
  const match = RANGE.exec(text);
  if (match === null) return undefined;
  const [, of, low, lowPercent, high, highPercent] = match;
  if (low === undefined && high === undefined) return undefined;
  const percent = (low !== undefined && lowPercent !== undefined) || (high !== undefined && highPercent !== undefined);
  if (percent && [low, high].some((bound) => bound !== undefined && Number(bound) > 100)) return undefined;
  return {
    of: trimOf(of),
    percent,
    ...(low === undefined ? {} : { low: Number(low) }),
    ...(high === undefined ? {} : { high: Number(high) }),
  };
}

function trimOf(letters: string | undefined): Trim['of'] {
  return (letters ?? '').toUpperCase() as Trim['of'];
}
