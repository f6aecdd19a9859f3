import { ACCOUNT_ERRORS } from './codes/account.js';
import { CLI_ERRORS } from './codes/cli.js';
import { ASSEMBLY_ERRORS } from './codes/assembly.js';
import { CONSTRUCT_ERRORS } from './codes/constructs.js';
import { DATA_ERRORS } from './codes/data.js';
import { MONITOR_ERRORS } from './codes/monitor.js';
import { PLATFORM_ERRORS } from './codes/platform.js';
import { REHEARSAL_ERRORS } from './codes/rehearsal.js';
import { SERVER_ERRORS } from './codes/server.js';
import { PIPELINE_ERRORS } from './codes/pipelines.js';
import { TESTING_ERRORS } from './codes/testing.js';
import type { ErrorEntry } from './entry.js';

/** Every code that a SlipwayError can carry, by the room that throws it. */
export const ERRORS = {
  ...CONSTRUCT_ERRORS,
  ...DATA_ERRORS,
  ...MONITOR_ERRORS,
  ...SERVER_ERRORS,
  ...ASSEMBLY_ERRORS,
  ...PLATFORM_ERRORS,
  ...REHEARSAL_ERRORS,
  ...ACCOUNT_ERRORS,
  ...CLI_ERRORS,
  ...PIPELINE_ERRORS,
  ...TESTING_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
