import { Aws, type Stack } from 'aws-cdk-lib';
import { CfnModelPackage, type CfnEndpointConfig, type CfnModelPackageProps } from 'aws-cdk-lib/aws-sagemaker';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { ModelNeeds } from '../../../core/planning/obstacles';
import { MODEL_BYTES_METADATA, MODEL_MEASURED_METADATA } from '../../../core/rules/rule';
import { endpoint, model, SERVERLESS } from './apps';
import type { Case } from './cases';

const GIBIBYTE = 2 ** 30;

export const SERVING_CASES: Readonly<Record<string, Case>> = {
  'variant-weight': {
    passes: (stack) => endpoint(stack, [{ initialVariantWeight: 0 }, { variantName: 'Green', initialVariantWeight: 1 }]),
    fails: [
      { app: (stack) => endpoint(stack, [{}, { variantName: 'Green', initialVariantWeight: -1 }]), says: ["'Green'", '-1', '0 or more'] },
      { app: (stack) => endpoint(stack, [{ initialVariantWeight: 0 }]), says: ['nobody would answer'] },
    ],
  },
  'variant-count': {
    passes: (stack) => endpoint(stack),
    fails: [
      { app: (stack) => endpoint(stack, [{ initialInstanceCount: 0 }]), says: ['0 instances', '1 or more'] },
      {
        app: (stack) =>
          endpoint(
            stack,
            Array.from({ length: 11 }, (_, index) => ({ variantName: `V${index}` })),
          ),
        says: ['11 variants', '1 to 10'],
      },
      {
        app: (stack) =>
          endpoint(stack, [{}, { variantName: 'Green' }], {
            shadowProductionVariants: [
              { variantName: 'Shadow', modelName: 'm', instanceType: 'ml.m5.large', initialInstanceCount: 1, initialVariantWeight: 1 },
            ],
          }),
        says: ['shadow'],
      },
    ],
  },
  'variant-limits': {
    passes: (stack) =>
      endpoint(stack, [{ volumeSizeInGb: 512, modelDataDownloadTimeoutInSeconds: 60, containerStartupHealthCheckTimeoutInSeconds: 3600 }]),
    fails: [
      { app: (stack) => endpoint(stack, [{ volumeSizeInGb: 600 }]), says: ["'AllTraffic'", 'VolumeSizeInGB 600', '1 to 512'] },
      { app: (stack) => endpoint(stack, [{ modelDataDownloadTimeoutInSeconds: 30 }]), says: ['30', '60 to 3600'] },
      { app: (stack) => endpoint(stack, [{ containerStartupHealthCheckTimeoutInSeconds: 4000 }]), says: ['4000', '60 to 3600'] },
    ],
  },
  'variant-name': {
    passes: (stack) => endpoint(stack),
    fails: [
      { app: (stack) => endpoint(stack, [{}, {}]), says: ["'AllTraffic'", 'twice'] },
      { app: (stack) => endpoint(stack, [{ variantName: 'all_traffic' }]), says: ["'all_traffic'", 'hyphens'] },
      {
        app: (stack) => {
          endpoint(stack);
          (stack.node.findChild('Config') as CfnEndpointConfig).addPropertyDeletionOverride('ProductionVariants.0.VariantName');
        },
        says: ['no name'],
      },
    ],
  },
  'state-machine-next': {
    passes: (stack) => {
      const enough = new sfn.Choice(stack, 'Enough?').when(sfn.Condition.numberEquals('$.n', 1), new sfn.Succeed(stack, 'Yes'));
      const definitionBody = sfn.DefinitionBody.fromChainable(enough.otherwise(new sfn.Fail(stack, 'No')));
      new sfn.StateMachine(stack, 'Machine', { definitionBody });
    },
    fails: [
      { app: (stack) => stateMachine(stack, { A: { Type: 'Pass', Next: 'B' } }), says: ["'A'", "'B'", 'give one of A'] },
      { app: (stack) => stateMachine(stack, { Start: { Type: 'Succeed' } }), says: ['starts at', "'A'"] },
      {
        app: (stack) => stateMachine(stack, { A: { Type: 'Choice', Choices: [{ Next: 'B' }], Default: 'C' } }),
        says: ["'B'", "'C'"],
      },
      {
        app: (stack) => stateMachine(stack, { A: { Type: 'Task', End: true, Catch: [{ ErrorEquals: ['x'], Next: 'Gone' }] } }),
        says: ["'Gone'"],
      },
      {
        app: (stack) =>
          stateMachine(stack, {
            A: { Type: 'Map', End: true, ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', Next: 'A' } } } },
            B: { Type: 'Parallel', Next: 'A', Branches: [{ StartAt: 'P', States: { P: { Type: 'Pass', Next: 'Q' } } }] },
          }),
        says: ["'I' goes on to 'A'", "'Q'"],
      },
      // As CDK writes it: joined around what waits for the deployment.
      {
        app: (stack) => {
          const definitionString = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:${Aws.PARTITION}:states:::x","Next":"Nowhere"}}}`;
          new sfn.CfnStateMachine(stack, 'Machine', { roleArn: 'arn:aws:iam::123456789012:role/r', definitionString });
        },
        says: ["'Nowhere'"],
      },
    ],
  },
  'instance-type-name': {
    passes: (stack) => endpoint(stack),
    fails: [{ app: (stack) => endpoint(stack, [{ instanceType: 'm5.large' }]), says: ["'m5.large'", 'ml.m5.large'] }],
  },
  'instance-type-unknown': {
    passes: (stack) => endpoint(stack),
    fails: [{ app: (stack) => endpoint(stack, [{ instanceType: 'ml.m99.large' }]), says: ["'ml.m99.large'"] }],
  },
  'model-containers': {
    passes: (stack) => model(stack),
    fails: [
      { app: (stack) => model(stack, 'Model', { containers: [{ image: 'a' }, { image: 'b' }] }), says: ['both'] },
      { app: (stack) => model(stack, 'Model', { primaryContainer: undefined }), says: ['no container'] },
    ],
  },
  'model-role': {
    passes: (stack) => model(stack),
    fails: [{ app: (stack) => model(stack, 'Model', { executionRoleArn: undefined }), says: ['execution role'] }],
  },
  'model-name': {
    passes: (stack) => endpoint(stack),
    fails: [{ app: (stack) => endpoint(stack, [{ modelName: model(stack, 'Other').ref }]), says: ['ARN', 'Fn::GetAtt Other.ModelName'] }],
  },
  'model-elsewhere': {
    passes: (stack) => endpoint(stack),
    fails: [{ app: (stack) => endpoint(stack, [{ modelName: 'nowhere' }]), says: ["'nowhere'"] }],
  },
  'package-approval': {
    passes: (stack) => model(stack, 'Model', { primaryContainer: { modelPackageName: version(stack, 'Approved').ref } }),
    fails: [
      {
        app: (stack) => model(stack, 'Model', { primaryContainer: { modelPackageName: version(stack, 'PendingManualApproval').ref } }),
        says: ['the version Version', "'PendingManualApproval'", 'Approved'],
      },
      {
        app: (stack) => model(stack, 'Model', { primaryContainer: { modelPackageName: version(stack).attrModelPackageArn } }),
        says: ['has approval nothing'],
      },
      {
        app: (stack) => model(stack, 'Model', { primaryContainer: { image: 'i', modelPackageName: 'arn:aws:sagemaker:…' } }),
        says: ['Image stands beside ModelPackageName'],
      },
    ],
  },
  'package-version': {
    passes: (stack) => version(stack),
    fails: [
      { app: (stack) => version(stack, 'Approved', { modelPackageName: 'spam' }), says: ['exclude each other'] },
      { app: (stack) => version(stack, 'Approved', { tags: [{ key: 'team', value: 'mail' }] }), says: ['tag the group'] },
    ],
  },
  'model-memory': {
    passes: (stack) => {
      model(stack).addMetadata(MODEL_BYTES_METADATA, 2 * GIBIBYTE);
      endpoint(stack);
    },
    fails: [
      {
        app: (stack) => {
          model(stack).addMetadata(MODEL_BYTES_METADATA, 9 * GIBIBYTE);
          endpoint(stack);
        },
        says: ['9 GiB', '8 GiB', "'AllTraffic'"],
      },
      // Its peak x 1.3, which is more than the 8 GiB of ml.m5.large.
      { app: needing({ peakMemoryMiB: 6500 }), says: ['needs 8.3 GiB', 'measured peak of 6.3 GiB x 1.3', 'ml.m5.large has 8 GiB'] },
      { app: needing({ peakMemoryMiB: 1600 }, SERVERLESS), says: ['MemorySizeInMB 2048 has 2 GiB'] },
    ],
  },
  'model-disk': {
    passes: needing({}, { volumeSizeInGb: 10 }, 4 * GIBIBYTE),
    fails: [
      { app: needing({}, { volumeSizeInGb: 10 }, 6 * GIBIBYTE), says: ['6 GiB', 'twice that', 'has 10 GiB of disk'] },
      { app: needing({}, SERVERLESS, 3 * GIBIBYTE), says: ['has 5 GiB of disk'] },
    ],
  },
  'model-download': {
    passes: needing({}, { modelDataDownloadTimeoutInSeconds: 60 }, 5 * GIBIBYTE),
    // 10 GiB at 100 MiB/s are 103 s.
    fails: [{ app: needing({}, { modelDataDownloadTimeoutInSeconds: 60 }, 10 * GIBIBYTE), says: ['103 s of download', 'waits 60 s'] }],
  },
  'model-start': {
    passes: needing({ loadMillis: 500_000 }, { containerStartupHealthCheckTimeoutInSeconds: 600 }),
    fails: [
      {
        app: needing({ loadMillis: 500_000 }),
        says: ['up after 500 s', 'waits 8 min', 'unless ContainerStartupHealthCheckTimeoutInSeconds'],
      },
      {
        app: needing({ loadMillis: 150_000 }, { containerStartupHealthCheckTimeoutInSeconds: 120 }),
        says: ['up after 150 s', 'waits 2 min'],
      },
      { app: needing({ loadMillis: 200_000 }, SERVERLESS), says: ['waits 3 min'] },
    ],
  },
  'model-timeout': {
    passes: needing({ slowestMillis: 59_000 }),
    fails: [{ app: needing({ slowestMillis: 61_000 }), says: ['61 s', 'real-time hosting', 'gives up after 1 min'] }],
  },
  'model-payload': {
    passes: needing({ bodyBytes: 20 * 2 ** 20 }),
    fails: [
      { app: needing({ bodyBytes: 30 * 2 ** 20 }), says: ['30 MiB', 'takes 25 MiB'] },
      { app: needing({ bodyBytes: 5 * 2 ** 20 }, SERVERLESS), says: ['5 MiB', 'serverless hosting', 'takes 4 MiB'] },
    ],
  },
  'container-environment': {
    passes: (stack) => model(stack, 'Model', { primaryContainer: { image: 'i', environment: { LOG_LEVEL: 'info' } } }),
    fails: [
      { app: (stack) => model(stack, 'Model', { primaryContainer: { image: 'i', environment: { '9lives': 'x' } } }), says: ["'9lives'"] },
      {
        app: (stack) => model(stack, 'Model', { primaryContainer: { image: 'i', environment: { TEXT: 'x'.repeat(1025) } } }),
        says: ['1025', '1024'],
      },
      {
        app: (stack) =>
          model(stack, 'Model', {
            primaryContainer: {
              image: 'i',
              environment: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`V${index}`, 'x'])),
            },
          }),
        says: ['101', '100'],
      },
    ],
  },
  'endpoint-name': {
    passes: (stack) => endpoint(stack),
    fails: [
      { app: (stack) => endpoint(stack, [{}], {}, { endpointName: 'spam_filter' }), says: ["'spam_filter'"] },
      { app: (stack) => endpoint(stack, [{}], {}, { endpointName: 'x'.repeat(64) }), says: ['63'] },
    ],
  },
  'retained-properties': {
    passes: (stack) => endpoint(stack),
    fails: [
      {
        app: (stack) => endpoint(stack, [{}], {}, { excludeRetainedVariantProperties: [{ variantPropertyType: 'DesiredWeight' }] }),
        says: ['RetainAllVariantProperties'],
      },
    ],
  },
  'fixed-name': {
    passes: (stack) => endpoint(stack),
    fails: [
      { app: (stack) => endpoint(stack, [{}], { endpointConfigName: 'spam-config' }), says: ["'spam-config'"] },
      { app: (stack) => model(stack, 'Model', { modelName: 'spam' }), says: ["'spam'"] },
    ],
  },
};

/** An endpoint whose model was measured so. */
function needing(
  measured: ModelNeeds,
  variant: Partial<CfnEndpointConfig.ProductionVariantProperty> = {},
  bytes: number = 1,
): (stack: Stack) => void {
  return (stack) => {
    const serving = model(stack);
    serving.addMetadata(MODEL_BYTES_METADATA, bytes);
    serving.addMetadata(MODEL_MEASURED_METADATA, measured);
    endpoint(stack, [variant]);
  };
}

function version(stack: Stack, modelApprovalStatus?: string, props: CfnModelPackageProps = {}): CfnModelPackage {
  return new CfnModelPackage(stack, 'Version', { modelPackageGroupName: 'spam', modelApprovalStatus, ...props });
}

function stateMachine(stack: Stack, States: object): void {
  new sfn.CfnStateMachine(stack, 'Machine', {
    roleArn: 'arn:aws:iam::123456789012:role/r',
    definition: { StartAt: 'A', States },
  });
}
