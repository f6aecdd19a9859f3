import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation.js';
import type { LastDeployment } from './report.js';

/** How a stack's own events begin an operation; what follows them up to the newest belongs to it. */
const BEGINS = new Set(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'IMPORT_IN_PROGRESS', 'DELETE_IN_PROGRESS']);
/** Said of what did not fail itself. */
const CANCELLED = /cancelled/i;

/**
 * What CloudFormation tells of the last time somebody deployed a stack.
 *
 * @param pathOf construct path of a logical id
 */
export async function lastDeployment(
  cloudformation: CloudFormation,
  { StackId: stackId = '', StackStatus: state = '' as Stack['StackStatus'] }: Stack,
  pathOf: (logicalId: string) => string,
): Promise<LastDeployment> {
  const isOwn = ({ PhysicalResourceId }: StackEvent): boolean => PhysicalResourceId === stackId;
  const begins = (event: StackEvent): boolean => isOwn(event) && BEGINS.has(event.ResourceStatus ?? '');
  const events = await cloudformation.events(stackId, (sofar) => sofar.some(begins));
  const at = events.findIndex(begins);
  const last = at < 0 ? events : events.slice(0, at + 1);
  const ended = last.find((event) => isOwn(event) && !(event.ResourceStatus ?? '').endsWith('_IN_PROGRESS'));
  return {
    began: iso(last[at]?.Timestamp),
    ended: iso(ended?.Timestamp),
    rolledBack: /ROLLBACK/.test(state ?? ''),
    failures: last
      .filter(
        ({ ResourceStatus = '', ResourceStatusReason = '' }) => ResourceStatus.endsWith('_FAILED') && !CANCELLED.test(ResourceStatusReason),
      )
      .toReversed()
      .map(({ LogicalResourceId = '', ResourceStatusReason = '' }) => ({ path: pathOf(LogicalResourceId), reason: ResourceStatusReason })),
  };
}

function iso(time: Date | undefined): string | null {
  return time?.toISOString() ?? null;
}
