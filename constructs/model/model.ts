import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import { ENDPOINT_LIMITS } from '../../core/limits/index.js';
import { HostingMode } from '../hosting/hosting-mode.js';
import { bindBucket } from './bind-bucket.js';
import { bindDirectory } from './bind-directory.js';
import { bindPackage, checkPackageArn, packageName } from './bind-package.js';
import { evidenceOf, type ModelEvidence } from './model-evidence.js';
import { findModelFiles, type ModelFiles } from './model-files.js';
import type { BoundModel, ModelBinding, ModelOptions } from './model-options.js';
import type { ModelPackageOptions } from './model-package-options.js';

/** A trained model: a value, bound late, so that one model serves several hostings, stacks and environments. */
export abstract class Model {
  /**
   * A folder with the model and, as far as there are, `schema.json`, `card.json`, `baseline/` and `samples/`; or a bare model file,
   * whose schema is read from the graph. Only what serves is uploaded; the rest is staged beside the templates for the rehearsal.
   *
   * @param path the folder or file, from the folder in which the app runs
   * @param options image, environment, stand-in
   */
  static fromDirectory(path: string, options: ModelOptions = {}): Model {
    return new DirectoryModel(path, options);
  }

  /**
   * A model that lies in S3 already. Its bytes are not on this machine: give a `standIn` to rehearse it.
   *
   * @param bucket where it lies
   * @param key an archive `….tar.gz`, or a prefix that ends in a slash, whose objects are downloaded as they are
   * @param options image, environment, stand-in
   */
  static fromBucket(bucket: s3.IBucket, key: string, options: ModelOptions = {}): Model {
    return new BucketModel(bucket, key, options);
  }

  /**
   * A version in the model registry, which says image and archive itself. SageMaker makes no model of a version that is not approved; what the
   * template can say of it is checked at synthesis. One that is declared in the same app is `ModelPackage.asModel()`.
   *
   * @param modelPackageArn `arn:aws:sagemaker:<region>:<account>:model-package/<group>/<version>`
   * @param options what is known of it: its folder on this machine, where its bytes lie
   */
  static fromPackage(modelPackageArn: string, options: ModelPackageOptions = {}): Model {
    return new PackageModel(modelPackageArn, options);
  }

  /**
   * Models one after the other: what one answers, the next is asked. At most 15, real-time and batch only.
   *
   * @param models at least two, in order
   */
  static inSeries(...models: Model[]): Model {
    return new SerialModel(models);
  }

  /**
   * Declares in a scope what the model needs, grants its reader exactly that, and refuses a mode that cannot take it.
   *
   * @param scope a construct of its own for this model
   * @param binding mode and role
   */
  abstract bind(scope: Construct, binding: ModelBinding): BoundModel;

  /**
   * What the models show of themselves, one entry a model; without evidence where it lies elsewhere.
   *
   * @internal
   */
  abstract _evidence(): ModelEvidence[];
}

class DirectoryModel extends Model {
  private readonly files: ModelFiles;

  constructor(
    private readonly path: string,
    private readonly options: ModelOptions,
  ) {
    super();
    this.files = findModelFiles(path);
  }

  bind(scope: Construct, binding: ModelBinding): BoundModel {
    return { containers: [bindDirectory(scope, this.path, this.files, this.options, binding)] };
  }

  /** @internal */
  _evidence(): ModelEvidence[] {
    return [evidenceOf(this.path, this.files)];
  }
}

class BucketModel extends Model {
  constructor(
    private readonly bucket: s3.IBucket,
    private readonly key: string,
    private readonly options: ModelOptions,
  ) {
    super();
  }

  bind(scope: Construct, binding: ModelBinding): BoundModel {
    return { containers: [bindBucket(scope, this.bucket, this.key, this.options, binding)] };
  }

  /** @internal */
  _evidence(): ModelEvidence[] {
    return [{ name: this.key }];
  }
}

class PackageModel extends Model {
  private readonly files: ModelFiles | undefined;

  constructor(
    private readonly arn: string,
    private readonly options: ModelPackageOptions,
  ) {
    super();
    checkPackageArn(arn);
    if ((options.modelBucket === undefined) !== (options.modelKey === undefined))
      throw new SlipwayError('model-package', 'of modelBucket and modelKey one alone grants nothing; give both, or neither');
    this.files = options.folder === undefined ? undefined : findModelFiles(options.folder);
  }

  bind(scope: Construct, binding: ModelBinding): BoundModel {
    return { containers: [bindPackage(scope, this.arn, this.files, this.options, binding)] };
  }

  /** @internal */
  _evidence(): ModelEvidence[] {
    const { folder } = this.options;
    if (folder === undefined || this.files === undefined)
      return [{ name: packageName(this.arn), evidence: { card: undefined, knownFaults: undefined, registered: true } }];
    const { name, evidence } = evidenceOf(folder, this.files);
    return [{ name, ...(evidence === undefined ? {} : { evidence: { ...evidence, registered: true } }) }];
  }
}

class SerialModel extends Model {
  constructor(private readonly models: Model[]) {
    super();
    const { min, max } = ENDPOINT_LIMITS.containers;
    if (models.length < min || models.length > max) {
      throw new SlipwayError('models-in-series', `${models.length} models are in series; give ${min} to ${max}`);
    }
  }

  bind(scope: Construct, binding: ModelBinding): BoundModel {
    if (binding.mode === HostingMode.SERVERLESS) {
      throw new SlipwayError(
        'models-in-series',
        'models in series cannot be served serverless; host them real-time, or put them into one model',
        {
          path: scope.node.path,
        },
      );
    }
    return { containers: this.models.flatMap((model, index) => model.bind(new Construct(scope, `Model${index + 1}`), binding).containers) };
  }

  /** @internal */
  _evidence(): ModelEvidence[] {
    return this.models.flatMap((model) => model._evidence());
  }
}
