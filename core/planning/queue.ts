/** Service times of one instance that answers one request after the other, milliseconds. */
export interface ServiceTimes {
  readonly mean: number;
  /** Mean of the squares. */
  readonly meanSquare: number;
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
}

export function serviceTimes(millis: readonly number[], factor: number = 1): ServiceTimes {
  const sorted = millis.map((each) => each * factor).toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, each) => sum + each, 0) / sorted.length;
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {
    mean,
    meanSquare: sorted.reduce((sum, each) => sum + each * each, 0) / sorted.length,
    p50: at(0.5),
    p99: at(0.99),
    slowest: sorted.at(-1) ?? 0,
  };
}

const MINUTE_MILLIS = 60_000;

/** Share of its time that each instance is busy. */
export function utilisation(perMinute: number, instances: number, { mean }: ServiceTimes): number {
  return ((perMinute / MINUTE_MILLIS) * mean) / instances;
}

/**
 * What ninety-nine of a hundred requests wait at most, milliseconds: independent arrivals at instances that are chosen at random, each one a
 * queue by itself. Its mean wait is Pollaczek's and Khinchine's; that a wait, where there is one, is exponential is the usual approximation.
 *
 * @returns Infinity where the queue grows without end
 */
export function waitP99(perMinute: number, instances: number, times: ServiceTimes): number {
  const busy = utilisation(perMinute, instances, times);
  if (busy >= 1) return Number.POSITIVE_INFINITY;
  if (busy <= 0.01) return 0;
  const rate = perMinute / MINUTE_MILLIS / instances;
  const meanWait = (rate * times.meanSquare) / (2 * (1 - busy));
  return Math.max(0, (meanWait / busy) * Math.log(busy / 0.01));
}
