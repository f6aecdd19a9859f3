import type { ErrorEntry } from '../entry.js';

/** Thrown by the local platform. */
export const PLATFORM_ERRORS = {
  'port-in-use': { blame: 'you', when: 'the port asked for is taken', remedy: 'give another with --port, or 0 for any free one' },
} as const satisfies Record<string, ErrorEntry>;
