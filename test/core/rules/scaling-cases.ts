import type { Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnScalableTarget, CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import { alarm, ASYNC, endpoint, policy, SERVERLESS, stepPolicy, target, tracking } from './apps';
import type { Case } from './cases';

type Step = CfnScalingPolicy.StepAdjustmentProperty;
type Scheduled = Partial<CfnScalableTarget.ScheduledActionProperty>;

const PER_INSTANCE = 'SageMakerVariantInvocationsPerInstance';
const TWO = [{ initialInstanceCount: 2 }];
const OF_ENDPOINT = { name: 'EndpointName', value: 'spam' };
const BY_ONE: Step[] = [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }];

function stepped(steps: Step[], adjustmentType: string = 'ChangeInCapacity'): (stack: Stack) => void {
  return (stack) => void stepPolicy(stack, target(stack, endpoint(stack)), steps, adjustmentType);
}

function followed(metricName: string, targetValue: number, namespace: string = 'AWS/SageMaker'): (stack: Stack) => void {
  return (stack) => void tracking(stack, 'Policy', target(stack, endpoint(stack)), { metricName, namespace }, targetValue);
}

function scheduled(action: Scheduled): (stack: Stack) => void {
  return (stack) =>
    void target(stack, endpoint(stack), {
      scheduledActions: [
        {
          scheduledActionName: 'night',
          schedule: 'cron(0 18 ? * MON-FRI *)',
          scalableTargetAction: { minCapacity: 1, maxCapacity: 1 },
          ...action,
        },
      ],
    });
}

function updatedInParts(props: Parameters<typeof target>[2]): (stack: Stack) => void {
  return (stack) => {
    const trafficRoutingConfiguration = {
      type: 'CANARY',
      waitIntervalInSeconds: 600,
      canarySize: { type: 'CAPACITY_PERCENT', value: 10 },
    };
    const updated = endpoint(stack, TWO, {}, { deploymentConfig: { blueGreenUpdatePolicy: { trafficRoutingConfiguration } } });
    target(stack, updated, props);
  };
}

export const SCALING_CASES: Readonly<Record<string, Case>> = {
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
  'scaling-follows': {
    passes: followed('InvocationsPerInstance', 100),
    fails: [{ app: followed('Invocations', 100), says: ['Invocations does not fall', 'follow InvocationsPerInstance'] }],
  },
  'scaling-range': {
    passes: followed('CPUUtilization', 140, '/aws/sagemaker/Endpoints'),
    fails: [
      // ml.m5.large has two vCPU.
      { app: followed('CPUUtilization', 250, '/aws/sagemaker/Endpoints'), says: ['a target of 250', 'goes to 200'] },
      { app: followed('InvocationsPerInstance', 0), says: ['a target of 0', 'more than 0'] },
      {
        app: (stack) =>
          void policy(stack, target(stack, endpoint(stack, [SERVERLESS])), 'SageMakerVariantProvisionedConcurrencyUtilization'),
        says: ['a target of 100', 'goes to 1 here'],
      },
    ],
  },
  'scaling-twice': {
    passes: (stack) => {
      const scaled = target(stack, endpoint(stack));
      policy(stack, scaled, PER_INSTANCE);
      tracking(stack, 'Cpu', scaled, { metricName: 'CPUUtilization', namespace: '/aws/sagemaker/Endpoints' }, 100);
    },
    fails: [
      {
        app: (stack) => {
          const scaled = target(stack, endpoint(stack));
          policy(stack, scaled, PER_INSTANCE);
          tracking(stack, 'Again', scaled, { metricName: 'InvocationsPerInstance', namespace: 'AWS/SageMaker' }, 100);
        },
        says: ['another policy of Target follows InvocationsPerInstance'],
      },
    ],
  },
  'scaling-steps': {
    passes: stepped([
      { metricIntervalLowerBound: 0, metricIntervalUpperBound: 50, scalingAdjustment: 1 },
      { metricIntervalLowerBound: 50, scalingAdjustment: 3 },
    ]),
    fails: [
      {
        app: stepped([
          { metricIntervalLowerBound: 0, metricIntervalUpperBound: 50, scalingAdjustment: 1 },
          { metricIntervalLowerBound: 40, scalingAdjustment: 3 },
        ]),
        says: ['from 0 to 50 and the step from 40 to anything overlap'],
      },
      {
        app: stepped([
          { metricIntervalLowerBound: 0, metricIntervalUpperBound: 50, scalingAdjustment: 1 },
          { metricIntervalLowerBound: 60, scalingAdjustment: 3 },
        ]),
        says: ['leave a gap'],
      },
      { app: stepped([]), says: ['without steps'] },
      { app: stepped([{ metricIntervalLowerBound: 0, scalingAdjustment: 0 }]), says: ['no step adds'] },
      { app: stepped([{ metricIntervalLowerBound: 5, metricIntervalUpperBound: 5, scalingAdjustment: 1 }]), says: ['holds no value'] },
      { app: stepped([{ metricIntervalLowerBound: 0, scalingAdjustment: -1 }], 'ExactCapacity'), says: ['is negative'] },
      {
        app: stepped(
          Array.from({ length: 21 }, (_, at) => ({
            metricIntervalLowerBound: at,
            ...(at === 20 ? {} : { metricIntervalUpperBound: at + 1 }),
            scalingAdjustment: 1,
          })),
        ),
        says: ['21 steps', 'takes 20'],
      },
    ],
  },
  'scaling-schedule': {
    passes: scheduled({}),
    fails: [
      { app: scheduled({ schedule: 'every day at 8' }), says: ["'every day at 8' is no time", 'cron(0 8 ? * MON-FRI *)'] },
      // Five fields are Unix's cron, and not AWS's.
      { app: scheduled({ schedule: 'cron(0 18 * * 1-5)' }), says: ['is no time'] },
      { app: scheduled({ scalableTargetAction: undefined }), says: ['neither the minimum nor the maximum'] },
      { app: scheduled({ scalableTargetAction: { minCapacity: 3, maxCapacity: 2 } }), says: ['3 is above the maximum 2'] },
      { app: scheduled({ scalableTargetAction: { minCapacity: 0, maxCapacity: 0 } }), says: ['cannot go to 0 or 0 instances'] },
    ],
  },
  'scaling-idle': {
    passes: (stack) => {
      const steps = stepPolicy(stack, target(stack, endpoint(stack)), BY_ONE);
      alarm(stack, { alarmActions: [steps.ref] });
    },
    fails: [
      { app: (stack) => void target(stack, endpoint(stack)), says: ['nothing moves the fleet between 1 and 3'] },
      { app: (stack) => void stepPolicy(stack, target(stack, endpoint(stack)), BY_ONE), says: ['no alarm of this template starts'] },
      {
        app: (stack) => {
          const topic = new CfnAlarm(stack, 'Other', { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 });
          alarm(stack, { alarmActions: [topic.ref] });
          stepPolicy(stack, target(stack, endpoint(stack)), BY_ONE);
        },
        says: ['no alarm of this template starts'],
      },
    ],
  },
  'scaling-zero': {
    passes: (stack) => {
      const waking = stepPolicy(stack, target(stack, endpoint(stack, [{}], ASYNC), { minCapacity: 0 }), BY_ONE);
      alarm(stack, { metricName: 'HasBacklogWithoutCapacity', statistic: 'Average', alarmActions: [waking.ref] });
    },
    fails: [
      {
        app: (stack) => {
          const backlog = { metricName: 'ApproximateBacklogSizePerInstance', namespace: 'AWS/SageMaker' };
          tracking(stack, 'Policy', target(stack, endpoint(stack, [{}], ASYNC), { minCapacity: 0 }), backlog, 5);
        },
        says: ["variant 'AllTraffic' may go to 0 instances", 'HasBacklogWithoutCapacity'],
      },
    ],
  },
  'scaling-dimensions': {
    passes: (stack) => {
      const backlog = { metricName: 'ApproximateBacklogSizePerInstance', namespace: 'AWS/SageMaker' };
      tracking(stack, 'Policy', target(stack, endpoint(stack, [{}], ASYNC)), { ...backlog, dimensions: [OF_ENDPOINT] }, 5);
    },
    fails: [
      // By endpoint alone, and not by variant as nearly everything else.
      {
        app: (stack) => {
          const backlog = { metricName: 'ApproximateBacklogSizePerInstance', namespace: 'AWS/SageMaker' };
          const dimensions = [OF_ENDPOINT, { name: 'VariantName', value: 'AllTraffic' }];
          tracking(stack, 'Policy', target(stack, endpoint(stack, [{}], ASYNC)), { ...backlog, dimensions }, 5);
        },
        says: ['is published by EndpointName, and not by EndpointName + VariantName'],
      },
      { app: followed('CPUUtilization', 100, '/aws/sagemaker/Endpoints'), says: ['EndpointName + VariantName', 'and not by nothing'] },
    ],
  },
  'scaling-variant': {
    passes: (stack) => target(stack, endpoint(stack)),
    fails: [
      {
        app: (stack) => {
          const scaled = endpoint(stack);
          target(stack, scaled, { resourceId: `endpoint/${scaled.attrEndpointName}/variant/Blue` });
        },
        says: ["no variant 'Blue'", 'it has AllTraffic'],
      },
      { app: (stack) => target(stack, endpoint(stack, [SERVERLESS])), says: ['is serverless and has no instances'] },
      {
        app: (stack) =>
          target(stack, endpoint(stack, [SERVERLESS]), { scalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency' }),
        says: ['no ProvisionedConcurrency'],
      },
      {
        app: (stack) => target(stack, endpoint(stack), { scalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency' }),
        says: ['runs on instances'],
      },
    ],
  },
  'scaling-release': {
    passes: updatedInParts({ minCapacity: 2 }),
    fails: [
      { app: updatedInParts({ minCapacity: 1 }), says: ['may be at 1 instances', 'moves traffic in parts'] },
      {
        app: updatedInParts({
          minCapacity: 2,
          scheduledActions: [
            { scheduledActionName: 'night', schedule: 'cron(0 18 ? * * *)', scalableTargetAction: { minCapacity: 1, maxCapacity: 1 } },
          ],
        }),
        says: ['may be at 1 instances'],
      },
    ],
  },
  'retained-weight': {
    passes: (stack) =>
      endpoint(
        stack,
        [{}, { variantName: 'Green' }],
        {},
        { retainAllVariantProperties: true, excludeRetainedVariantProperties: [{ variantPropertyType: 'DesiredWeight' }] },
      ),
    fails: [
      {
        app: (stack) => endpoint(stack, [{}, { variantName: 'Green' }], {}, { retainAllVariantProperties: true }),
        says: ['have no effect', 'DesiredWeight'],
      },
    ],
  },
  'variant-managed-scaling': {
    passes: (stack) => endpoint(stack),
    fails: [
      {
        app: (stack) => endpoint(stack, [{ managedInstanceScaling: { status: 'ENABLED', minInstanceCount: 1, maxInstanceCount: 2 } }]),
        says: ["'AllTraffic'", 'inference components alone'],
      },
    ],
  },
  'variant-accelerator': {
    passes: (stack) => endpoint(stack),
    fails: [{ app: (stack) => endpoint(stack, [{ acceleratorType: 'ml.eia2.medium' }]), says: ["'ml.eia2.medium'", 'Elastic Inference'] }],
  },
};
