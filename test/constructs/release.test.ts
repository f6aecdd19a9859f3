import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  Capacity,
  ErrorAlarm,
  InstanceType,
  ModelDeployment,
  RealtimeEndpoint,
  Release,
  Traffic,
  type RealtimeEndpointProps,
} from '../../constructs/index';
import { endpointIn, realtime, spamModel, stackOf, synthesized } from './apps';

const TWO = { variants: [{ model: spamModel(), instanceType: InstanceType.M5_LARGE, capacity: Capacity.fixed(2) }] };
const TEN_MINUTES = Duration.minutes(10);

function updateOf(props: Partial<RealtimeEndpointProps>): { DeploymentConfig?: unknown } {
  const template = templateOf(props);
  const [endpoint] = Object.values(template.findResources('AWS::SageMaker::Endpoint')) as { Properties: { DeploymentConfig?: unknown } }[];
  return { DeploymentConfig: endpoint?.Properties.DeploymentConfig };
}

function templateOf(props: Partial<RealtimeEndpointProps>): Template {
  const stack = stackOf();
  endpointIn(stack, props);
  return synthesized(stack);
}

test('without a word an update moves all at once, bakes ten minutes, and rolls back on failures, refusals and the promised latency', () => {
  const template = templateOf({ latency: Duration.millis(100) });
  template.hasResourceProperties('AWS::SageMaker::Endpoint', {
    DeploymentConfig: {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
        TerminationWaitInSeconds: 600,
        MaximumExecutionTimeoutInSeconds: 4200,
      },
      AutoRollbackConfiguration: {
        Alarms: [
          { AlarmName: { Ref: Match.stringLikeRegexp('RollbackErrors') } },
          { AlarmName: { Ref: Match.stringLikeRegexp('RollbackLatency') } },
          { AlarmName: { Ref: Match.stringLikeRegexp('RollbackClientErrors') } },
        ],
      },
    },
  });
});

test.each<[string, Release, unknown]>([
  [
    'a canary',
    Release.canary(10, TEN_MINUTES),
    {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 600, CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 } },
        TerminationWaitInSeconds: 600,
        MaximumExecutionTimeoutInSeconds: 600 + 600 + 3600,
      },
    },
  ],
  [
    'linear steps',
    Release.linear(30, TEN_MINUTES),
    {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'LINEAR',
          WaitIntervalInSeconds: 600,
          LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 30 },
        },
        TerminationWaitInSeconds: 600,
        // Four steps: 30, 60, 90, 100 %.
        MaximumExecutionTimeoutInSeconds: 4 * 600 + 600 + 3600,
      },
    },
  ],
  [
    'rolling batches',
    Release.rolling(50, TEN_MINUTES),
    {
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
        WaitIntervalInSeconds: 600,
        MaximumExecutionTimeoutInSeconds: 2 * 600 + 3600,
      },
    },
  ],
  [
    'many rolling batches, each of which starts after the one before',
    Release.rolling(5, TEN_MINUTES),
    { RollingUpdatePolicy: { MaximumExecutionTimeoutInSeconds: 20 * 600 + 20 * 600 } },
  ],
  [
    // botocore, RollingUpdatePolicy: at most eight hours.
    'many rolling batches that bake for long, as long as SageMaker gives them',
    Release.rolling(5, Duration.minutes(20)),
    { RollingUpdatePolicy: { MaximumExecutionTimeoutInSeconds: 28_800 } },
  ],
])('%s is spelled as SageMaker takes it', (_what, release, expected) => {
  expect(updateOf({ ...TWO, release }).DeploymentConfig).toMatchObject(expected as object);
});

test('what stops an update sees the new fleet alone, by the minute', () => {
  const alarms = Object.values(templateOf({ latency: Duration.millis(100) }).findResources('AWS::CloudWatch::Alarm')) as {
    Properties: { Metrics: { MetricStat?: { Period: number; Metric: { Dimensions: { Name: string; Value: unknown }[] } } }[] };
  }[];
  const watched = alarms.flatMap(({ Properties }) =>
    Properties.Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat])),
  );
  expect(watched.length).toBeGreaterThan(6);
  for (const { Period, Metric } of watched) {
    expect(Period).toBe(60);
    expect(Metric.Dimensions).toContainEqual({
      Name: 'EndpointConfigName',
      Value: { 'Fn::GetAtt': [expect.stringMatching(/^EndpointConfig/), 'EndpointConfigName'] },
    });
  }
});

test('the endpoint may read exactly its alarms, by a policy that it waits for', () => {
  const template = templateOf({});
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Action: 'cloudwatch:DescribeAlarms',
          Effect: 'Allow',
          Resource: ['RollbackErrors', 'RollbackClientErrors'].map((name) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(name), 'Arn'] })),
        },
      ],
    },
  });
  template.hasResource('AWS::SageMaker::Endpoint', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('RollbackPolicy')]) });
});

test('of four variants refusals stop no update: SageMaker takes ten alarms', () => {
  const variants = (count: number): Pick<RealtimeEndpointProps, 'variants' | 'latency'> => ({
    latency: Duration.millis(100),
    variants: Array.from({ length: count }, (_, index) => ({ model: spamModel(), instanceType: InstanceType.M5_LARGE, name: `V${index}` })),
  });
  const alarmsOf = (count: number): number => Object.keys(templateOf(variants(count)).findResources('AWS::CloudWatch::Alarm')).length;
  expect([alarmsOf(3), alarmsOf(4)]).toEqual([9, 8]);
});

test('more alarms can stop an update, and one that sees the old fleet, or comes too late, is refused', () => {
  const stack = stackOf();
  const service = endpointIn(stack);
  service.rollbackOn(new ErrorAlarm(stack, 'OfEveryFleet', { service }).alarm);
  expect(() => synthesized(stack)).toThrow(
    /release-alarm-fleet: .*sees the old fleet too[\s\S]*release-alarm-late|release-alarm-late[\s\S]*release-alarm-fleet/,
  );
});

test('fails when an update would move in parts and there is one instance', () => {
  expect(() => templateOf({ release: Release.canary(10, TEN_MINUTES) })).toThrow(
    /release-instances: variant 'AllTraffic' has 1 instance, and its update moves traffic in parts; run 2 or more/,
  );
});

test.each<[() => Release, RegExp]>([
  [() => Release.allAtOnce(Duration.minutes(0)), /a bake of 0 s is not accepted; give more than 0 and at most 3600 s/],
  [() => Release.allAtOnce(Duration.hours(2)), /a bake of 7200 s is not accepted/],
  [() => Release.canary(60, TEN_MINUTES), /a canary part of 60 % is not accepted; give a whole number from 1 to 50/],
  [() => Release.linear(5, TEN_MINUTES), /a linear part of 5 % is not accepted; give a whole number from 10 to 50/],
  [() => Release.rolling(2.5, TEN_MINUTES), /a rolling part of 2\.5 % is not accepted/],
  [() => Release.linear(10, Duration.minutes(45)), /the bakes of this update are 460 minutes in all, and SageMaker gives it 480/],
])('fails when a release asks for what SageMaker does not take', (make, expected) => {
  expect(make).toThrow(expected);
});

test('no guardrails is a decision with a reason, and then nothing can be named to roll back on', () => {
  const stack = stackOf();
  const service = endpointIn(stack, { release: Release.none('a demonstration') });
  expect(() => service.rollbackOn(new ErrorAlarm(stack, 'Errors', { service }).alarm)).toThrow('nothing stops an update of this endpoint');
  const template = synthesized(stack);
  template.hasResourceProperties('AWS::SageMaker::Endpoint', { DeploymentConfig: Match.absent() });
  expect(service.node.metadata).toContainEqual(expect.objectContaining({ type: 'slipway:no-guarded-release', data: 'a demonstration' }));
  expect(() => Release.none('')).toThrow('no guarded release without a reason');
});

test('a deployment passes its release on, whatever its hosting says', () => {
  const stack = stackOf();
  new ModelDeployment(stack, 'Filter', {
    model: spamModel(),
    hosting: realtime({ capacity: Capacity.fixed(2), release: Release.allAtOnce(TEN_MINUTES) }),
    release: Release.canary(20, TEN_MINUTES),
  });
  synthesized(stack).hasResourceProperties('AWS::SageMaker::Endpoint', {
    DeploymentConfig: { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY' } } },
  });
});

test('a canary with too few requests to show three failures is warned, with the number', () => {
  const warned = (perMinute: number): Stack => {
    const stack = stackOf();
    endpointIn(stack, { ...TWO, release: Release.canary(10, TEN_MINUTES), traffic: Traffic.promised({ perMinute }) });
    synthesized(stack);
    return stack;
  };
  const few = Match.stringLikeRegexp('gets 20 requests while it is watched, and a fault of 5 % of them needs 124 to show 3 failures');
  Annotations.fromStack(warned(20)).hasWarning('*', few);
  Annotations.fromStack(warned(200)).hasNoWarning('*', Match.stringLikeRegexp('to show 3 failures'));
});

test('the permission goes to a role of the user too', () => {
  const stack = stackOf();
  const role = new iam.Role(stack, 'Theirs', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  new RealtimeEndpoint(stack, 'E', { ...TWO, role });
  synthesized(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [Match.objectLike({ Action: 'cloudwatch:DescribeAlarms' })] },
    Roles: [{ Ref: Match.stringLikeRegexp('Theirs') }],
  });
});

test('an update that was rolled back, or failed, is a ticket that says so', () => {
  const stack = stackOf();
  new ModelDeployment(stack, 'Filter', { model: spamModel(), hosting: realtime(), runbook: 'https://example.com/spam' });
  synthesized(stack).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.sagemaker'],
      'detail-type': ['SageMaker Endpoint State Change', 'SageMaker Endpoint Deployment State Change'],
      detail: { EndpointName: ['Spam-Filter'], EndpointStatus: Match.arrayWith(['ROLLING_BACK', 'FAILED']) },
    },
    Targets: [
      {
        Arn: { Ref: Match.stringLikeRegexp('NotifyTopic') },
        InputTransformer: {
          InputTemplate: Match.stringLikeRegexp(
            'the update of Spam-Filter did not hold .*what serves is not what was declared.*https://example.com/spam',
          ),
        },
      },
    ],
  });
});

test('the notice of a rollback finds its way: the key and the policy of the topic that is made admit EventBridge', () => {
  const stack = stackOf();
  new ModelDeployment(stack, 'Filter', { model: spamModel(), hosting: realtime() });
  const template = synthesized(stack);
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({ Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' } })]),
    },
  });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Principal: { Service: 'events.amazonaws.com' } }),
      ]),
    },
  });
});
