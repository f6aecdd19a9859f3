import { Duration, Size } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { BatchStrategy, OnBadObject, OnBadRecord, OnEmpty, type BatchTransformProps } from './batch-options.js';

/** What a batch deployment is where its options say nothing. */
export const BATCH_DEFAULTS = Object.freeze({
  instanceCount: 1,
  maxRuntime: Duration.hours(1),
  attempts: 2,
  strategy: BatchStrategy.MULTI_RECORD,
  maxPayload: Size.mebibytes(6),
  joinInput: false,
  onBadRecord: OnBadRecord.SET_ASIDE,
  onBadObject: OnBadObject.FAIL,
  onEmpty: OnEmpty.FAIL,
  /** Asked when it is needed: it takes a module of CDK's that many apps never load. */
  get runtime(): lambda.Runtime {
    return lambda.Runtime.NODEJS_24_X;
  },
});

/** What is set up around a job, beside the job itself: instances start, functions run. */
export const AROUND_A_JOB = Duration.minutes(15);
/** Between an attempt that failed and the next. */
export const BETWEEN_ATTEMPTS = Duration.minutes(1);
/** Functions that read whole objects; the longest that Lambda takes. */
export const STEP_TIMEOUT = Duration.minutes(15);

/** Options with every default in its place. */
export type CompleteBatch = BatchTransformProps & Required<Pick<BatchTransformProps, keyof typeof BATCH_DEFAULTS>>;
