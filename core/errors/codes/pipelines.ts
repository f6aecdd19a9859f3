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
    when: 'a function is written for a runtime that is not run here, or for Python where there is none with awslambdaric',
    remedy: 'functions in Node and in Python run here; SLIPWAY_PYTHON names the Python, which needs awslambdaric',
  },
  'batch-unplayed': {
    blame: 'you',
    when: 'a declared batch deployment cannot be run on this machine',
    remedy: 'the message says what is in the way; a stand-in answers for a model that is not here',
  },
  'batch-days': {
    blame: 'you',
    when: 'a time or a day of a batch run is not written as one, or a span holds no day',
    remedy: 'give days as 2026-03-01, and times as 2026-03-01T04:30:00Z',
  },
  'batch-record': {
    blame: 'you',
    when: 'there is no record of a run where one was to be shown',
    remedy: 'give the folder of a run that has ended',
  },
  'batch-unknown': {
    blame: 'you',
    when: 'the app declares no batch deployment of that path, or several',
    remedy: 'give one of the paths that the message lists',
  },
} as const satisfies Record<string, ErrorEntry>;
