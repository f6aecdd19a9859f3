import { RUNTIME_LIMITS } from '../../core/limits/index.js';

/** SageMaker Runtime's limits, as far as a test may want them smaller. */
export interface Limits {
  /** Largest request body, bytes. */
  readonly payloadBytes: number;
  /** Until a container has to have answered, milliseconds. */
  readonly responseMillis: number;
  /** Until a streamed answer has to be complete. */
  readonly streamMillis: number;
}

export const DEFAULT_LIMITS: Limits = Object.freeze({
  payloadBytes: RUNTIME_LIMITS.payloadBytes,
  responseMillis: RUNTIME_LIMITS.responseMillis,
  streamMillis: RUNTIME_LIMITS.streamMillis,
});
