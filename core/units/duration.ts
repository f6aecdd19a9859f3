import type { Unit } from '../metrics/entry.js';

/** How many of a unit of time one millisecond is. */
const PER_MILLISECOND: Readonly<Partial<Record<Unit, number>>> = { Microseconds: 1000, Milliseconds: 1, Seconds: 1 / 1000 };

/**
 * A duration in the unit in which a metric is published: 100 ms are 100,000 for ModelLatency, which is in microseconds.
 *
 * @returns undefined for a unit that does not measure time
 */
export function fromMillis(millis: number, unit: Unit): number | undefined {
  const factor = PER_MILLISECOND[unit];
  return factor === undefined ? undefined : millis * factor;
}
