import { Duration, TimeZone, type Stack } from 'aws-cdk-lib';
import { AdjustmentType, Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import {
  Capacity,
  InstanceType,
  ModelDeployment,
  Parking,
  Release,
  ScalingPolicy,
  ServiceMetric,
  type AutoscaledOptions,
  type VariantOptions,
} from '../../constructs/index';
import { endpointIn, realtime, spamModel, stackOf, synthesized } from './apps';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const BERLIN = TimeZone.EUROPE_BERLIN;

function variant(options: Partial<VariantOptions> = {}): VariantOptions {
  return { model: spamModel(), instanceType: InstanceType.M5_XLARGE, ...options };
}

function scaled(options: Partial<AutoscaledOptions>, stack: Stack = stackOf()): Template {
  endpointIn(stack, { variants: [variant({ capacity: Capacity.autoscaled({ min: 2, max: 6, ...options }) })] });
  return synthesized(stack);
}

test('concurrent requests are followed by the metric that is looked at every ten seconds', () => {
  scaled({ policies: [ScalingPolicy.concurrentRequests(4, { scaleOutCooldown: Duration.minutes(1) })] }).hasResourceProperties(POLICY, {
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 4,
      ScaleOutCooldown: 60,
      ScaleInCooldown: 300,
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantConcurrentRequestsPerModelHighResolution' },
    },
  });
});

test('a share of the CPU is a share of the cores that the server can use: one of the four, for this package', () => {
  scaled({ policies: [ScalingPolicy.cpu(70)] }).hasResourceProperties(POLICY, {
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 70,
      CustomizedMetricSpecification: {
        MetricName: 'CPUUtilization',
        Namespace: '/aws/sagemaker/Endpoints',
        Statistic: 'Average',
        Dimensions: [
          { Name: 'EndpointName', Value: 'Spam-Endpoint' },
          { Name: 'VariantName', Value: 'AllTraffic' },
        ],
      },
    },
  });
});

test('any metric can be followed that the mode publishes, and no other', () => {
  const tracking = { target: 50, statistic: 'Average' };
  scaled({ policies: [ScalingPolicy.track(ServiceMetric.CPU_UTILIZATION, tracking)] }).hasResourceProperties(POLICY, {
    TargetTrackingScalingPolicyConfiguration: { TargetValue: 50 },
  });
  expect(() => scaled({ policies: [ScalingPolicy.track(ServiceMetric.MODEL_SETUP_TIME, tracking)] })).toThrow(
    'a real-time service does not publish ModelSetupTime',
  );
  expect(() => scaled({ policies: [ScalingPolicy.track(ServiceMetric.INVOCATIONS, { target: 500 })] })).toThrow(
    /scaling-follows: Invocations does not fall as instances are added.*follow InvocationsPerInstance/,
  );
});

test('steps are two alarms on the metric, each of which starts a policy with its steps', () => {
  const template = scaled({
    policies: [
      ScalingPolicy.steps(ServiceMetric.CPU_UTILIZATION, {
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        scalingSteps: [
          { upper: 20, change: -1 },
          { lower: 70, change: 1 },
          { lower: 90, change: 2 },
        ],
      }),
    ],
  });
  const [up = ''] = Object.keys(
    template.findResources(POLICY, {
      Properties: {
        StepScalingPolicyConfiguration: {
          AdjustmentType: 'ChangeInCapacity',
          Cooldown: 300,
          StepAdjustments: [
            { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 20, ScalingAdjustment: 1 },
            { MetricIntervalLowerBound: 20, ScalingAdjustment: 2 },
          ],
        },
      },
    }),
  );
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [{ Ref: up }],
    MetricName: 'CPUUtilization',
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 70,
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
  });
  template.hasResourceProperties(POLICY, {
    StepScalingPolicyConfiguration: { StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }] },
  });
});

test('several policies stand beside each other, the short form keeping its id', () => {
  const template = scaled({
    requestsPerInstancePerMinute: 3000,
    policies: [
      ScalingPolicy.concurrentRequests(4),
      ScalingPolicy.steps(ServiceMetric.CPU_UTILIZATION, {
        adjustmentType: AdjustmentType.PERCENT_CHANGE_IN_CAPACITY,
        minAdjustmentMagnitude: 1,
        scalingSteps: [
          { upper: 10, change: -10 },
          { lower: 80, change: 50 },
        ],
      }),
    ],
  });
  template.resourceCountIs(POLICY, 4);
  expect(Object.keys(template.findResources(POLICY)).some((id) => id.startsWith('EndpointAllTrafficScalingTargetRequests'))).toBe(true);
});

test('the same metric twice is refused, since Application Auto Scaling refuses it', () => {
  expect(() => scaled({ requestsPerInstancePerMinute: 3000, policies: [ScalingPolicy.requestsPerInstance(2000)] })).toThrow(
    /scaling-twice: another policy of .* follows InvocationsPerInstance already/,
  );
});

test('bounds change on a schedule, in the time zone that is meant', () => {
  scaled({
    requestsPerInstancePerMinute: 3000,
    schedule: [{ schedule: Schedule.cron({ minute: '0', hour: '7', weekDay: 'MON' }), timeZone: BERLIN, min: 4 }],
  }).hasResourceProperties(TARGET, {
    ScheduledActions: [{ Schedule: 'cron(0 7 ? * MON *)', Timezone: 'Europe/Berlin', ScalableTargetAction: { MinCapacity: 4 } }],
  });
});

test('outside working hours a fleet is parked at its minimum, and load can still call for more', () => {
  const parked = Parking.outside({ from: '07:30', to: '19:00', zone: BERLIN });
  scaled({ requestsPerInstancePerMinute: 3000, parked }).hasResourceProperties(TARGET, {
    ScheduledActions: [
      { Schedule: 'cron(30 7 ? * MON-FRI *)', Timezone: 'Europe/Berlin', ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 6 } },
      { Schedule: 'cron(0 19 ? * MON-FRI *)', Timezone: 'Europe/Berlin', ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 6 } },
    ],
  });
});

test('a parked fleet that follows nothing goes down by its maximum', () => {
  const parked = Parking.outside({ from: '07:30', to: '19:00', zone: BERLIN, days: 'MON,WED-FRI' });
  scaled({ parked }).hasResourceProperties(TARGET, {
    ScheduledActions: [Match.anyValue(), Match.objectLike({ ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 1 } })],
  });
});

test('an alarm on lost instances counts from the parked number, and a new endpoint starts with the usual one', () => {
  const stack = stackOf();
  const capacity = Capacity.autoscaled({
    min: 3,
    max: 6,
    requestsPerInstancePerMinute: 3000,
    parked: Parking.outside({ from: '07:30', to: '19:00', zone: BERLIN, instances: 2 }),
  });
  new ModelDeployment(stack, 'Filter', { model: spamModel(), hosting: realtime({ capacity }) });
  const template = synthesized(stack);
  template.hasResourceProperties('AWS::SageMaker::EndpointConfig', { ProductionVariants: [Match.objectLike({ InitialInstanceCount: 3 })] });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'CPUUtilization', Statistic: 'SampleCount', Threshold: 2 });
});

test('a canary of a fleet that may be parked at one instance is warned of', () => {
  const stack = stackOf();
  const parked = Parking.outside({ from: '07:30', to: '19:00', zone: BERLIN });
  endpointIn(stack, {
    variants: [variant({ capacity: Capacity.autoscaled({ min: 2, max: 6, requestsPerInstancePerMinute: 3000, parked }) })],
    release: Release.canary(10, Duration.minutes(10)),
  });
  synthesized(stack);
  const said = stack.node.metadata.map(({ data }) => String(data)).join('\n');
  expect(said).toContain("scaling-release: variant 'AllTraffic' may be at 1 instances when it is updated");
});

/** What an update of an endpoint of two autoscaled variants does, as its template says it. */
function updated(weight: number): { readonly config: unknown; readonly endpoint: Record<string, unknown> } {
  const stack = stackOf();
  const capacity = Capacity.autoscaled({ min: 2, max: 6, requestsPerInstancePerMinute: 3000 });
  endpointIn(stack, { variants: [variant({ name: 'Blue', capacity }), variant({ name: 'Green', capacity, weight })] });
  const template = synthesized(stack);
  const [config] = Object.entries(template.findResources('AWS::SageMaker::EndpointConfig'));
  const [endpoint] = Object.values(template.findResources('AWS::SageMaker::Endpoint')) as { Properties: Record<string, unknown> }[];
  return { config, endpoint: endpoint?.Properties ?? {} };
}

test('a weight changed in code is a new configuration whose weight the update takes, and the number of instances stays', () => {
  const [before, after] = [updated(0.1), updated(0.5)];
  // Every property of a configuration replaces it, and an endpoint of another configuration is updated in place.
  expect(after.config).not.toEqual(before.config);
  expect(after.endpoint).toEqual(before.endpoint);
  // SageMaker's UpdateEndpoint: what is retained is count and weight, and the weight is excluded from that.
  expect(after.endpoint).toMatchObject({
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
  });
});

test.each<[string, () => unknown, string]>([
  ['nothing to follow', () => Capacity.autoscaled({ min: 1, max: 2 }), 'autoscaling follows nothing'],
  ['a share of the CPU above 100 %', () => ScalingPolicy.cpu(140), 'a target of 140 % of the CPU'],
  ['a target of 0', () => ScalingPolicy.track(ServiceMetric.CPU_UTILIZATION, { target: 0 }), 'a target of 0 CPUUtilization'],
  ['one step', () => ScalingPolicy.steps(ServiceMetric.CPU_UTILIZATION, { scalingSteps: [{ lower: 1, change: 1 }] }), 'at least two'],
  ['an hour that there is not', () => Parking.outside({ from: '8', to: '25:00', zone: BERLIN }), "'8' is no time of a day"],
  ['hours over midnight', () => Parking.outside({ from: '22:00', to: '06:00', zone: BERLIN }), 'cannot be parked at 06:00'],
  ['days that there are not', () => Parking.outside({ from: '08:00', to: '18:00', zone: BERLIN, days: 'Mo-Fr' }), "'Mo-Fr' are no days"],
  [
    'parking at more than there are',
    () => Capacity.autoscaled({ min: 1, max: 2, parked: Parking.outside({ from: '08:00', to: '18:00', zone: BERLIN, instances: 3 }) }),
    'parking keeps 3 instances and the maximum is 2',
  ],
  [
    'a scheduled action without bounds',
    () => Capacity.autoscaled({ min: 1, max: 2, schedule: [{ schedule: Schedule.rate(Duration.days(1)) }] }),
    'rate(1 day) changes nothing',
  ],
  [
    'a scheduled minimum above its maximum',
    () => Capacity.autoscaled({ min: 1, max: 2, schedule: [{ schedule: Schedule.rate(Duration.days(1)), min: 3, max: 2 }] }),
    'minimum of 3 above its maximum of 2',
  ],
])('%s is refused', (_what, make, message) => {
  expect(make).toThrow(message);
});
