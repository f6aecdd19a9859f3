import { isObject } from './json.js';
import { StateFailure } from './state-failure.js';
import type { ChildResult } from './states/write-results.js';
import type { TaskRegistry } from './tasks.js';

/** How a map run ended: items and executions, as DescribeMapRun counts them. */
export interface MapRunCounts {
  readonly items: { readonly succeeded: number; readonly failed: number };
  readonly executions: { readonly succeeded: number; readonly failed: number };
}

/** The map runs of executions on this machine, for states that ask how one ended, and for people who ask why one failed. */
export class MapRuns {
  /** Of each map run of which more children failed than are tolerated, in the order in which they did: those children. */
  readonly failures: (readonly ChildResult[])[] = [];
  private readonly runs = new Map<string, MapRunCounts>();

  noteFailure(failed: readonly ChildResult[]): void {
    this.failures.push(failed);
  }

  note(arn: string, counts: MapRunCounts): void {
    this.runs.set(arn, counts);
  }

  tasks(): TaskRegistry {
    return {
      // Step Functions API reference, DescribeMapRun; the fields that a finished run has anything but 0 in.
      'aws-sdk:sfn:describeMapRun': async ({ arguments: given }) => {
        const arn = isObject(given) ? given['MapRunArn'] : undefined;
        const counts = typeof arn === 'string' ? this.runs.get(arn) : undefined;
        if (typeof arn !== 'string' || counts === undefined)
          throw new StateFailure('Sfn.ResourceNotFoundException', `Resource not found: '${typeof arn === 'string' ? arn : ''}'`);
        return { MapRunArn: arn, Status: 'SUCCEEDED', ItemCounts: counted(counts.items), ExecutionCounts: counted(counts.executions) };
      },
    };
  }
}

function counted({ succeeded, failed }: MapRunCounts['items']): { readonly [state: string]: number } {
  return { Pending: 0, Running: 0, Succeeded: succeeded, Failed: failed, TimedOut: 0, Aborted: 0, Total: succeeded + failed };
}
