import type { Duration } from 'aws-cdk-lib';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';

/** The part of an update that SageMaker takes as its policy. */
export type UpdatePolicy = Pick<CfnEndpoint.DeploymentConfigProperty, 'blueGreenUpdatePolicy' | 'rollingUpdatePolicy'>;

/** What holds an update. */
export interface Guardrails {
  /** How long the first part of the new fleet is watched before more follows. */
  readonly bake: Duration;
  /** Share of the traffic that it has meanwhile, 0 to 1. */
  readonly share: number;
  readonly policy: UpdatePolicy;
}
