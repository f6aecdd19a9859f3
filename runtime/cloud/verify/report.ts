import type { ToldSeverity } from '../../../core/service/severity.js';

/** What a deployment showed when it was tried; one JSON document. */
export interface Verification {
  readonly version: 1;
  readonly at: string;
  readonly deployments: readonly VerifiedDeployment[];
}

export interface VerifiedDeployment {
  readonly path: string;
  readonly endpointName: string;
  /** One for each variant that answers. */
  readonly golden: readonly GoldenCheck[];
  /** One for each severity; null where actions were not to be tried. */
  readonly actions: readonly ActionCheck[] | null;
}

/** How the golden rows came back through the endpoint. */
export interface GoldenCheck {
  readonly variant: string;
  /** How many were compared. */
  readonly rows: number;
  /** How many were answered otherwise than recorded. */
  readonly wrong: number;
  /** The first of them, in words. What was asked is not told: it may be sensitive. */
  readonly differences: readonly string[];
  /** Why nothing was compared: the endpoint failed, or there is nothing to compare with. */
  readonly problem: string | null;
  /** Whether that is wrong, and not only missing. */
  readonly failed: boolean;
}

/**
 * `told`: the notification was handed over. `refused`: CloudWatch could not hand it over. `silent`: nothing of it in the alarm's history in
 * time. `not-tried`: it would have shown nothing, or done harm.
 */
export type Outcome = 'told' | 'refused' | 'silent' | 'not-tried';

export interface ActionCheck {
  /** Null for alarms that do not say theirs. */
  readonly severity: ToldSeverity | null;
  /** The alarm that acts, as people call it beside the deployment. */
  readonly alarm: string;
  /** The alarm that was set to ALARM: itself, or one that it asks. */
  readonly through: string | null;
  readonly outcome: Outcome;
  /** From the state being set until its history told; null where it did not. */
  readonly seconds: number | null;
  /** CloudWatch's own words, or why it was not tried. */
  readonly reason: string;
  /** Topics that were to be told, and who listens to them. */
  readonly topics: readonly CheckedTopic[];
  /** Whether the alarm was put back into the state that it had; true where it was never touched. */
  readonly restored: boolean;
}

export interface CheckedTopic {
  readonly arn: string;
  /** Subscriptions that messages go to. */
  readonly confirmed: number;
  /** Subscriptions that nobody has confirmed. */
  readonly pending: number;
}

/** Whether anybody listens to one of the topics. */
export function isHeard({ topics }: Pick<ActionCheck, 'topics'>): boolean {
  return topics.some(({ confirmed }) => confirmed > 0);
}

/** Whether something does not answer, or nobody is told. */
export function isFailed({ deployments }: Verification): boolean {
  return deployments.some(
    ({ golden, actions }) =>
      golden.some(({ wrong, failed }) => wrong > 0 || failed) ||
      (actions !== null && (actions.length === 0 || actions.some((check) => isUnheard(check) || !check.restored))),
  );
}

function isUnheard(check: ActionCheck): boolean {
  return check.outcome === 'refused' || check.outcome === 'silent' || (check.outcome === 'told' && !isHeard(check));
}
