import type { Mode } from '../../../core/hosting/mode.js';

/** What deploying an assembly means for its models; one JSON document. */
export interface ModelDiff {
  readonly version: 1;
  /** What it was compared with: the account's deployed templates, or a folder. */
  readonly against: string;
  readonly deployments: readonly DeploymentDiff[];
  /** Resources that serve no model by themselves: roles, buckets, topics, dashboards. */
  readonly others: readonly ResourceChange[];
}

/**
 * `updated`: SageMaker puts another fleet in the place of the running one. `around`: the fleet stays as it is, and what stands around it
 * changes: alarms, scaling, how later updates go.
 */
export type Impact = 'same' | 'made' | 'updated' | 'around' | 'replaced' | 'deleted';

export interface DeploymentDiff {
  readonly path: string;
  readonly stack: string;
  readonly endpointName: string;
  readonly mode: Mode;
  readonly impact: Impact;
  /** How the fleet is changed: `canary: 10 % of the instances, watched for 10 min, …`; null where it is not. */
  readonly how: string | null;
  /** What the update keeps of what serves, whatever is declared. */
  readonly retained: readonly ('instances' | 'weights')[];
  /** Who gets errors; null where nobody should. */
  readonly interrupted: string | null;
  /** Why SageMaker or CloudFormation would not do it. */
  readonly refused: readonly string[];
  readonly changes: readonly Change[];
}

export interface Change {
  readonly what: string;
  readonly variant: string | null;
  readonly before: string | null;
  readonly after: string | null;
  /** What is not obvious about it. */
  readonly note: string | null;
}

export interface ResourceChange {
  readonly path: string;
  readonly stack: string;
  readonly type: string;
  readonly impact: 'made' | 'updated' | 'replaced' | 'perhaps replaced' | 'deleted' | 'left behind';
}

/** Whether somebody should look before it is deployed: callers are interrupted, or it would be refused. */
export function isRisky({ deployments }: ModelDiff): boolean {
  return deployments.some(({ interrupted, refused }) => interrupted !== null || refused.length > 0);
}
