import type { ErrorEntry } from '../entry.js';

/** Thrown where a real account is asked, or what it said in the past is read. */
export const ACCOUNT_ERRORS = {
  'sdk-missing': {
    blame: 'you',
    when: 'an account is to be asked and the AWS SDK client for it is not installed',
    remedy: 'install it with the command that the message names',
  },
  'package-missing': {
    blame: 'you',
    when: 'a verb needs a package that is not installed with this one',
    remedy: 'install it with the command that the message names',
  },
  'account-credentials': {
    blame: 'you',
    when: 'there are no credentials for the account, or they are expired or wrong',
    remedy: 'log in again, and name the profile in AWS_PROFILE where there are several',
  },
  'account-denied': {
    blame: 'you',
    when: 'the credentials do not allow an action',
    remedy: 'allow the action that the message names; of CloudWatch on every resource, since it knows no others',
  },
  'account-throttled': {
    blame: 'you',
    when: 'the account has asked a service of AWS more often than it may, and waiting did not help',
    remedy: 'try again later, or ask for less at once: fewer days, fewer alarms, one deployment',
  },
  'account-region': {
    blame: 'you',
    when: 'no region is given, there is none of that name, or it holds nothing of what is asked for',
    remedy: 'give the region of the stacks with --region or AWS_REGION',
  },
  'account-refused': {
    blame: 'you',
    when: 'AWS could not be reached, or refused a call for another reason',
    remedy: 'do what its own words in the message say',
  },
  'past-metrics': {
    blame: 'you',
    when: 'a file of past metrics cannot be read',
    remedy: 'give a CSV file with the columns that the message names',
  },
  'no-deployment': {
    blame: 'you',
    when: 'there is no endpoint of that path or name, in the assembly or in the account',
    remedy: 'name one that is there; the message lists them',
  },
  'adopt-refused': {
    blame: 'you',
    when: 'an endpoint is of a kind that the constructs cannot say',
    remedy: 'leave --declare out where the message says so; else watch it with constructs of aws-cdk-lib',
  },
  'nothing-to-replay': {
    blame: 'you',
    when: 'there is no alarm to replay',
    remedy: 'name alarms that are there; the message lists them',
  },
} as const satisfies Record<string, ErrorEntry>;
