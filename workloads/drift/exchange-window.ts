import type { Window } from '../../core/drift/monitor/window.js';
import { GOLDEN_ATTRIBUTE } from '../../core/service/served.js';
import type { CapturedExchange } from './read-options.js';

/** Whether an exchange was asked within a window; one that says no time is taken to be. */
export function isWithin({ at }: CapturedExchange, { from, to }: Window): boolean {
  return !(at < from || at >= to);
}

/** Whether the monitor itself asked, with golden rows: nobody's traffic. */
export function isGolden({ customAttributes }: CapturedExchange): boolean {
  return customAttributes.includes(GOLDEN_ATTRIBUTE);
}
