/** Bytes of UTF-8 that the input or output of a state may hold: 256 KiB (Step Functions quotas). */
export const MOST_STATE_BYTES = 262_144;

/** Default of Retry (Amazon States Language, Retry). */
export const RETRY_DEFAULTS = { intervalSeconds: 1, maxAttempts: 3, backoffRate: 2 } as const;

/** Iterations that an inline Map runs at once where MaxConcurrency is 0 (Step Functions: up to 40). */
export const INLINE_CONCURRENCY = 40;

/** Children that a distributed Map runs at once where MaxConcurrency is 0 (Step Functions: 10,000). */
export const DISTRIBUTED_CONCURRENCY = 10_000;
