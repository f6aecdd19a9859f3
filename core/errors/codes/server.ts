import type { ErrorEntry } from '../entry.js';

/** Thrown by the model server and the scorer. */
export const SERVER_ERRORS = {
  'model-unreadable': { blame: 'you', when: 'the model file cannot be loaded by the runtime', remedy: 'export the model again; the message holds what the runtime said' },
} as const satisfies Record<string, ErrorEntry>;
