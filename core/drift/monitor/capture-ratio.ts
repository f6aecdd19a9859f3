import { VERDICT_LIMITS } from '../verdict/limits.js';
import type { MonitorDatum } from './datum.js';

/**
 * Captured requests over those that capture should have kept. Nothing where fewer than 200 should be there: of few, chance alone keeps half or
 * twice as many.
 *
 * @param captured exchanges in the window
 * @param invocations requests that CloudWatch counted in it
 * @param sampling share that capture keeps, 0 to 1
 */
export function captureRatio(captured: number, invocations: number, sampling: number): MonitorDatum[] {
  const expected = invocations * sampling;
  return expected < VERDICT_LIMITS.rowsToTell ? [] : [{ name: 'CaptureRatio', value: captured / expected }];
}
