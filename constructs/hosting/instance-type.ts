import { Token } from 'aws-cdk-lib';
import { SlipwayError } from '../../core/errors/index.js';

/** What a model runs on, `ml.<family>.<size>`. */
export class InstanceType {
  /** 2 vCPU, 8 GiB. */
  static readonly M5_LARGE = new InstanceType('ml.m5.large');
  /** 4 vCPU, 16 GiB. */
  static readonly M5_XLARGE = new InstanceType('ml.m5.xlarge');
  /** 8 vCPU, 32 GiB. */
  static readonly M5_2XLARGE = new InstanceType('ml.m5.2xlarge');
  /** 2 vCPU, 4 GiB. */
  static readonly C5_LARGE = new InstanceType('ml.c5.large');
  /** 4 vCPU, 8 GiB. */
  static readonly C5_XLARGE = new InstanceType('ml.c5.xlarge');
  /** 2 vCPU, 8 GiB. */
  static readonly M6I_LARGE = new InstanceType('ml.m6i.large');
  /** 2 vCPU, 8 GiB. */
  static readonly M7I_LARGE = new InstanceType('ml.m7i.large');
  /** 2 vCPU, 4 GiB. */
  static readonly C7I_LARGE = new InstanceType('ml.c7i.large');
  /** 2 vCPU, 4 GiB, arm64: needs an arm64 image. */
  static readonly C7G_LARGE = new InstanceType('ml.c7g.large');
  /** 4 vCPU, 16 GiB, one T4 with 16 GiB. */
  static readonly G4DN_XLARGE = new InstanceType('ml.g4dn.xlarge');
  /** 4 vCPU, 16 GiB, one A10G with 24 GB. */
  static readonly G5_XLARGE = new InstanceType('ml.g5.xlarge');

  /**
   * Any other type by its name; one that this package does not know is passed on, and checks that need its size are left out.
   *
   * @param name `ml.m5.large`
   */
  static of(name: string): InstanceType {
    return new InstanceType(name);
  }

  private constructor(
    /** Name as SageMaker spells it, `ml.m5.large`. */
    readonly instanceTypeName: string,
  ) {
    if (!Token.isUnresolved(instanceTypeName) && !/^ml\.[a-z0-9-]+\.[a-z0-9]+$/.test(instanceTypeName)) {
      throw new SlipwayError(
        'instance-type',
        `instance type '${instanceTypeName}' is not accepted; give ml.<family>.<size>, for example ml.m5.large`,
      );
    }
  }
}
