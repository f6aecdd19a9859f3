import type { Constant } from './constants.js';

const OURS = 'assumed by this package';

/** Assumed numbers of deployments that run and end; the report lists them where one is rehearsed. */
export const RUN_CONSTANTS = {
  jobStartMinutes: {
    value: 5,
    unit: 'min',
    band: [3, 8],
    what: 'until the instances of a transform job are there and its model has loaded; each run draws its own',
    source: OURS,
  },
  inputMinutesBefore: {
    value: 60,
    unit: 'min',
    band: [45, 75],
    what: 'between the input and the run that reads it, or half of the time between two runs where that is less; each run draws its own',
    source: OURS,
  },
  objectsOfInput: {
    value: 10,
    unit: 'objects',
    band: [10, 10],
    what: 'in the input of a run',
    source: 'catalogue of faults: 1 of 10 objects',
  },
  recordsOfInput: { value: 200, unit: 'records', band: [200, 200], what: 'in the input of a run', source: OURS },
  executionZeros: {
    value: 0,
    unit: '(0 nothing, 1 zeros)',
    band: [0, 1],
    what: 'what Step Functions publishes of an ending that an execution did not come to',
    source: 'UNCONFIRMED',
  },
} as const satisfies Readonly<Record<string, Constant>>;
