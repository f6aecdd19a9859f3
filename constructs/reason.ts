import { SlipwayError } from '../core/errors/index.js';

/** A decision against something takes a reason that a reviewer can read. */
export function requireReason(because: string, what: string): string {
  if (because.trim() === '') throw new SlipwayError('reason-missing', `${what} without a reason; say why in one sentence`);
  return because;
}
