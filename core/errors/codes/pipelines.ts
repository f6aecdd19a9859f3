import type { ErrorEntry } from '../entry.js';

/** Thrown where state machines and the functions they call are run. */
export const PIPELINE_ERRORS = {
  'state-machine': {
    blame: 'you',
    when: 'Step Functions would refuse a state machine: its shape, a target, a value or an expression is wrong',
    remedy: 'mend what the message names, by its path in the definition',
  },
  'state-machine-unplayed': {
    blame: 'you',
    when: 'a state machine asks for something that is not played on a laptop: JSONPath states, an unknown task, some item readers',
    remedy: 'write the state in JSONata, or use one of the integrations that the message lists',
  },
  'function-runtime': {
    blame: 'you',
    when: 'a function is written for a runtime that is not run here',
    remedy: 'functions in Node and in Python run here',
  },
} as const satisfies Record<string, ErrorEntry>;
