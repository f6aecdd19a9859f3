import type { ErrorEntry } from '../entry.js';

/** Thrown by slipway/testing, in the tests of an app. */
export const TESTING_ERRORS = {
  'alarm-not-found': {
    blame: 'you',
    when: 'a test names an alarm that its stack does not declare, or a part of a path that several have',
    remedy: 'give the end of the construct path of one of the alarms that the message lists',
  },
  'alarm-not-evaluated': {
    blame: 'you',
    when: 'a test evaluates an alarm that cannot be reproduced here, or gives it no series for a metric that it watches',
    remedy: 'give a series for each metric that the message lists; what CloudWatch alone can evaluate cannot be tested here',
  },
} as const satisfies Record<string, ErrorEntry>;
