import { RemovalPolicy, Resource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnModelPackage } from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { throwProblems } from '../../core/errors/index.js';
import { packageCard } from '../../core/readiness/card-content.js';
import { cardProblems } from '../../core/readiness/card-schema.js';
import { HostingMode } from '../hosting/hosting-mode.js';
import { injectedProps } from '../injected-props.js';
import { validateStackOf } from '../validation/validate-stack.js';
import type { Model } from './model.js';
import type { ModelContainer } from './model-options.js';
import type { IModelPackageGroup } from './model-package-group.js';
import { RegisteredModel } from './registered-model.js';

/** Whether a version may be deployed: SageMaker makes no model of one that is not approved. */
export enum ModelApproval {
  /** Somebody still has to look at it. */
  PENDING = 'PendingManualApproval',
  /** It may be deployed. */
  APPROVED = 'Approved',
  /** It must not be deployed. */
  REJECTED = 'Rejected',
}

/** One version of a model in the registry. */
export interface ModelPackageProps {
  /** Group of which it is a version. */
  readonly group: IModelPackageGroup;

  /** What is registered; its card travels with it, where there is one. */
  readonly model: Model;

  /**
   * Whether it may be deployed. A change takes effect in place.
   *
   * @default ModelApproval.PENDING
   */
  readonly approval?: ModelApproval;

  /**
   * Why it was approved or rejected.
   *
   * @default - nothing is said
   */
  readonly approvalDescription?: string;

  /**
   * What it does.
   *
   * @default - nothing is said
   */
  readonly description?: string;

  /**
   * What its container takes.
   *
   * @default ['text/csv', 'application/json']
   */
  readonly contentTypes?: string[];

  /**
   * What its container answers.
   *
   * @default ['text/csv', 'application/json']
   */
  readonly responseTypes?: string[];

  /**
   * What happens to a version whose declaration goes or is replaced. Retained ones are what an environment goes back to.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const DEFAULTS = Object.freeze({
  approval: ModelApproval.PENDING,
  types: Object.freeze(['text/csv', 'application/json']),
  removalPolicy: RemovalPolicy.RETAIN,
});

/** A version in the model registry: image, archive and card, and whether somebody approved it. */
export class ModelPackage extends Resource {
  /** For property injectors. */
  static readonly PROPERTY_INJECTION_ID: string = 'slipway.model.ModelPackage';

  /** ARN of the version, with its number. */
  readonly modelPackageArn: string;
  private readonly registered: RegisteredModel;

  constructor(scope: Construct, id: string, props: ModelPackageProps) {
    super(scope, id);
    const given = injectedProps(scope, id, ModelPackage.PROPERTY_INJECTION_ID, props);
    const { group, model, approval = DEFAULTS.approval, contentTypes, responseTypes, removalPolicy = DEFAULTS.removalPolicy } = given;
    // Who reads archive and image is known when the version is deployed: nobody is granted anything here.
    const nobody = new iam.AccountRootPrincipal();
    const { containers } = model.bind(this, { mode: HostingMode.REALTIME, role: nobody });
    const card = model._evidence().length === 1 ? model._evidence()[0]?.evidence?.card : undefined;
    throwProblems('model-package', card === undefined ? [] : cardProblems(card), { path: this.node.path });
    const resource = new CfnModelPackage(this, 'Resource', {
      modelPackageGroupName: group.modelPackageGroupName,
      modelPackageDescription: given.description,
      modelApprovalStatus: approval,
      approvalDescription: given.approvalDescription,
      inferenceSpecification: {
        containers: containers.map(containerOf),
        supportedContentTypes: contentTypes ?? [...DEFAULTS.types],
        supportedResponseMimeTypes: responseTypes ?? [...DEFAULTS.types],
      },
      ...(card === undefined ? {} : { modelCard: { modelCardContent: packageCard(card), modelCardStatus: 'Draft' } }),
    });
    resource.node.addDependency(group);
    // A version has its group's tags, and one with tags of its own is refused; a Stage tags all that can be tagged.
    resource.addPropertyDeletionOverride('Tags');
    resource.applyRemovalPolicy(removalPolicy);
    this.modelPackageArn = resource.attrModelPackageArn;
    this.registered = new RegisteredModel(model, this.modelPackageArn);
    validateStackOf(this);
  }

  /** The version as a model to deploy in the same app: readiness, rehearsal and permissions know what was registered. */
  asModel(): Model {
    return this.registered;
  }
}

function containerOf({ image = '', modelDataUrl, environment }: ModelContainer): CfnModelPackage.ModelPackageContainerDefinitionProperty {
  const prefix = modelDataUrl?.endsWith('/') === true;
  return {
    image,
    ...(environment === undefined ? {} : { environment }),
    ...(prefix
      ? { modelDataSource: { s3DataSource: { compressionType: 'None', s3DataType: 'S3Prefix', s3Uri: modelDataUrl ?? '' } } }
      : { modelDataUrl }),
  };
}
