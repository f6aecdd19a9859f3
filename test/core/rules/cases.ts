import type { Stack } from 'aws-cdk-lib';
import { ALARM_CASES } from './alarm-cases';
import { RELEASE_CASES } from './release-cases';
import { SCALING_CASES } from './scaling-cases';
import { SERVERLESS_CASES } from './serverless-cases';
import { SERVING_CASES } from './serving-cases';

/** One app that a rule lets pass and one or more that it finds, each with what the message has to name. */
export interface Case {
  readonly passes: (stack: Stack) => void;
  readonly fails: readonly { readonly app: (stack: Stack) => void; readonly says: readonly string[] }[];
}

export const CASES: Readonly<Record<string, Case>> = {
  ...ALARM_CASES,
  ...SERVING_CASES,
  ...SCALING_CASES,
  ...SERVERLESS_CASES,
  ...RELEASE_CASES,
};
