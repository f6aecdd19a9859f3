import type { ErrorEntry } from '../entry.js';

/** Thrown by a rehearsal. */
export const REHEARSAL_ERRORS = {
  profile: {
    blame: 'you',
    when: 'the profile given with --profile cannot be read, or does not hold a model of the assembly',
    remedy: 'rehearse once without it, and commit the profile that is written',
  },
  'captured-data': {
    blame: 'you',
    when: 'the folder given as captured data holds no records of SageMaker data capture',
    remedy: 'give the folder that data capture writes to, down to any depth',
  },
  samples: {
    blame: 'you',
    when: 'the file of what callers send cannot be read, or a line of it is no sample',
    remedy: 'give a line for each request: {"input": …}, with "contentType" where it is not JSON',
  },
  'stand-in': {
    blame: 'you',
    when: 'a stand-in is given for something that is no endpoint of the assembly, or for several',
    remedy: 'give the construct path of one endpoint',
  },
  'rehearsal-option': {
    blame: 'you',
    when: 'an option of the rehearsal names a fault, a deployment or an alarm that is not there, or a number out of its range',
    remedy: 'use one of those that the message lists',
  },
  'rehearsal-output': {
    blame: 'you',
    when: 'what a rehearsal is asked to write cannot be written where it should be',
    remedy: 'give a file or a folder that can be written',
  },
  'price-file': {
    blame: 'you',
    when: 'the file given with --prices cannot be read, or is no price file',
    remedy: 'write it in the form that the message shows (docs/planning.md)',
  },
  'plan-option': {
    blame: 'you',
    when: 'an option of slipway plan names an instance type that is not in the table, or nothing is promised',
    remedy: 'give a type that the table has, and --latency, --completed or --refreshed',
  },
  'shadow-option': {
    blame: 'you',
    when: 'slipway shadow does not know which model serves today',
    remedy: 'give --current MODEL, or --deployment with one of the paths that the message lists',
  },
  'evidence-folder': {
    blame: 'you',
    when: 'the folder given with --evidence holds something else than evidence',
    remedy: 'give an empty folder, one that is not there yet, or one with earlier evidence, which is replaced',
  },
} as const satisfies Record<string, ErrorEntry>;
