import type { ErrorEntry } from '../entry.js';

/** Thrown by the verbs of the CLI. */
export const CLI_ERRORS = {
  'synthesis-failed': {
    blame: 'you',
    when: 'the app given by --app or cdk.json could not be run',
    remedy: 'run the command by itself and mend what it prints',
  },
  'nothing-to-serve': {
    blame: 'you',
    when: 'the assembly declares no endpoint that can be served here',
    remedy: 'read what was found and why it was refused; declare a real-time endpoint, or give it a stand-in',
  },
  'nothing-to-rehearse': {
    blame: 'you',
    when: 'the assembly declares no endpoint, batch deployment or pipeline, and no alarm on one',
    remedy: 'give the app that declares them with --app',
  },
  internal: { blame: 'us', when: 'something happened that this package did not foresee', remedy: 'report it with the stack' },
} as const satisfies Record<string, ErrorEntry>;
