import type { Histogram } from './histogram.js';

/** What one minute of one variant came to. The same object is filled anew every minute. */
export interface Minute {
  /** Number of the minute in the run. */
  minute: number;
  /** Requests that reached the model. */
  requests: number;
  refused: number;
  /** 5xx of the model, and requests without an answer. */
  failed: number;
  /** Microseconds in the model, of every request that reached it. */
  readonly latencies: Histogram;
  /** Microseconds that SageMaker added, of each. */
  overhead: number;
  mostAtOnce: number;
  leastAtOnce: number;
  /** Per instance that is up: CPU in percent of one core, percent of memory and of the volume. */
  readonly cpu: number[];
  readonly memory: number[];
  readonly disk: number[];
  /** Harm, background errors not among it. */
  readonly harm: Harm;
}

/** Requests, or records, that were harmed. */
export interface Harm {
  /** Answered wrongly or not at all, on account of a fault; those that never reached the model too. */
  failed: number;
  /** Answered later than promised. */
  late: number;
  /** Requests that were sent, for shares. */
  sent: number;
  /** Captured records that were not kept. */
  recordsLost: number;
}
