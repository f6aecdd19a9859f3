import type { ErrorEntry } from '../entry.js';

/** Thrown by the local platform. */
export const PLATFORM_ERRORS = {
  'port-in-use': { blame: 'you', when: 'the port asked for is taken', remedy: 'give another with --port, or 0 for any free one' },
  'container-stopped': {
    blame: 'you',
    when: 'a model server or a stand-in ended, or did not become healthy',
    remedy: 'start it by itself and mend what it says',
  },
  'transform-refused': {
    blame: 'you',
    when: 'a batch transform job asks for what CreateTransformJob refuses',
    remedy: 'correct the fields that the message names',
  },
  'endpoint-twice': {
    blame: 'you',
    when: 'two environments of the assembly declare an endpoint of the same name',
    remedy: 'choose one environment with -c, or open the assembly of one stage',
  },
} as const satisfies Record<string, ErrorEntry>;
