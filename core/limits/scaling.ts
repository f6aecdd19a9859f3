/** Application Auto Scaling: botocore 1.43.107, application-autoscaling; user guide, application-auto-scaling-limits. */
export const SCALING_LIMITS = {
  /** Steps of one policy. */
  stepAdjustments: 20,
} as const;
