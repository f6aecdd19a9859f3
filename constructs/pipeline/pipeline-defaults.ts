import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Overlap } from './overlap.js';

/** What holds where nothing is said; each stands in the documentation of its property. */
export const PIPELINE_DEFAULTS = Object.freeze({
  overlap: Overlap.ALLOW,
  maxRuntime: Duration.hours(6),
  keep: Duration.days(90),
  maxBytesPerQuery: 1_099_511_627_776,
  removalPolicy: RemovalPolicy.RETAIN,
});
