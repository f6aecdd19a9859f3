import { Aws, Stack, Token } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as assets from 'aws-cdk-lib/aws-ecr-assets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { FactName } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { assetFolder } from '../assets.js';

/** AWS publishes these from accounts of their own per region, which CDK's region facts do not hold. */
const NOT_DEEP_LEARNING = ['sagemaker-scikit-learn', 'sagemaker-xgboost', 'sagemaker-sparkml-serving'];

/** This package's server answers in one process, one run of the model after the other. */
const OWN_SERVER_CORES = 1;

/** An image, once it is known who pulls it. */
export interface ServingImageConfig {
  /** URI that SageMaker pulls. */
  readonly imageUri: string;

  /** Whether the container opens connections of its own; one that does not runs in network isolation. */
  readonly needsNetwork: boolean;

  /**
   * Cores that its server can keep busy.
   *
   * @default - all of the instance
   */
  readonly cores?: number;
}

/** What serves a model: the container image. */
export abstract class ServingImage {
  /** This package's own ONNX server. Built by `cdk deploy`, which needs Docker or another image builder. */
  static onnx(): ServingImage {
    return new BuiltImage(assetFolder('server'), false, OWN_SERVER_CORES);
  }

  /**
   * An image that is in ECR already; nothing is built.
   *
   * @param repository where it lies
   * @param tagOrDigest tag, or `sha256:…`: a digest cannot be moved to other bytes
   */
  static fromEcr(repository: ecr.IRepository, tagOrDigest: string): ServingImage {
    return new EcrImage(repository, tagOrDigest);
  }

  /**
   * A folder with a Dockerfile, built by `cdk deploy`.
   *
   * @param path the folder; its container answers `GET /ping` and `POST /invocations` on port 8080
   */
  static fromDirectory(path: string): ServingImage {
    if (!existsSync(join(path, 'Dockerfile'))) {
      throw new SlipwayError('image-folder', `there is no Dockerfile in '${path}'; give a folder that holds one`);
    }
    return new BuiltImage(path, true, undefined);
  }

  /**
   * One of AWS's deep-learning containers. The account that publishes them is known per region, without a lookup.
   *
   * @param repository for example `huggingface-pytorch-inference`
   * @param tag version, as AWS lists them
   */
  static fromDlc(repository: string, tag: string): ServingImage {
    if (NOT_DEEP_LEARNING.includes(repository)) {
      throw new SlipwayError(
        'image-dlc',
        `'${repository}' is no deep-learning container: AWS publishes it from another account in each region; give ServingImage.fromEcr with that repository`,
      );
    }
    return new DlcImage(repository, tag);
  }

  /** @internal */
  abstract _bind(scope: Construct, role: iam.IGrantable, arm: boolean): ServingImageConfig;
}

class BuiltImage extends ServingImage {
  constructor(
    private readonly directory: string,
    private readonly needsNetwork: boolean,
    private readonly cores: number | undefined,
  ) {
    super();
  }

  _bind(scope: Construct, role: iam.IGrantable, arm: boolean): ServingImageConfig {
    // SageMaker's hosts are x86 unless the instance type says otherwise, whatever this machine is.
    const platform = arm ? assets.Platform.LINUX_ARM64 : assets.Platform.LINUX_AMD64;
    const image = new assets.DockerImageAsset(scope, 'Image', { directory: this.directory, platform });
    image.repository.grantPull(role);
    return { imageUri: image.imageUri, needsNetwork: this.needsNetwork, cores: this.cores };
  }
}

class EcrImage extends ServingImage {
  constructor(
    private readonly repository: ecr.IRepository,
    private readonly tagOrDigest: string,
  ) {
    super();
  }

  _bind(_scope: Construct, role: iam.IGrantable): ServingImageConfig {
    this.repository.grantPull(role);
    return { imageUri: this.repository.repositoryUriForTagOrDigest(this.tagOrDigest), needsNetwork: true };
  }
}

class DlcImage extends ServingImage {
  constructor(
    private readonly repository: string,
    private readonly tag: string,
  ) {
    super();
  }

  _bind(scope: Construct, role: iam.IGrantable): ServingImageConfig {
    const { region, urlSuffix, partition } = Stack.of(scope);
    const account = Stack.of(scope).regionalFact(FactName.DLC_REPOSITORY_ACCOUNT);
    const repository = ecr.Repository.fromRepositoryAttributes(scope, 'Image', {
      repositoryName: this.repository,
      repositoryArn: `arn:${partition}:ecr:${Token.isUnresolved(region) ? Aws.REGION : region}:${account}:repository/${this.repository}`,
    });
    repository.grantPull(role);
    return { imageUri: `${account}.dkr.ecr.${region}.${urlSuffix}/${this.repository}:${this.tag}`, needsNetwork: true };
  }
}
