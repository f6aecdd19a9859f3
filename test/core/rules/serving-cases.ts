import { Aws, type Stack } from 'aws-cdk-lib';
import { CfnModelPackage, type CfnEndpointConfig, type CfnModelPackageProps } from 'aws-cdk-lib/aws-sagemaker';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { MODEL_BYTES_METADATA } from '../../../core/rules/rule';
import { endpoint, model } from './apps';
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
        says: ['9.0 GiB', '8 GiB'],
      },
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

function version(stack: Stack, modelApprovalStatus?: string, props: CfnModelPackageProps = {}): CfnModelPackage {
  return new CfnModelPackage(stack, 'Version', { modelPackageGroupName: 'spam', modelApprovalStatus, ...props });
}

function stateMachine(stack: Stack, States: object): void {
  new sfn.CfnStateMachine(stack, 'Machine', {
    roleArn: 'arn:aws:iam::123456789012:role/r',
    definition: { StartAt: 'A', States },
  });
}
