/** What a stub declares of its speed. */
export interface StubLatency {
  /** Half of the answers take less. */
  readonly latencyMillis: number;
  /** One of a hundred takes this long, and none longer; absent, all take the same. */
  readonly slowestMillis?: number;
}

const SLOWEST_SHARE = 0.99;

/**
 * The time within which a share of a stub's answers is there: log-logistic (Fisk's distribution, long used for durations: a straight line
 * between the logarithms of odds and of time), with the declared latency as its median and the slowest as its 99th percentile. Both ends are
 * cut there, so that nothing is slower than was declared.
 *
 * @param share above 0 and below 1; one drawn evenly draws from the distribution
 */
export function stubMillis({ latencyMillis, slowestMillis = latencyMillis }: StubLatency, share: number): number {
  if (share >= SLOWEST_SHARE) return slowestMillis;
  // From nothing to something there is no line between logarithms.
  if (latencyMillis === 0) return 0;
  const within = Math.max(share, 1 - SLOWEST_SHARE);
  const slope = Math.log(slowestMillis / latencyMillis) / Math.log(SLOWEST_SHARE / (1 - SLOWEST_SHARE));
  return latencyMillis * (within / (1 - within)) ** slope;
}
