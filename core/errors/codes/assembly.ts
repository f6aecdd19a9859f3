import type { ErrorEntry } from '../entry.js';

/** Thrown when a cloud assembly is read. */
export const ASSEMBLY_ERRORS = {
  'assembly-not-found': {
    blame: 'you',
    when: 'the folder given holds no cloud assembly',
    remedy: 'run `cdk synth` first, or give the folder that it wrote with --app',
  },
  'assembly-unreadable': {
    blame: 'you',
    when: 'a file of the cloud assembly is missing, truncated or no JSON',
    remedy: 'synthesize again into an empty folder',
  },
  'assembly-newer': {
    blame: 'you',
    when: 'the cloud assembly follows a newer schema than this version of the package reads',
    remedy: 'update slipway, or synthesize with an older aws-cdk-lib',
  },
  'service-entry': {
    blame: 'you',
    when: 'an entry of our constructs in the assembly was written by another version of this package',
    remedy: 'synthesize with the version that reads it',
  },
  'slipway-json': {
    blame: 'you',
    when: 'slipway.json does not follow its format, or names an endpoint that is not there',
    remedy: 'correct what the message names',
  },
} as const satisfies Record<string, ErrorEntry>;
