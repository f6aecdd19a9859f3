import type { Construct } from 'constructs';
import { Model } from './model.js';
import type { ModelEvidence } from './model-evidence.js';
import type { BoundModel, ModelBinding } from './model-options.js';

/** A version of the registry whose model is declared in the same app: what reads it is granted archive and image, and its files are known. */
export class RegisteredModel extends Model {
  constructor(
    private readonly model: Model,
    private readonly modelPackageArn: string,
  ) {
    super();
  }

  bind(scope: Construct, binding: ModelBinding): BoundModel {
    const { containers } = this.model.bind(scope, binding);
    const [first] = containers;
    return {
      containers: [
        {
          ...(containers.length === 1 ? first : {}),
          image: undefined,
          modelDataUrl: undefined,
          environment: undefined,
          modelPackageArn: this.modelPackageArn,
          modelName: containers.map(({ modelName }) => modelName).join(', '),
          needsNetwork: containers.some(({ needsNetwork }) => needsNetwork),
        },
      ],
    };
  }

  /** @internal */
  _evidence(): ModelEvidence[] {
    return this.model
      ._evidence()
      .map(({ name, evidence }) => ({ name, ...(evidence === undefined ? {} : { evidence: { ...evidence, registered: true } }) }));
  }
}
