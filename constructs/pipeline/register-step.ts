import * as iam from 'aws-cdk-lib/aws-iam';
import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import type { IModelPackageGroup } from '../model/model-package-group.js';
import { ModelApproval } from '../model/model-package.js';
import { ServingImage } from '../model/serving-image.js';
import { PipelineStep } from './pipeline-step.js';
import type { Artifact } from './step-of.js';
import type { StepPlace } from './step-place.js';
import type { Table } from './table.js';
import type { TrainedModel } from './trained-model.js';

/** A model that becomes a version in the registry. */
export interface RegisterStepProps {
  /** The model; one that a gate has let pass brings its card. */
  readonly model: TrainedModel;

  /** The group that it becomes a version of. */
  readonly group: IModelPackageGroup;

  /**
   * What serves it.
   *
   * @default ServingImage.onnx()
   */
  readonly image?: ServingImage;

  /**
   * Whether it may be deployed at once.
   *
   * @default ModelApproval.PENDING
   */
  readonly approval?: ModelApproval;

  /**
   * What the container takes.
   *
   * @default ['text/csv', 'application/json']
   */
  readonly contentTypes?: string[];

  /**
   * What the container answers.
   *
   * @default ['text/csv', 'application/json']
   */
  readonly responseTypes?: string[];
}

const TYPES = Object.freeze(['text/csv', 'application/json']);

/**
 * A new version in the model registry: archive, image, and the card that the gate has read. The archive is copied out of the run, so that the version
 * outlives it. On a laptop the registry is a folder beside the runs.
 */
export class RegisterStep extends PipelineStep {
  /**
   * @param name what it is called
   * @param props model and group
   */
  constructor(
    name: string,
    private readonly props: RegisterStepProps,
  ) {
    super(name);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return {};
  }

  /** @internal */
  override get _artifacts(): { readonly [name: string]: Artifact } {
    return { model: this.props.model };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    const { model, group, image = ServingImage.onnx(), approval = ModelApproval.PENDING, contentTypes, responseTypes } = this.props;
    place.later((role) => group.grantRegister(role));
    // Who pulls the image is known when the version is deployed: nobody is granted anything here.
    const { imageUri } = image._bind(place.scope, new iam.AccountRootPrincipal(), false);
    return {
      kind: 'registration',
      name: this.name,
      inputs,
      group: group.modelPackageGroupName,
      imageUri,
      approval,
      contentTypes: contentTypes ?? TYPES,
      responseTypes: responseTypes ?? TYPES,
      hasCard: model._hasCard,
    };
  }
}
