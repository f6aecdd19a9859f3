import type { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, ReleasePlan } from '../../../runtime/plan';
import { planOfStack, scratch, theirModel } from './apps';

type DeploymentConfig = sagemaker.CfnEndpoint.DeploymentConfigProperty;

function plan(declare: (stack: Stack) => { deployment?: DeploymentConfig; instanceType?: string }): Plan {
  const folder = scratch();
  const standIn = { stub: { answer: '1', latency: '20ms' } };
  writeFileSync(join(folder, 'slipway.json'), JSON.stringify({ version: 1, services: { 'Theirs/Endpoint': { standIn } } }));
  return planOfStack(
    (stack) => {
      const { deployment, instanceType = 'ml.m5.large' } = declare(stack);
      const variant = {
        variantName: 'Blue',
        modelName: theirModel(stack).attrModelName,
        instanceType,
        initialInstanceCount: 4,
        containerStartupHealthCheckTimeoutInSeconds: 900,
      };
      const config = new sagemaker.CfnEndpointConfig(stack, 'Config', { productionVariants: [variant] });
      new sagemaker.CfnEndpoint(stack, 'Endpoint', {
        endpointConfigName: config.attrEndpointConfigName,
        endpointName: 'fraud',
        deploymentConfig: deployment,
      });
    },
    {},
    folder,
  );
}

function release(deployment: DeploymentConfig | undefined, instanceType?: string): ReleasePlan | undefined {
  return plan(() => ({ ...(deployment === undefined ? {} : { deployment }), ...(instanceType === undefined ? {} : { instanceType }) }))
    .services[0]?.release;
}

test('an endpoint that says nothing of its updates has no release', () => expect(release(undefined)).toBeUndefined());

test.each<[what: string, deployment: DeploymentConfig, read: Partial<ReleasePlan>]>([
  // Developer Guide: without a policy an update is blue/green, all at once, and waits for nothing.
  [
    'only alarms',
    { autoRollbackConfiguration: { alarms: [{ alarmName: 'prod/errors' }] } },
    { routing: 'all at once', lastBakeSeconds: 0, alarms: ['prod/errors'] },
  ],
  [
    'a canary in instances',
    {
      blueGreenUpdatePolicy: {
        trafficRoutingConfiguration: { type: 'CANARY', waitIntervalInSeconds: 300, canarySize: { type: 'INSTANCE_COUNT', value: 1 } },
        terminationWaitInSeconds: 120,
        maximumExecutionTimeoutInSeconds: 1800,
      },
    },
    { routing: 'canary', part: { instances: 1 }, bakeSeconds: 300, lastBakeSeconds: 120, timeoutSeconds: 1800, alarms: [] },
  ],
  [
    'linear steps in percent',
    {
      blueGreenUpdatePolicy: {
        trafficRoutingConfiguration: { type: 'LINEAR', waitIntervalInSeconds: 60, linearStepSize: { type: 'CAPACITY_PERCENT', value: 25 } },
      },
    },
    { routing: 'linear', part: { share: 0.25 }, bakeSeconds: 60, lastBakeSeconds: 0 },
  ],
  [
    // The wait of a routing at once is none, whatever stands there: botocore requires it, and nothing uses it.
    'all at once with a wait that nothing uses',
    {
      blueGreenUpdatePolicy: {
        trafficRoutingConfiguration: { type: 'ALL_AT_ONCE', waitIntervalInSeconds: 300 },
        terminationWaitInSeconds: 60,
      },
    },
    { routing: 'all at once', bakeSeconds: 0, lastBakeSeconds: 60 },
  ],
  [
    'rolling batches that go back in batches',
    {
      rollingUpdatePolicy: {
        maximumBatchSize: { type: 'CAPACITY_PERCENT', value: 50 },
        rollbackMaximumBatchSize: { type: 'INSTANCE_COUNT', value: 2 },
        waitIntervalInSeconds: 600,
      },
    },
    { routing: 'rolling', part: { share: 0.5 }, rollbackPart: { instances: 2 }, bakeSeconds: 600, lastBakeSeconds: 0 },
  ],
])('%s is read as it is declared', (_, deployment, read) => expect(release(deployment)).toMatchObject(read));

test('rolling batches that go back as a whole have no part to go back by', () => {
  const whole = { maximumBatchSize: { type: 'CAPACITY_PERCENT', value: 50 }, waitIntervalInSeconds: 60 };
  expect(release({ rollingUpdatePolicy: whole })?.rollbackPart).toBeUndefined();
  expect(
    release({ rollingUpdatePolicy: { ...whole, rollbackMaximumBatchSize: { type: 'CAPACITY_PERCENT', value: 100 } } })?.rollbackPart,
  ).toBeUndefined();
});

test('guardrails of Inf1 instances are passed over, and the plan says so', () => {
  const canary = {
    trafficRoutingConfiguration: { type: 'CANARY', waitIntervalInSeconds: 300, canarySize: { type: 'INSTANCE_COUNT', value: 1 } },
  };
  expect(release({ blueGreenUpdatePolicy: canary }, 'ml.inf1.xlarge')).toMatchObject({
    routing: 'all at once',
    bakeSeconds: 0,
    overruled: expect.stringContaining('Inf1') as unknown,
  });
});

test('an alarm is known by its reference, and the start-up timeout is the variant’s', () => {
  const { services, alarms } = plan((stack) => {
    const alarm = new cloudwatch.CfnAlarm(stack, 'Errors', {
      comparisonOperator: 'GreaterThanThreshold',
      evaluationPeriods: 1,
      metricName: 'Invocation5XXErrors',
      namespace: 'AWS/SageMaker',
      period: 60,
      statistic: 'Sum',
      threshold: 1,
    });
    return { deployment: { autoRollbackConfiguration: { alarms: [{ alarmName: alarm.ref }] } } };
  });
  expect(services[0]?.release?.alarms).toEqual([alarms[0]?.name]);
  expect(services[0]?.variants[0]?.startTimeoutSeconds).toBe(900);
});

test('rules that tell of a rollback are read with the endpoints that they are about; others are not', () => {
  const rule = (
    stack: Stack,
    id: string,
    pattern: Record<string, unknown>,
    props: Partial<{ state: string; targets: unknown[] }> = {},
  ): void => {
    new CfnRule(stack, id, {
      eventPattern: { source: ['aws.sagemaker'], 'detail-type': ['SageMaker Endpoint State Change'], ...pattern },
      targets: [{ arn: 'arn:aws:sns:us-east-1:123456789012:oncall', id: 'T' }],
      ...props,
    } as never);
  };
  const { updateRules } = plan((stack) => {
    rule(stack, 'Own', { detail: { EndpointName: ['fraud'], EndpointStatus: ['ROLLING_BACK', 'FAILED'] } });
    rule(stack, 'All', { 'detail-type': ['SageMaker Endpoint Deployment State Change'] });
    rule(stack, 'Prefixed', { detail: { EndpointName: [{ prefix: 'fra' }] } });
    rule(stack, 'Good', { detail: { EndpointStatus: ['IN_SERVICE'] } });
    rule(stack, 'Jobs', { 'detail-type': ['SageMaker Transform Job State Change'] });
    rule(stack, 'Off', {}, { state: 'DISABLED' });
    rule(stack, 'Nobody', {}, { targets: [] });
    return {};
  });
  expect(updateRules.map(({ logicalId, endpoints }) => [logicalId, endpoints])).toEqual([
    ['Own', [{ equals: 'fraud' }]],
    ['All', undefined],
    ['Prefixed', [{ prefix: 'fra' }]],
  ]);
});
