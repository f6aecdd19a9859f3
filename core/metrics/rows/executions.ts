import type { MetricEntry } from '../entry.js';
import { NOT_NEGATIVE, PLAIN, rows } from './row.js';

export const STATES_NAMESPACE = 'AWS/States';
/** Its value is the ARN of a state machine. */
export const STATES_DIMENSION = 'StateMachineArn';

const COUNT = { unit: 'Count', statistics: PLAIN, range: NOT_NEGATIVE, idle: 'missing' } as const;

/** What Step Functions publishes of the executions of a state machine, which a batch deployment is. */
export const EXECUTIONS: readonly MetricEntry[] = rows(
  {
    mode: 'batch',
    namespace: STATES_NAMESPACE,
    dimensions: [[STATES_DIMENSION]],
    source: 'Step Functions Developer Guide, procedure-cw-metrics',
  },
  [
    { ...COUNT, name: 'ExecutionsStarted' },
    { ...COUNT, name: 'ExecutionsSucceeded' },
    { ...COUNT, name: 'ExecutionsFailed' },
    { ...COUNT, name: 'ExecutionsTimedOut' },
    { ...COUNT, name: 'ExecutionsAborted' },
    { ...COUNT, name: 'ExecutionTime', unit: 'Milliseconds' },
  ],
);
