import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ServingImage } from '../../../model/serving-image.js';
import type { CountingFor } from './counting.js';
import type { ProcessingEngineOptions } from './engine-options.js';
import { grantObjects, JobCounting, type JobParts } from './job-counting.js';

/** The monitor's own code, over exactly the objects that the monitor would read. */
export class ProcessingCounting extends JobCounting {
  readonly kind = 'processing';

  constructor(private readonly options: ProcessingEngineOptions) {
    super(options);
  }

  protected parts(): JobParts {
    return {
      image: this.options.image ?? ServingImage.onnx(),
      code: 'index.js',
      entrypoint: (code) => ['node', code],
      inputs: [{ name: 'data', uri: '{% $states.input.manifest %}', folder: 'data', manifest: true, sharded: true }],
      environment: {},
      network: false,
    };
  }

  protected grantRows(scope: Construct, role: iam.Role, { records, serviceName }: CountingFor): void {
    const { bucket, prefix = '', encryptionKey: key = bucket.encryptionKey } = records;
    const reason = 'the captured records of this one endpoint, whose names SageMaker makes';
    grantObjects(scope, role, { bucket, keys: `${prefix}${serviceName}/*`, key, reason });
  }
}
