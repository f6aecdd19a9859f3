import type { ScalableTarget } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { IModelService } from './model-service.js';

/** The variant that a policy scales. */
export interface ScaledFleet {
  readonly target: ScalableTarget;
  readonly service: IModelService;
  readonly variantName: string;
}
