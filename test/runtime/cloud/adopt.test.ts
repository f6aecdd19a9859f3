import { App, Stack } from 'aws-cdk-lib';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { join } from 'node:path';
import { adopt, type Adopted, type AdoptOptions } from '../../../runtime/cloud/adopt/adopt';
import { SteppingClock } from '../../../runtime/clock';
import { SILENT } from '../../../runtime/host';
import { IMAGE, scratch, theirConfig, theirEndpoint, theirModel } from '../assembly/apps';
import { LoopbackAccount } from './loopback-account';
import { problemsIn, synthesized } from './written-code';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const HOUR = 3_600_000;

let account: LoopbackAccount;
beforeEach(async () => (account = await LoopbackAccount.open()));
afterEach(() => account.close());

/** An endpoint of somebody's in the account. */
function deploy(
  variants: readonly Partial<sagemaker.CfnEndpointConfig.ProductionVariantProperty>[] = [{}],
  more: Partial<sagemaker.CfnEndpointConfigProps> = {},
): void {
  const app = new App({ outdir: join(scratch(), 'cdk.out') });
  const stack = new Stack(app, 'Fraud');
  const model = theirModel(stack);
  const config = theirConfig(stack, '', {
    productionVariants: variants.map((variant) => ({
      variantName: 'Blue',
      modelName: model.attrModelName,
      instanceType: 'ml.m5.large',
      initialInstanceCount: 2,
      initialVariantWeight: 1,
      ...variant,
    })),
    ...more,
  });
  theirEndpoint(stack, config.attrEndpointConfigName, { endpointName: 'fraud-prod' });
  account.deploy(app.synth().directory);
}

/** Requests in an hour that take so long, microseconds. */
function served(micros: number, variant = 'Blue'): void {
  const series = account.cloudwatch.samples.series({
    namespace: 'AWS/SageMaker',
    name: 'ModelLatency',
    dimensions: { EndpointName: 'fraud-prod', VariantName: variant },
  });
  for (let index = 0; index < 100; index += 1) series.add(NOW - 5 * HOUR + index * 1000, micros);
}

async function ask(options: Partial<AdoptOptions> = {}): Promise<Adopted> {
  return await adopt('fraud-prod', { clock: new SteppingClock(NOW), host: SILENT, attempts: 1, ...options });
}

/** All code that these tests saw: one run of the compiler takes as long as ten. */
const codes: string[] = [];
afterAll(() => expect(problemsIn(codes)).toEqual([]), 120_000);

/** Code that a compiler takes as it stands, and that synthesizes through every rule. */
async function adopted(options: Partial<AdoptOptions> = {}): Promise<Adopted & { template: ReturnType<typeof synthesized> }> {
  const found = await ask(options);
  codes.push(found.code);
  return { ...found, template: synthesized(found.code) };
}

describe('an endpoint that stays as it is', () => {
  test('is imported and watched, against twice the p99 of its worst hour', async () => {
    deploy();
    served(80_000);
    account.cloudwatch.metricAlarms.push(
      { AlarmName: 'theirs', Dimensions: [{ Name: 'EndpointName', Value: 'fraud-prod' }] },
      { AlarmName: 'of another', Dimensions: [{ Name: 'EndpointName', Value: 'spam' }] },
    );
    const { code, unsaid, template } = await adopted();
    expect(code).toContain(
      "fromEndpointAttributes(this, 'Endpoint', { endpointName: 'fraud-prod', variantName: 'Blue', instanceTypeName: 'ml.m5.large', minimumInstances: 2 })",
    );
    expect(unsaid).toEqual(['alarms that watch it already and stay as they are: theirs']);
    expect(code).toContain(' * - alarms that watch it already and stay as they are: theirs\n');
    expect(code).toContain('// Twice the p99 of the worst hour in 14 days, 80 ms; put in what callers need.\n');
    template.resourceCountIs('AWS::SageMaker::Endpoint', 0);
    // The metric is in microseconds.
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 160_000 });
    template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 2);
    template.hasResourceProperties('AWS::Events::Rule', { EventPattern: { detail: { EndpointName: ['fraud-prod'] } } });
  });

  test('is promised what somebody says, and nothing where nobody does and it had no requests', async () => {
    deploy();
    const without = await adopted();
    expect(without.code).not.toContain('LatencyAlarm');
    expect(without.unsaid).toEqual([
      expect.stringContaining('a latency alarm on variant Blue: it had no requests in the last 14 days') as string,
    ]);
    const given = await adopted({ latencyMillis: 250 });
    expect(given.code).toContain('below: Duration.millis(250)');
    expect(given.code).not.toContain('Twice');
  });

  test('has an import and alarms for each of several variants', async () => {
    deploy([{ variantName: 'AllTraffic' }, { variantName: 'green-2', initialInstanceCount: 1 }]);
    const { code, template } = await adopted({ latencyMillis: 100 });
    expect(code).toContain("{ endpointName: 'fraud-prod', instanceTypeName: 'ml.m5.large', minimumInstances: 2 }");
    expect(code).toContain("variantName: 'green-2', instanceTypeName: 'ml.m5.large', minimumInstances: 1 }");
    template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 4);
    template.resourceCountIs('AWS::Events::Rule', 1);
  });
});

describe('an endpoint that is declared anew', () => {
  const CANARY = {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 600, CanarySize: { Type: 'CAPACITY_PERCENT', Value: 20 } },
      TerminationWaitInSeconds: 600,
    },
    AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'fraud-errors' }] },
  } as const;

  test('has the same model, image, instances, scaling, capture and release', async () => {
    deploy([{}], {
      dataCaptureConfig: {
        enableCapture: true,
        initialSamplingPercentage: 50,
        destinationS3Uri: 's3://records/fraud',
        captureOptions: [{ captureMode: 'InputAndOutput' }],
      },
    });
    served(80_000);
    const id = 'endpoint/fraud-prod/variant/Blue';
    account.targets.push({
      ServiceNamespace: 'sagemaker',
      ResourceId: id,
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      MinCapacity: 2,
      MaxCapacity: 6,
    } as never);
    account.policies.push({
      PolicyName: 'requests',
      ResourceId: id,
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 3000,
        PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
      },
    } as never);
    Object.assign(account.endpoints[0] ?? {}, { LastDeploymentConfig: CANARY });
    const { code, unsaid, template } = await adopted({ declare: true });
    expect(code).toContain("ServingImage.fromDlc('pytorch-inference', '2.6')");
    template.hasResourceProperties('AWS::SageMaker::Model', { PrimaryContainer: { ModelDataUrl: 's3://models/m.tar.gz' } });
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [{ VariantName: 'Blue', InstanceType: 'ml.m5.large', InitialInstanceCount: 2, InitialVariantWeight: 1 }],
      DataCaptureConfig: { InitialSamplingPercentage: 50 },
    });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 6 });
    template.hasResourceProperties('AWS::SageMaker::Endpoint', {
      DeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: { Type: 'CANARY', CanarySize: { Type: 'CAPACITY_PERCENT', Value: 20 }, WaitIntervalInSeconds: 600 },
        },
      },
    });
    expect(code).toContain('latency: Duration.millis(160)');
    expect(unsaid).toEqual([
      expect.stringMatching(/^the execution role arn:aws:iam::123456789012:role\/r: one is made/) as string,
      expect.stringMatching(/^the alarms that stopped an update: fraud-errors; /) as string,
    ]);
  });

  test('says in a comment what the constructs cannot', async () => {
    deploy([{ volumeSizeInGb: 100, routingConfig: { routingStrategy: 'LEAST_OUTSTANDING_REQUESTS' }, initialInstanceCount: 1 }]);
    const model = account.models[0];
    Object.assign(model ?? {}, {
      VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      PrimaryContainer: {
        Image: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/own/fraud@sha256:${'a'.repeat(64)}`,
        ModelDataUrl: "s3://models/o'neill/m.tar.gz",
        Environment: { API_TOKEN: 'hush', WORKERS: "2' */" },
      },
    });
    Object.assign(account.endpoints[0] ?? {}, {
      LastDeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: CANARY.BlueGreenUpdatePolicy.TrafficRoutingConfiguration,
          TerminationWaitInSeconds: 60,
        },
      },
    });
    const { code, unsaid } = await adopted({ declare: true, latencyMillis: 100 });
    expect(unsaid).toEqual([
      'API_TOKEN in the environment of model fraud-model-1a2b3c, whose value looks like a secret: let the container fetch it when it starts',
      'VolumeSizeInGB of variant Blue: 100',
      expect.stringMatching(/^RoutingConfig of variant Blue: \{"RoutingStrategy":"LEAST_OUTSTANDING_REQUESTS"\}$/) as string,
      expect.stringMatching(/^the VPC \(subnets subnet-1; security groups sg-1\)/) as string,
      expect.stringMatching(/^the execution role /) as string,
      'a canary update, which takes two instances or more: it goes all at once',
      'a bake of 60 s, within which no alarm can go off: it is 10 minutes',
    ]);
    for (const sentence of unsaid) expect(code).toContain(` * - ${sentence}\n`);
    expect(code).not.toContain('hush');
    expect(code).toContain("WORKERS: '2\\' */'");
    expect(code).toContain('release: Release.allAtOnce(Duration.minutes(10))');
    expect(code).toContain("DataCapture.off('it was off when this was adopted')");
  });

  test('has a shadow, models in series, weights, and what scaling follows by the clock and by other metrics', async () => {
    deploy([{ initialVariantWeight: 3 }], {});
    const config = account.configs[0];
    Object.assign(config ?? {}, {
      ShadowProductionVariants: [{ ...config?.ProductionVariants?.[0], VariantName: 'next', InitialVariantWeight: 0.5 }],
    });
    Object.assign(account.endpoints[0] ?? {}, { ShadowProductionVariants: [{ VariantName: 'next', CurrentWeight: 0.5 }] });
    Object.assign(account.models[0] ?? {}, {
      PrimaryContainer: undefined,
      Containers: [
        { Image: IMAGE, ModelDataUrl: 's3://models/a.tar.gz' },
        { Image: IMAGE, ModelDataSource: { S3DataSource: { S3Uri: 's3://models/b/', S3DataType: 'S3Prefix', CompressionType: 'None' } } },
      ],
    });
    const id = 'endpoint/fraud-prod/variant/Blue';
    account.targets.push({ ResourceId: id, MinCapacity: 2, MaxCapacity: 6 } as never);
    account.policies.push(
      {
        PolicyName: 'cpu',
        ResourceId: id,
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 70,
          ScaleInCooldown: 600,
          CustomizedMetricSpecification: { Namespace: '/aws/sagemaker/Endpoints', MetricName: 'CPUUtilization', Statistic: 'Average' },
        },
      } as never,
      { PolicyName: 'steps', ResourceId: id, PolicyType: 'StepScaling', StepScalingPolicyConfiguration: { Cooldown: 60 } } as never,
    );
    account.actions.push({
      ScheduledActionName: 'morning',
      ResourceId: id,
      Schedule: 'cron(0 8 ? * MON-FRI *)',
      Timezone: 'Europe/Berlin',
      ScalableTargetAction: { MinCapacity: 4 },
    } as never);
    const { code, unsaid, template } = await adopted({ declare: true, latencyMillis: 100 });
    expect(code).toContain('Model.inSeries(Model.fromBucket(');
    expect(code).toContain(
      "ScalingPolicy.track(ServiceMetric.CPU_UTILIZATION, { target: 70, statistic: 'Average', scaleInCooldown: Duration.seconds(600) })",
    );
    expect(code).toContain(
      "schedule: [{ schedule: Schedule.expression('cron(0 8 ? * MON-FRI *)'), timeZone: TimeZone.of('Europe/Berlin'), min: 4 }]",
    );
    expect(unsaid).toContain('scaling policy steps of variant Blue: {"Cooldown":60}');
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [{ InitialVariantWeight: 3 }],
      ShadowProductionVariants: [{ VariantName: 'next', InitialVariantWeight: 0.5 }],
    });
  });

  test.each([
    ['a model in its image', { PrimaryContainer: { Image: IMAGE } }, 'holds its model itself'],
    [
      'an image outside ECR',
      { PrimaryContainer: { Image: 'registry.example.com/fraud:1', ModelDataUrl: 's3://m/a.tar.gz' } },
      'image registry.example.com/fraud:1 lies outside ECR',
    ],
    [
      'many models in one container',
      { PrimaryContainer: { Image: IMAGE, Mode: 'MultiModel', ModelDataUrl: 's3://m/a/' } },
      'of which each request chooses one',
    ],
  ])('is refused with %s, which is said', async (_what, model, message) => {
    deploy();
    Object.assign(account.models[0] ?? {}, model);
    await expect(ask({ declare: true })).rejects.toMatchObject({
      code: 'adopt-refused',
      message: expect.stringContaining(message) as string,
    });
    expect((await ask()).code).toContain('fromEndpointAttributes');
  });
});

test('what the constructs do not know is refused by its kind', async () => {
  deploy([{ serverlessConfig: { maxConcurrency: 1, memorySizeInMb: 2048 }, instanceType: undefined, initialInstanceCount: undefined }]);
  await expect(ask()).rejects.toMatchObject({
    code: 'adopt-refused',
    message: expect.stringContaining('fraud-prod in eu-central-1 of 123456789012 is serverless') as string,
  });
});

test('an endpoint that is not there is answered with those that are', async () => {
  deploy();
  await expect(adopt('spam', { clock: new SteppingClock(NOW), host: SILENT, attempts: 1 })).rejects.toMatchObject({
    code: 'no-deployment',
    message: 'there is no endpoint spam in eu-central-1; there are fraud-prod: give one of them, or another --region',
  });
});

test('a permission that is missing is said by the name of the action', async () => {
  deploy();
  account.targets.push({ ResourceId: 'endpoint/fraud-prod/variant/Blue', MinCapacity: 1, MaxCapacity: 2 } as never);
  account.refuse('DescribeScheduledActions', { type: 'AccessDeniedException', message: 'no' });
  await expect(ask()).rejects.toMatchObject({
    code: 'account-denied',
    message: expect.stringContaining('application-autoscaling:DescribeScheduledActions') as string,
  });
});
