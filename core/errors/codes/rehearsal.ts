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
  'stand-in': {
    blame: 'you',
    when: 'a stand-in is given for something that is no endpoint of the assembly, or for several',
    remedy: 'give the construct path of one endpoint',
  },
} as const satisfies Record<string, ErrorEntry>;
