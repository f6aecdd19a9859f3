import { countText } from '../words.js';

/** CloudWatch's units as people read them: ModelLatency is kept in microseconds, and nobody thinks in those. */
const UNITS: Readonly<Record<string, { readonly divisor: number; readonly short: string }>> = {
  Microseconds: { divisor: 1000, short: 'ms' },
  Milliseconds: { divisor: 1, short: 'ms' },
  Seconds: { divisor: 1, short: 's' },
  Percent: { divisor: 1, short: '%' },
  Bytes: { divisor: 1, short: 'bytes' },
  'Count/Second': { divisor: 1, short: 'a second' },
};

export function divisorOf(unit: string): number {
  return UNITS[unit]?.divisor ?? 1;
}

/** A value in its display unit, with the unit: `310 ms`, `60 s`. */
export function displayed(value: number, unit: string): string {
  const { divisor, short } = UNITS[unit] ?? { divisor: 1, short: '' };
  if (short === 'ms' && Math.abs(value / divisor) >= 1000) return `${countText(value / divisor / 1000)} s`;
  return `${countText(value / divisor)}${short === '' ? '' : ` ${short}`}`;
}
