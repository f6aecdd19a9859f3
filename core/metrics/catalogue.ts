import { ASYNC } from './rows/async.js';
import { BATCH } from './rows/batch.js';
import { REALTIME } from './rows/realtime.js';
import { SERVERLESS } from './rows/serverless.js';
import type { MetricEntry } from './entry.js';

/**
 * What SageMaker publishes to CloudWatch, one row per hosting mode and metric. A model embedded in an application publishes nothing by
 * itself: AWS adds no row for it.
 */
export const CATALOGUE: readonly MetricEntry[] = [...REALTIME, ...SERVERLESS, ...ASYNC, ...BATCH];
