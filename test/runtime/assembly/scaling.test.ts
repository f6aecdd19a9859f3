import { Duration, TimeZone, type Stack } from 'aws-cdk-lib';
import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { subjectsOf } from '../../../runtime/rehearsal/subject';
import type { Plan, Refusal, ScalingPlan } from '../../../runtime/plan';
import { planOfStack, theirConfig, theirEndpoint, theirModel, scratch } from './apps';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DIMENSIONS = { EndpointName: 'fraud', VariantName: 'Blue' };

function metric(metricName: string, statistic: string, period: Duration = Duration.minutes(1)): cloudwatch.Metric {
  const namespace = metricName.endsWith('Utilization') ? '/aws/sagemaker/Endpoints' : 'AWS/SageMaker';
  return new cloudwatch.Metric({ namespace, metricName, statistic, period, dimensionsMap: DIMENSIONS });
}

/** Somebody else's endpoint `fraud`, scaled as the function says. */
function scaled(declare: (target: scaling.ScalableTarget, stack: Stack) => void): Plan {
  const folder = scratch();
  writeFileSync(
    join(folder, 'slipway.json'),
    JSON.stringify({ version: 1, services: { 'Theirs/Endpoint': { standIn: { stub: { answer: '1', latency: '5ms' } } } } }),
  );
  return planOfStack(
    (stack) => {
      const endpoint = theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName);
      const target = new scaling.ScalableTarget(stack, 'Target', {
        serviceNamespace: scaling.ServiceNamespace.SAGEMAKER,
        resourceId: `endpoint/${endpoint.attrEndpointName}/variant/Blue`,
        scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        minCapacity: 1,
        maxCapacity: 4,
      });
      declare(target, stack);
    },
    {},
    folder,
  );
}

function planOf(plan: Plan): ScalingPlan | undefined {
  return plan.services[0]?.variants[0]?.scaling;
}

function reasons(plan: Plan): string[] {
  return plan.refusals.map(({ what, reason }: Refusal) => `${what}: ${reason}`);
}

test('target tracking is read with its cool-downs, of predefined metrics and of those that a policy describes', () => {
  const plan = scaled((target) => {
    target.scaleToTrackMetric('Requests', {
      predefinedMetric: scaling.PredefinedMetric.SAGEMAKER_VARIANT_INVOCATIONS_PER_INSTANCE,
      targetValue: 500,
      scaleInCooldown: Duration.minutes(10),
    });
    target.scaleToTrackMetric('Cpu', { customMetric: metric('CPUUtilization', 'Average'), targetValue: 70 });
  });
  expect(planOf(plan)).toEqual({
    min: 1,
    max: 4,
    steps: [],
    scheduled: [],
    tracking: [
      { metric: { name: 'InvocationsPerInstance', statistic: 'Sum' }, target: 500, inCooldown: 10 },
      { metric: { name: 'CPUUtilization', statistic: 'Average' }, target: 70 },
    ],
  });
  expect(plan.refusals).toEqual([]);
});

test('step policies are read with the alarms that start them, which then are no alarms for people', () => {
  const plan = scaled((target) => {
    target.scaleOnMetric('Steps', {
      metric: metric('CPUUtilization', 'Average', Duration.minutes(2)),
      evaluationPeriods: 2,
      cooldown: Duration.minutes(3),
      scalingSteps: [
        { upper: 20, change: -1 },
        { lower: 70, upper: 90, change: 1 },
        { lower: 90, change: 2 },
      ],
    });
  });
  expect(planOf(plan)?.steps).toMatchObject([
    {
      metric: { name: 'CPUUtilization', statistic: 'Average' },
      periodMinutes: 2,
      cooldown: 3,
      alarm: { threshold: 20, comparison: 'LessThanOrEqualToThreshold', evaluationPeriods: 2 },
      steps: [{ lower: Number.NEGATIVE_INFINITY, upper: 0, change: -1 }],
    },
    {
      alarm: { threshold: 70, comparison: 'GreaterThanOrEqualToThreshold' },
      steps: [
        { lower: 0, upper: 20, change: 1 },
        { lower: 20, upper: Number.POSITIVE_INFINITY, change: 2 },
      ],
    },
  ]);
  expect(plan.alarms).toHaveLength(2);
  expect(subjectsOf(plan)[0]?.alarms).toEqual([]);
});

test('an alarm that starts scaling and tells somebody is judged as any other', () => {
  const plan = scaled((target, stack) => {
    const policy = target.scaleOnMetric('Steps', {
      metric: metric('CPUUtilization', 'Average'),
      scalingSteps: [
        { upper: 20, change: 0 },
        { lower: 70, change: 1 },
      ],
    });
    policy.upperAlarm?.addAlarmAction({ bind: () => ({ alarmActionArn: `arn:aws:sns:us-east-1:123456789012:${stack.stackName}` }) });
  });
  expect(subjectsOf(plan)[0]?.alarms).toHaveLength(1);
});

test('scheduled actions of every week are read with their time zone; what happens once is said to be left out', () => {
  const plan = scaled((target) => {
    target.scaleOnSchedule('Morning', {
      schedule: scaling.Schedule.cron({ minute: '0', hour: '8', weekDay: 'MON-FRI' }),
      timeZone: TimeZone.EUROPE_BERLIN,
      minCapacity: 3,
    });
    target.scaleOnSchedule('Launch', { schedule: scaling.Schedule.at(new Date('2027-01-31T08:00:00Z')), minCapacity: 4 });
    target.scaleOnSchedule('Now and then', { schedule: scaling.Schedule.rate(Duration.days(3)), maxCapacity: 2 });
  });
  expect(planOf(plan)?.scheduled).toEqual([{ cron: '0 8 ? * MON-FRI', timeZone: 'Europe/Berlin', min: 3 }]);
  expect(reasons(plan)).toEqual([
    'scheduled scaling: at(2027-01-31T08:00:00) is no time of every week, and is not played',
    'scheduled scaling: rate(3 days) is no time of every week, and is not played',
  ]);
});

test('a metric that is not simulated is said by name', () => {
  const plan = scaled((target) => {
    target.scaleToTrackMetric('Gpu', { customMetric: metric('GPUUtilization', 'Average'), targetValue: 70 });
    target.scaleOnMetric('Latency', {
      metric: metric('ModelLatency', 'p99'),
      scalingSteps: [
        { upper: 1000, change: 0 },
        { lower: 90_000, change: 2 },
      ],
    });
  });
  expect(planOf(plan)).toEqual({ min: 1, max: 4, tracking: [], steps: [], scheduled: [] });
  expect(reasons(plan)).toEqual([
    'scaling policy: GPUUtilization is not simulated, so what follows it never acts here',
    expect.stringContaining('scaling policy: the p99 of ModelLatency is not simulated'),
  ]);
  expect(plan.refusals[0]?.path).toBe('Theirs/Target/Gpu');
});
