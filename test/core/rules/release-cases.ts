import type { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import * as sns from 'aws-cdk-lib/aws-sns';
import { NotificationTopic } from '../../../constructs/index';
import { alarm, endpoint, SERVERLESS } from './apps';
import type { Case } from './cases';

type Deployment = CfnEndpoint.DeploymentConfigProperty;
type BlueGreen = CfnEndpoint.BlueGreenUpdatePolicyProperty;
type Rolling = CfnEndpoint.RollingUpdatePolicyProperty;
type Size = CfnEndpoint.CapacitySizeProperty;

const TWO = [{ initialInstanceCount: 2 }];
const NAMED = { autoRollbackConfiguration: { alarms: [{ alarmName: 'new-fleet-fails' }] } };

function percent(value: number): Size {
  return { type: 'CAPACITY_PERCENT', value };
}

function allAtOnce(bake: number, more: Partial<BlueGreen> = {}): Deployment {
  return {
    ...NAMED,
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: { type: 'ALL_AT_ONCE', waitIntervalInSeconds: 0 },
      terminationWaitInSeconds: bake,
      ...more,
    },
  };
}

function canary(canarySize: Size | undefined, more: Partial<BlueGreen> = {}): Deployment {
  const trafficRoutingConfiguration = { type: 'CANARY', waitIntervalInSeconds: 600, ...(canarySize === undefined ? {} : { canarySize }) };
  return { ...NAMED, blueGreenUpdatePolicy: { trafficRoutingConfiguration, terminationWaitInSeconds: 600, ...more } };
}

function linear(step: Size, more: Partial<BlueGreen> = {}): Deployment {
  const trafficRoutingConfiguration = { type: 'LINEAR', waitIntervalInSeconds: 600, linearStepSize: step };
  return { ...NAMED, blueGreenUpdatePolicy: { trafficRoutingConfiguration, terminationWaitInSeconds: 600, ...more } };
}

function rolling(batch: Size, more: Partial<Rolling> = {}): Deployment {
  return { ...NAMED, rollingUpdatePolicy: { maximumBatchSize: batch, waitIntervalInSeconds: 600, ...more } };
}

type Variants = Parameters<typeof endpoint>[1];

function updated(
  deploymentConfig: Deployment,
  variants: Variants = TWO,
  props: Parameters<typeof endpoint>[3] = {},
): (stack: Stack) => void {
  return (stack) => void endpoint(stack, variants, {}, { deploymentConfig, ...props });
}

/** An update that `Alarm` may stop; its metric has the dimensions of the new fleet, or those that are given. */
function stoppedBy(bake: number, props: Parameters<typeof alarm>[1] = {}, fleet: boolean = true): (stack: Stack) => void {
  return (stack) => {
    const made = alarm(stack, {
      alarmName: 'new-fleet-fails',
      period: 60,
      evaluationPeriods: 3,
      ...props,
      dimensions: [
        { name: 'EndpointName', value: 'spam' },
        { name: 'VariantName', value: 'AllTraffic' },
        ...(fleet ? [{ name: 'EndpointConfigName', value: 'config-of-the-new-fleet' }] : []),
      ],
    });
    endpoint(
      stack,
      TWO,
      {},
      { deploymentConfig: { ...allAtOnce(bake), autoRollbackConfiguration: { alarms: [{ alarmName: made.ref }] } } },
    );
  };
}

/** A rule on SageMaker's events that tells a topic, which CDK's own target would let it reach. */
function told(stack: Stack, arn: string): void {
  new events.CfnRule(stack, 'Rule', { eventPattern: { source: ['aws.sagemaker'] }, targets: [{ id: 'Topic', arn }] });
}

/** A rule on the objects of a bucket. */
function onObjects(stack: Stack, bucketName: string): void {
  new events.Rule(stack, 'Rule', { eventPattern: { source: ['aws.s3'], detail: { bucket: { name: [bucketName] } } } });
}

export const RELEASE_CASES: Readonly<Record<string, Case>> = {
  'event-bucket': {
    passes: (stack) => {
      onObjects(stack, new s3.Bucket(stack, 'Bucket', { eventBridgeEnabled: true }).bucketName);
      const notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
      const plain = new s3.CfnBucket(stack, 'Plain', { notificationConfiguration });
      new events.Rule(stack, 'Other', {
        eventPattern: { source: ['aws.s3'], detail: { bucket: { name: [plain.ref, 'of-somebody-else'] } } },
      });
    },
    fails: [
      {
        app: (stack) => onObjects(stack, new s3.Bucket(stack, 'Bucket').bucketName),
        says: ['the rule never matches', 'eventBridgeEnabled: true'],
      },
      {
        app: (stack) => {
          const notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: false } };
          onObjects(stack, new s3.CfnBucket(stack, 'Bucket', { notificationConfiguration }).ref);
        },
        says: ['the bucket Bucket does not tell EventBridge'],
      },
    ],
  },
  'event-mute': {
    passes: (stack) => {
      const rule = new events.Rule(stack, 'Rule', { eventPattern: { source: ['aws.sagemaker'] } });
      rule.addTarget(new targets.SnsTopic(new NotificationTopic(stack, 'Notify').topic));
    },
    fails: [
      {
        app: (stack) => told(stack, new sns.CfnTopic(stack, 'Topic', { kmsMasterKeyId: new kms.Key(stack, 'Key').keyArn }).ref),
        says: ['the rule is mute', 'kms:Decrypt'],
      },
      {
        app: (stack) => told(stack, new sns.CfnTopic(stack, 'Topic').ref),
        says: ["SNS's default policy", 'events.amazonaws.com sns:Publish'],
      },
    ],
  },
  'release-policy': {
    passes: updated(allAtOnce(600)),
    fails: [{ app: updated({ ...allAtOnce(600), ...rolling(percent(50)) }), says: ['BlueGreenUpdatePolicy and RollingUpdatePolicy'] }],
  },
  'release-size': {
    passes: updated(canary(percent(50))),
    fails: [
      { app: updated(canary(percent(51))), says: ['a canary of 51 %', '1 to 50'] },
      { app: updated(canary(undefined)), says: ['CANARY without a size'] },
      { app: updated(linear(percent(5))), says: ['a linear step of 5 %', '10 to 50'] },
      { app: updated(rolling(percent(4))), says: ['a rolling batch of 4 %', '5 to 50'] },
    ],
  },
  'release-instances': {
    passes: updated(canary(percent(10))),
    fails: [
      { app: updated(canary(percent(10)), [{}]), says: ["variant 'AllTraffic' has 1 instance", 'ALL_AT_ONCE'] },
      { app: updated(rolling(percent(50)), [{}]), says: ['has 1 instance'] },
      {
        app: updated(canary({ type: 'INSTANCE_COUNT', value: 2 }), [{ initialInstanceCount: 3 }]),
        says: ['2 of 3 instances', 'at most 1'],
      },
    ],
  },
  'release-rolling': {
    passes: updated(rolling(percent(50))),
    fails: [
      { app: updated(rolling(percent(50)), [SERVERLESS]), says: ['a serverless endpoint'] },
      { app: updated(rolling(percent(50)), [...TWO, { variantName: 'B', initialInstanceCount: 2 }]), says: ['an endpoint of 2 variants'] },
    ],
  },
  'release-timeout': {
    passes: updated(canary(percent(10), { maximumExecutionTimeoutInSeconds: 4800 })),
    fails: [
      { app: updated(allAtOnce(3601)), says: ['a wait of 3601 s', '0 to 3600'] },
      { app: updated(allAtOnce(600, { maximumExecutionTimeoutInSeconds: 28_801 })), says: ['a timeout of 28801 s', '600 to 28800'] },
      // Ten steps of ten minutes and ten minutes at the end.
      {
        app: updated(linear(percent(10), { maximumExecutionTimeoutInSeconds: 6600 })),
        says: ['waits 6600 s in all', 'given up after 6600 s'],
      },
    ],
  },
  'release-unwatched': {
    passes: updated(allAtOnce(600)),
    fails: [
      { app: updated({ ...allAtOnce(600), autoRollbackConfiguration: undefined }), says: ['no alarm can stop it'] },
      {
        app: updated({
          ...allAtOnce(600),
          autoRollbackConfiguration: { alarms: Array.from({ length: 11 }, (_, at) => ({ alarmName: `a${at}` })) },
        }),
        says: ['11 alarms', 'takes 10'],
      },
    ],
  },
  'release-no-bake': {
    passes: updated(allAtOnce(600)),
    fails: [{ app: updated(allAtOnce(0)), says: ['the wait is 0 s'] }],
  },
  'release-alarm-late': {
    passes: stoppedBy(600),
    fails: [
      // The example of AWS's own guide, deployment-guardrails-configuration.
      { app: stoppedBy(600, { period: 600, evaluationPeriods: 2 }), says: ['takes 1380 s', 'waits 600 s'] },
    ],
  },
  'release-alarm-fleet': {
    passes: stoppedBy(600),
    fails: [{ app: stoppedBy(600, {}, false), says: ['sees the old fleet too', 'EndpointConfigName'] }],
  },
  'release-inferentia': {
    passes: updated(allAtOnce(600)),
    fails: [{ app: updated(allAtOnce(600), [{ instanceType: 'ml.inf1.xlarge' }]), says: ['ml.inf1.xlarge is updated all at once'] }],
  },
  'release-retained': {
    passes: updated(allAtOnce(600)),
    fails: [{ app: updated(allAtOnce(600), TWO, { retainDeploymentConfig: true }), says: ['to do as the last time'] }],
  },
};
