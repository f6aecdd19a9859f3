import type { SampleStore } from '../../../core/alarms/index.js';
import { STATES_DIMENSION, STATES_NAMESPACE } from '../../../core/metrics/index.js';
import type { ExecutionResult, ExecutionStatus } from '../../pipeline/execution.js';

const ENDINGS: Readonly<Record<ExecutionStatus, string>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/** Publishes the executions of one state machine, as Step Functions does (Developer Guide, procedure-cw-metrics). */
export class ExecutionMetrics {
  /** @param zeros whether endings that an execution did not come to are published as 0 */
  constructor(
    private readonly store: SampleStore,
    private readonly machine: string,
    private readonly zeros: boolean,
  ) {}

  started(at: number): void {
    this.add('ExecutionsStarted', at, 1);
  }

  ended({ status, startDate, stopDate }: ExecutionResult): void {
    for (const [ending, name] of Object.entries(ENDINGS))
      if (ending === status || this.zeros) this.add(name, stopDate, ending === status ? 1 : 0);
    this.add('ExecutionTime', stopDate, stopDate - startDate, 'Milliseconds');
  }

  private add(name: string, at: number, value: number, unit = 'Count'): void {
    this.store.series({ namespace: STATES_NAMESPACE, name, dimensions: { [STATES_DIMENSION]: this.machine } }, { unit }).add(at, value);
  }
}
