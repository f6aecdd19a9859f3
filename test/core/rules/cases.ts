import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';
import * as sns from 'aws-cdk-lib/aws-sns';
import { MODEL_BYTES_METADATA } from '../../../core/rules/rule';
import { alarm, ASYNC, endpoint, model, policy, SERVERLESS, target } from './apps';

/** One app that a rule lets pass and one or more that it finds, each with what the message has to name. */
export interface Case {
  readonly passes: (stack: Stack) => void;
  readonly fails: readonly { readonly app: (stack: Stack) => void; readonly says: readonly string[] }[];
}

const GIBIBYTE = 2 ** 30;
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:oncall';

export const CASES: Readonly<Record<string, Case>> = {
  'alarm-metric': {
    passes: (stack) => {
      endpoint(stack);
      alarm(stack);
    },
    fails: [
      { app: (stack) => alarm(stack, { metricName: 'Latency' }), says: ["'Latency'"] },
      // Found in published code: async endpoints do not publish it.
      {
        app: (stack) => {
          endpoint(stack, [{}], ASYNC);
          alarm(stack, { metricName: 'InvocationsPerInstance', statistic: 'Sum' });
        },
        says: ['async', 'InvocationsPerInstance', 'ApproximateBacklogSize'],
      },
      {
        app: (stack) => alarm(stack, { metricName: 'CPUUtilization', statistic: 'Average' }),
        says: ["'AWS/SageMaker'", "'/aws/sagemaker/Endpoints'"],
      },
    ],
  },
  'alarm-statistic': {
    passes: (stack) => alarm(stack, { extendedStatistic: 'p99.9' }),
    fails: [
      { app: (stack) => alarm(stack, { extendedStatistic: 'p101' }), says: ["'p101'", 'p0 to p100'] },
      { app: (stack) => alarm(stack, { metricName: 'OverheadLatency' }), says: ['OverheadLatency has no p99', 'Average'] },
    ],
  },
  'alarm-dimensions': {
    passes: (stack) => alarm(stack),
    fails: [
      {
        app: (stack) =>
          alarm(stack, {
            dimensions: [
              { name: 'Endpoint', value: 'spam' },
              { name: 'Variant', value: 'AllTraffic' },
            ],
          }),
        says: ['Endpoint + Variant', 'EndpointName + VariantName'],
      },
      { app: (stack) => alarm(stack, { dimensions: [{ name: 'EndpointName', value: 'spam' }] }), says: ['under EndpointName;'] },
    ],
  },
  'alarm-dimension-value': {
    passes: (stack) => {
      const { attrEndpointName } = endpoint(stack);
      alarm(stack, {
        dimensions: [
          { name: 'EndpointName', value: attrEndpointName },
          { name: 'VariantName', value: 'AllTraffic' },
        ],
      });
    },
    fails: [
      {
        app: (stack) => {
          const { ref } = endpoint(stack);
          alarm(stack, {
            dimensions: [
              { name: 'EndpointName', value: ref },
              { name: 'VariantName', value: 'AllTraffic' },
            ],
          });
        },
        says: ['ARN', 'Fn::GetAtt Endpoint.EndpointName'],
      },
    ],
  },
  'alarm-unit': {
    passes: (stack) => alarm(stack, { unit: 'Microseconds' }),
    fails: [{ app: (stack) => alarm(stack, { unit: 'Milliseconds' }), says: ["'Milliseconds'", 'Microseconds'] }],
  },
  'alarm-threshold': {
    passes: (stack) => alarm(stack, { metricName: 'Invocation5XXErrors', statistic: 'Average', threshold: 0.05 }),
    fails: [
      // AWS's own guardrail example: the Average of a 0/1 metric is at most 1.
      {
        app: (stack) => alarm(stack, { metricName: 'Invocation4XXErrors', statistic: 'Average', threshold: 1 }),
        says: ['never', '0 to 1'],
      },
      {
        app: (stack) =>
          alarm(stack, {
            metricName: 'Invocation5XXErrors',
            statistic: 'Sum',
            threshold: 0,
            comparisonOperator: 'GreaterThanOrEqualToThreshold',
          }),
        says: ['always'],
      },
      {
        app: (stack) => {
          endpoint(stack);
          alarm(stack, { namespace: '/aws/sagemaker/Endpoints', metricName: 'CPUUtilization', statistic: 'Average', threshold: 250 });
        },
        says: ['0 to 200'],
      },
    ],
  },
  'alarm-latency-unit': {
    passes: (stack) => alarm(stack, { threshold: 100_000 }),
    fails: [{ app: (stack) => alarm(stack, { threshold: 100 }), says: ['100 microseconds', '100000'] }],
  },
  'alarm-datapoints': {
    passes: (stack) => alarm(stack, { datapointsToAlarm: 3, evaluationPeriods: 5 }),
    fails: [{ app: (stack) => alarm(stack, { datapointsToAlarm: 6, evaluationPeriods: 5 }), says: ['6 of 5', '1 to 5'] }],
  },
  'alarm-period': {
    passes: (stack) => alarm(stack, { period: 300, evaluationPeriods: 288 }),
    fails: [
      { app: (stack) => alarm(stack, { period: 90 }), says: ['90 s', 'multiple of 60'] },
      { app: (stack) => alarm(stack, { period: 300, evaluationPeriods: 289 }), says: ['86700 s', '86400 s'] },
    ],
  },
  'alarm-action': {
    passes: (stack) => alarm(stack, { alarmActions: [TOPIC] }),
    fails: [
      { app: (stack) => alarm(stack, { alarmActions: ['oncall'] }), says: ["'oncall'", 'ARN'] },
      { app: (stack) => alarm(stack, { okActions: Array.from({ length: 6 }, () => TOPIC) }), says: ['6 actions', 'at most 5'] },
    ],
  },
  'alarm-mute': {
    passes: (stack) => {
      const key = new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
      key.addToResourcePolicy(
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          resources: ['*'],
        }),
      );
      alarm(stack, { alarmActions: [new sns.Topic(stack, 'Topic', { masterKey: key }).topicArn] });
    },
    fails: [
      {
        app: (stack) => alarm(stack, { alarmActions: [new sns.CfnTopic(stack, 'Topic', { kmsMasterKeyId: 'alias/aws/sns' }).ref] }),
        says: ["AWS's own key", 'mute'],
      },
      {
        app: (stack) => alarm(stack, { alarmActions: [new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }).topicArn] }),
        says: ['key', 'kms:Decrypt'],
      },
      // A policy that only demands TLS replaces the default one that lets alarms publish.
      {
        app: (stack) => alarm(stack, { alarmActions: [new sns.Topic(stack, 'Topic', { enforceSSL: true }).topicArn] }),
        says: ['policy', 'sns:Publish'],
      },
      { app: (stack) => alarm(stack, { alarmActions: [TOPIC], actionsEnabled: false }), says: ['ActionsEnabled'] },
    ],
  },
  'composite-children': {
    passes: (stack) => {
      new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmRule: 'ALARM(a) OR ALARM(b)' });
    },
    fails: [
      {
        app: (stack) => {
          const alarmRule = Array.from({ length: 101 }, (_, index) => `ALARM(a${index})`).join(' OR ');
          new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmRule });
        },
        says: ['101', '100'],
      },
    ],
  },
  'composite-elsewhere': {
    passes: (stack) => {
      alarm(stack, { alarmName: 'slow' });
      new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmRule: 'ALARM("slow")' });
    },
    fails: [
      {
        app: (stack) => {
          alarm(stack, { alarmName: 'slow' });
          new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmRule: 'ALARM("slow") OR ALARM("slwo")' });
        },
        says: ["'slwo'", 'no alarm'],
      },
    ],
  },
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
  'serverless-instance': {
    passes: (stack) => endpoint(stack, [SERVERLESS]),
    fails: [{ app: (stack) => endpoint(stack, [{ ...SERVERLESS, instanceType: 'ml.m5.large' }]), says: ['InstanceType', "'ml.m5.large'"] }],
  },
  'serverless-memory': {
    passes: (stack) => endpoint(stack, [SERVERLESS]),
    fails: [
      {
        app: (stack) => endpoint(stack, [{ ...SERVERLESS, serverlessConfig: { memorySizeInMb: 2500, maxConcurrency: 5 } }]),
        says: ['2500', '2048', '3072'],
      },
      {
        app: (stack) => endpoint(stack, [{ ...SERVERLESS, serverlessConfig: { memorySizeInMb: 2048, maxConcurrency: 201 } }]),
        says: ['201', '1 to 200'],
      },
    ],
  },
  'scaling-capacity': {
    passes: (stack) => target(stack, endpoint(stack)),
    fails: [
      { app: (stack) => target(stack, endpoint(stack), { minCapacity: 4 }), says: ['4', '3'] },
      { app: (stack) => target(stack, endpoint(stack), { minCapacity: 0 }), says: ['real-time', '1 or more'] },
    ],
  },
  'scaling-metric': {
    passes: (stack) => policy(stack, target(stack, endpoint(stack)), 'SageMakerVariantInvocationsPerInstance'),
    // AWS's async FAQ advises it, and the endpoint does not publish it.
    fails: [
      {
        app: (stack) => policy(stack, target(stack, endpoint(stack, [{}], ASYNC)), 'SageMakerVariantInvocationsPerInstance'),
        says: ['SageMakerVariantInvocationsPerInstance', 'async'],
      },
    ],
  },
  'scaling-burstable': {
    passes: (stack) => target(stack, endpoint(stack)),
    fails: [{ app: (stack) => target(stack, endpoint(stack, [{ instanceType: 'ml.t2.medium' }])), says: ['ml.t2.medium', 'ml.m5.large'] }],
  },
  'scaling-retained': {
    passes: (stack) =>
      target(
        stack,
        endpoint(
          stack,
          [{}],
          {},
          { retainAllVariantProperties: true, excludeRetainedVariantProperties: [{ variantPropertyType: 'DesiredWeight' }] },
        ),
      ),
    fails: [{ app: (stack) => target(stack, endpoint(stack)), says: ['DesiredWeight'] }],
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
  'capture-sampling': {
    passes: (stack) => endpoint(stack, [{}], capture(0)),
    fails: [{ app: (stack) => endpoint(stack, [{}], capture(120)), says: ['120', '0 to 100'] }],
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

function capture(initialSamplingPercentage: number): Parameters<typeof endpoint>[2] {
  return { dataCaptureConfig: { initialSamplingPercentage, destinationS3Uri: 's3://b/p', captureOptions: [{ captureMode: 'Input' }] } };
}
