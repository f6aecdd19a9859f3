import { RemovalPolicy, Resource } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { CfnModelCard } from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { SlipwayError, throwProblems } from '../../core/errors/index.js';
import { cardContent } from '../../core/readiness/card-content.js';
import { CARD_LIMITS, cardProblems } from '../../core/readiness/card-schema.js';
import { endpointNameOf } from '../hosting/endpoint-name.js';
import { injectedProps } from '../injected-props.js';
import type { Model } from './model.js';

/** How far a card has come. */
export enum ModelCardStatus {
  /** It is being written. */
  DRAFT = 'Draft',
  /** Somebody is to look at it. */
  PENDING_REVIEW = 'PendingReview',
  /** Somebody has. */
  APPROVED = 'Approved',
  /** It is kept as it is: nothing can be changed any more. */
  ARCHIVED = 'Archived',
}

/** A model card. */
export interface ModelCardProps {
  /** The model whose `card.json` it is; one that lies in a folder. */
  readonly model: Model;

  /**
   * Name: letters, digits and inner hyphens, at most 63. Another name is another card.
   *
   * @default `<stack>-<id>`
   */
  readonly modelCardName?: string;

  /**
   * How far it has come.
   *
   * @default ModelCardStatus.DRAFT
   */
  readonly status?: ModelCardStatus;

  /**
   * Key that encrypts it.
   *
   * @default - SageMaker's own key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What happens to the card when the stack goes.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const DEFAULTS = Object.freeze({ status: ModelCardStatus.DRAFT, removalPolicy: RemovalPolicy.RETAIN });

/** The `card.json` of a model as a card in SageMaker; a change of its content is a new version of the card. */
export class ModelCard extends Resource {
  /** For property injectors. */
  static readonly PROPERTY_INJECTION_ID: string = 'slipway.model.ModelCard';

  /** Name of the card. */
  readonly modelCardName: string;

  /** ARN of the card. */
  readonly modelCardArn: string;

  constructor(scope: Construct, id: string, props: ModelCardProps) {
    super(scope, id);
    const given = injectedProps(scope, id, ModelCard.PROPERTY_INJECTION_ID, props);
    const { model, modelCardName = endpointNameOf(this, id), status = DEFAULTS.status, encryptionKey, removalPolicy } = given;
    const card = this.cardOf(model);
    const long =
      modelCardName.length > CARD_LIMITS.nameLength ? [`card name '${modelCardName}' is longer than ${CARD_LIMITS.nameLength}`] : [];
    throwProblems('model-card', [...long, ...cardProblems(card)], { path: this.node.path });
    const resource = new CfnModelCard(this, 'Resource', {
      modelCardName,
      modelCardStatus: status,
      content: {},
      ...(encryptionKey === undefined ? {} : { securityConfig: { kmsKeyId: encryptionKey.keyArn } }),
    });
    // An override, since the generated class takes no number for the value of a metric, which is what it is.
    resource.addPropertyOverride('Content', cardContent(card));
    resource.applyRemovalPolicy(removalPolicy ?? DEFAULTS.removalPolicy);
    this.modelCardName = modelCardName;
    this.modelCardArn = resource.attrModelCardArn;
  }

  private cardOf(model: Model): unknown {
    const [only, ...more] = model._evidence();
    if (more.length > 0)
      throw new SlipwayError('model-card', `${more.length + 1} models are in series; declare a card for each of them`, {
        path: this.node.path,
      });
    if (only?.evidence?.card === undefined)
      throw new SlipwayError(
        'model-card',
        `${only?.name ?? 'the model'} has no card.json on this machine; write one: slipway card MODEL DATA --label COLUMN (docs/readiness.md)`,
        { path: this.node.path },
      );
    return only.evidence.card;
  }
}
