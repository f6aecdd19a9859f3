import type { Share } from '../compare.js';
import { VERDICT_LIMITS as LIMITS } from './limits.js';

/** Change of a share from which on it counts: two points, five standard errors, or what healthy windows showed, whichever is most. */
export function shareLimit(share: Share, healthy = 0): number {
  return Math.max(LIMITS.shareFloor, LIMITS.shareErrors * standardError(share), LIMITS.aboveWorst * healthy);
}

/** Of the difference of two shares that are really one (binomial, pooled). */
function standardError({ baseline, current, rows: [n, m] }: Share): number {
  const pooled = (baseline * n + current * m) / (n + m);
  return Math.sqrt(Math.max(0, pooled * (1 - pooled)) * (1 / n + 1 / m));
}
