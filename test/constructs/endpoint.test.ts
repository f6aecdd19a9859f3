import { Duration, NestedStack, PropertyInjectors, RemovalPolicy, Stack, Token, type IPropertyInjector } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import {
  Capacity,
  DataCapture,
  InstanceType,
  ModelDeployment,
  RealtimeEndpoint,
  ServiceMetric,
  type RealtimeEndpointProps,
} from '../../constructs/index';
import { endpointIn, realtime, spamModel, stackOf, synthesized } from './apps';

const M5 = InstanceType.M5_LARGE;

test('detailed observability is written out and off, since it is on by default and billed', () => {
  const stack = stackOf();
  endpointIn(stack);
  synthesized(stack).hasResourceProperties('AWS::SageMaker::EndpointConfig', { MetricsConfig: { EnableDetailedObservability: false } });
});

test('a weight of 0 stays 0', () => {
  const stack = stackOf();
  endpointIn(stack, {
    variants: [
      { model: spamModel(), instanceType: M5, name: 'Blue' },
      { model: spamModel(), instanceType: M5, name: 'Green', weight: 0 },
    ],
  });
  synthesized(stack).hasResourceProperties('AWS::SageMaker::EndpointConfig', {
    ProductionVariants: [
      Match.objectLike({ VariantName: 'Blue', InitialVariantWeight: 1 }),
      Match.objectLike({ VariantName: 'Green', InitialVariantWeight: 0 }),
    ],
  });
});

test('all that is wrong with an endpoint is said at once', () => {
  const variants: RealtimeEndpointProps['variants'] = [
    { model: spamModel(), instanceType: M5, name: 'a_b', weight: -1 },
    { model: spamModel(), instanceType: M5, name: 'a_b', weight: 0 },
  ];
  expect(() => endpointIn(stackOf(), { variants, endpointName: 'no_name' })).toThrow(
    /variant 'a_b' is declared twice[\s\S]*variant name 'a_b' is not accepted[\s\S]*has weight -1[\s\S]*endpoint name 'no_name'/,
  );
});

test('what only a deployment knows is stepped over', () => {
  const stack = stackOf();
  const weight = Token.asNumber({ Ref: 'Weight' });
  expect(() => endpointIn(stack, { variants: [{ model: spamModel(), instanceType: M5, weight }] })).not.toThrow();
});

test('an endpoint is named <stack>-<id>, and one inside a deployment after the deployment', () => {
  const stack = stackOf('Mail');
  endpointIn(stack);
  new ModelDeployment(stack, 'Filter', { model: spamModel(), hosting: realtime() });
  const names = Object.values(synthesized(stack).findResources('AWS::SageMaker::Endpoint')).map(
    (each) => (each as { Properties: { EndpointName: string } }).Properties.EndpointName,
  );
  expect(names.toSorted()).toEqual(['Mail-Endpoint', 'Mail-Filter']);
});

test('a long name is cut to 63 characters and stays one of a kind', () => {
  const nameIn = (stackName: string): string => endpointIn(stackOf(stackName)).serviceName;
  const long = 'Mail'.repeat(20);
  expect(nameIn(long)).toHaveLength(63);
  expect(nameIn(long)).not.toBe(nameIn(`${long}2`));
});

test('an endpoint in a nested stack has a name too', () => {
  const stack = new NestedStack(stackOf(), 'Nested');
  expect(endpointIn(stack).serviceName).toMatch(/^[A-Za-z0-9-]{1,63}$/);
});

test('models, configurations and alarms have no fixed name', () => {
  const stack = stackOf();
  new ModelDeployment(stack, 'Filter', { model: spamModel(), hosting: realtime() });
  const template = synthesized(stack);
  template.allResourcesProperties('AWS::SageMaker::Model', { ModelName: Match.absent() });
  template.allResourcesProperties('AWS::SageMaker::EndpointConfig', { EndpointConfigName: Match.absent() });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmName: Match.absent() });
});

test('autoscaling follows requests per instance of its variant, and an update keeps the count but never the weight', () => {
  const stack = stackOf();
  endpointIn(stack, {
    variants: [
      { model: spamModel(), instanceType: M5, capacity: Capacity.autoscaled({ min: 2, max: 6, requestsPerInstancePerMinute: 3000 }) },
    ],
  });
  const template = synthesized(stack);
  const [endpoint = ''] = Object.keys(template.findResources('AWS::SageMaker::Endpoint'));
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
    MinCapacity: 2,
    MaxCapacity: 6,
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    ResourceId: { 'Fn::Join': ['', ['endpoint/', { 'Fn::GetAtt': [endpoint, 'EndpointName'] }, '/variant/AllTraffic']] },
  });
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 3000,
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
    },
  });
  template.hasResourceProperties('AWS::SageMaker::Endpoint', {
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
  });
  template.hasResourceProperties('AWS::SageMaker::EndpointConfig', { ProductionVariants: [Match.objectLike({ InitialInstanceCount: 2 })] });
});

test('a fixed number of instances is not retained over an update', () => {
  const stack = stackOf();
  endpointIn(stack);
  synthesized(stack).hasResourceProperties('AWS::SageMaker::Endpoint', { RetainAllVariantProperties: Match.absent() });
});

test.each([
  ['no instance', () => Capacity.fixed(0), 'the number of instances is 0'],
  ['a maximum below the minimum', () => Capacity.autoscaled({ min: 3, max: 2, requestsPerInstancePerMinute: 1 }), 'from 3 to 2'],
  ['a target of 0', () => Capacity.autoscaled({ min: 1, max: 2, requestsPerInstancePerMinute: 0 }), 'a target above 0'],
])('%s is refused', (_what, make, message) => {
  expect(make).toThrow(message);
});

test('records are captured into a private bucket that forgets them', () => {
  const stack = stackOf();
  endpointIn(stack, { capture: DataCapture.sample(50, { retention: Duration.days(30) }) });
  const template = synthesized(stack);
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: Match.anyValue(),
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 30, Status: 'Enabled' })] },
  });
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
    DataCaptureConfig: {
      EnableCapture: true,
      InitialSamplingPercentage: 50,
      CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
      CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json', 'application/jsonlines'] },
    },
  });
});

test('a bucket that goes with the stack is emptied first', () => {
  const stack = stackOf();
  endpointIn(stack, { capture: DataCapture.sample(50, { removalPolicy: RemovalPolicy.DESTROY }) });
  synthesized(stack).resourceCountIs('Custom::S3AutoDeleteObjects', 1);
});

test("captured records can be encrypted with a key of one's own, which the role may use", () => {
  const stack = stackOf();
  endpointIn(stack, { capture: DataCapture.sample(50, { encryptionKey: new kms.Key(stack, 'Key') }) });
  const template = synthesized(stack);
  template.hasResourceProperties('AWS::SageMaker::EndpointConfig', { DataCaptureConfig: { KmsKeyId: Match.anyValue() } });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: ['kms:GenerateDataKey', 'kms:Decrypt'] })]) },
  });
});

test('capture is off for a reason only', () => {
  const stack = stackOf();
  endpointIn(stack, { capture: DataCapture.off('the requests are personal and nobody may keep them') });
  synthesized(stack).hasResourceProperties('AWS::SageMaker::EndpointConfig', { DataCaptureConfig: Match.absent() });
  expect(() => DataCapture.off(' ')).toThrow('data capture is off without a reason');
});

test('sampling outside 0 to 100 is refused, and 0 is an honest 0', () => {
  expect(() => DataCapture.sample(101)).toThrow('101 percent');
  const stack = stackOf();
  endpointIn(stack, { capture: DataCapture.sample(0) });
  synthesized(stack).hasResourceProperties('AWS::SageMaker::EndpointConfig', { DataCaptureConfig: { InitialSamplingPercentage: 0 } });
});

test('our own server runs without a network unless told otherwise', () => {
  const isolation = (props: Partial<RealtimeEndpointProps>): unknown => {
    const stack = stackOf();
    endpointIn(stack, props);
    const [model] = Object.values(synthesized(stack).findResources('AWS::SageMaker::Model')) as {
      Properties: { EnableNetworkIsolation: unknown };
    }[];
    return model?.Properties.EnableNetworkIsolation;
  };
  expect(isolation({})).toBe(true);
  expect(isolation({ networkIsolation: false })).toBe(false);
});

test('in a VPC the containers have subnets, a security group, and a role that may make interfaces', () => {
  const stack = stackOf('Spam', { account: '210987654321', region: 'eu-central-1' });
  endpointIn(stack, { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }) });
  const template = synthesized(stack);
  template.hasResourceProperties('AWS::SageMaker::Model', {
    VpcConfig: { Subnets: [Match.anyValue(), Match.anyValue()], SecurityGroupIds: [Match.anyValue()] },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']) })]) },
  });
});

test('subnets without a VPC are refused', () => {
  expect(() => endpointIn(stackOf(), { vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } })).toThrow('give vpc too');
});

test('a shadow gets copies beside exactly one variant', () => {
  const stack = stackOf();
  endpointIn(stack, { shadow: { model: spamModel(), instanceType: M5, weight: 0.1 } });
  synthesized(stack).hasResourceProperties('AWS::SageMaker::EndpointConfig', {
    ShadowProductionVariants: [Match.objectLike({ VariantName: 'Shadow', InitialVariantWeight: 0.1 })],
  });
});

test('volumes are encrypted with the key that is given', () => {
  const stack = stackOf();
  endpointIn(stack, { encryptionKey: new kms.Key(stack, 'Key') });
  synthesized(stack).hasResourceProperties('AWS::SageMaker::EndpointConfig', { KmsKeyId: Match.anyValue() });
});

test('who may invoke may invoke this endpoint and nothing else', () => {
  const stack = stackOf();
  const caller = new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
  const endpoint = endpointIn(stack);
  endpoint.grantInvoke(caller);
  synthesized(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [{ Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow', Resource: stack.resolve(endpoint.endpointArn) as unknown }],
    },
    Roles: [stack.resolve(caller.roleName) as unknown],
  });
});

test('the default child is the endpoint itself, for escape hatches', () => {
  expect(endpointIn(stackOf()).node.defaultChild).toBeInstanceOf(CfnEndpoint);
});

test("aws-cdk-lib's own constructs take the endpoint", () => {
  const stack = stackOf();
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('POST', new apigateway.SagemakerIntegration(endpointIn(stack)));
  synthesized(stack).hasResourceProperties('AWS::ApiGateway::Method', { Integration: { Type: 'AWS' } });
});

test('an imported endpoint can be called and watched', () => {
  const stack = stackOf();
  const theirs = RealtimeEndpoint.fromEndpointName(stack, 'Fraud', 'fraud-prod');
  expect(stack.resolve(theirs.metric(ServiceMetric.MODEL_LATENCY, { statistic: 'p99' }).toMetricConfig().metricStat?.dimensions)).toEqual([
    { name: 'EndpointName', value: 'fraud-prod' },
    { name: 'VariantName', value: 'AllTraffic' },
  ]);
  expect(JSON.stringify(stack.resolve(theirs.endpointArn))).toContain(':endpoint/fraud-prod');
});

test('a metric or a statistic that this mode does not publish is refused with those that it does', () => {
  const endpoint = endpointIn(stackOf());
  expect(() => endpoint.metric(ServiceMetric.MODEL_SETUP_TIME)).toThrow(
    /a real-time service does not publish ModelSetupTime; it publishes Invocations/,
  );
  expect(() => endpoint.metric(ServiceMetric.OVERHEAD_LATENCY, { statistic: 'p99' })).toThrow(
    'OverheadLatency has no p99 on a real-time endpoint',
  );
});

test("an organisation's own defaults are injected", () => {
  const injector: IPropertyInjector = {
    constructUniqueId: RealtimeEndpoint.PROPERTY_INJECTION_ID,
    inject: (props: RealtimeEndpointProps) => ({ ...props, detailedObservability: true }),
  };
  const stack = stackOf();
  PropertyInjectors.of(stack).add(injector);
  new ModelDeployment(stack, 'Filter', { model: spamModel(), hosting: realtime() });
  synthesized(stack).hasResourceProperties('AWS::SageMaker::EndpointConfig', { MetricsConfig: { EnableDetailedObservability: true } });
});

test('a model that is larger than the memory of its instances is refused at synthesis, with the place', () => {
  const stack = stackOf();
  const endpoint = endpointIn(stack);
  const model = Stack.of(endpoint)
    .node.findAll()
    .find(({ node }) => node.id === 'Model') as { addMetadata?: (key: string, value: unknown) => void } | undefined;
  model?.addMetadata?.('slipway:model-bytes', 9 * 2 ** 30);
  expect(() => synthesized(stack)).toThrow(
    /model-memory: the model has 9 GiB, and ml\.m5\.large has 8 GiB of memory \(variant 'AllTraffic'\).*\(Spam\/Endpoint\/Config, test\/constructs\//,
  );
});
