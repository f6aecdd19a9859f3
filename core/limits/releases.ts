/** Updates with guardrails: botocore 1.43.107, sagemaker, DeploymentConfig and what it holds; Developer Guide, deployment-guardrails. */
export const RELEASE_LIMITS = {
  /** WaitIntervalInSeconds and TerminationWaitInSeconds. */
  waitSeconds: { min: 0, max: 3600 },
  /** MaximumExecutionTimeoutInSeconds; it must exceed the sum of the waits. */
  timeoutSeconds: { min: 600, max: 28_800 },
  /** Percent of a variant's instances. A canary is at least one instance. */
  canaryPercent: { min: 1, max: 50 },
  linearPercent: { min: 10, max: 50 },
  rollingPercent: { min: 5, max: 50 },
  /** Traffic cannot move in parts between fleets of one instance. */
  instances: 2,
  alarms: { min: 1, max: 10 },
  /**
   * How late a datapoint may be, on top of the periods that an alarm needs, until an alarm can stop an update. SageMaker publishes no
   * figure (UNCONFIRMED); three minutes are the far end of what was seen.
   */
  detectionDelaySeconds: 180,
} as const;
