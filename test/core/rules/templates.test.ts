import { checkTemplate } from '../../../core/rules/index';

const NO_VALUE = { Ref: 'AWS::NoValue' };
const rules = (Resources: unknown, Parameters: unknown = {}): string[] => [
  ...new Set(checkTemplate({ Resources, Parameters } as never).map(({ rule }) => rule)),
];
const model = (extra: object = {}) => ({
  Type: 'AWS::SageMaker::Model',
  Properties: { ExecutionRoleArn: 'arn:r', PrimaryContainer: { Image: 'i' }, ...extra },
});
const variant = (extra: object = {}) => ({
  VariantName: 'AllTraffic',
  ModelName: { 'Fn::GetAtt': ['Model', 'ModelName'] },
  InstanceType: 'ml.m5.large',
  InitialInstanceCount: 1,
  InitialVariantWeight: 1,
  ...extra,
});
const config = (variants: unknown, extra: object = {}) => ({
  Type: 'AWS::SageMaker::EndpointConfig',
  Properties: { ProductionVariants: variants, ...extra },
});
const endpoint = {
  Type: 'AWS::SageMaker::Endpoint',
  Properties: {
    EndpointName: 'spam',
    EndpointConfigName: { 'Fn::GetAtt': ['Config', 'EndpointConfigName'] },
    RetainAllVariantProperties: true,
  },
};
const base = (variants: unknown = [variant()], extra: object = {}) => ({
  Model: model(),
  Config: config(variants, extra),
  Endpoint: endpoint,
});
const DIMENSIONS = [
  { Name: 'EndpointName', Value: 'spam' },
  { Name: 'VariantName', Value: 'AllTraffic' },
];
const alarm = (extra: object = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Namespace: 'AWS/SageMaker',
    MetricName: 'Invocations',
    Statistic: 'Sum',
    Dimensions: DIMENSIONS,
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    ...extra,
  },
});
const composite = (AlarmRule: unknown) => ({ Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule } });
const policy = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
const mute = (topic: object, more: object = {}) => ({
  T: { Type: 'AWS::SNS::Topic', Properties: topic },
  ...more,
  A: alarm({ AlarmActions: [{ Ref: 'T' }] }),
});
const topicPolicy = (document: unknown) => ({
  Type: 'AWS::SNS::TopicPolicy',
  Properties: { Topics: [{ Ref: 'T' }], PolicyDocument: document },
});

describe('right templates that must pass', () => {
  test.each<[string, unknown]>([
    ['a variant chosen by Fn::If', base([{ 'Fn::If': ['C', variant(), variant({ InitialInstanceCount: 2 })] }])],
    [
      'ServerlessConfig is NoValue, invocations per instance watched',
      { ...base([variant({ ServerlessConfig: NO_VALUE })]), A: alarm({ MetricName: 'InvocationsPerInstance' }) },
    ],
    ['dimensions chosen by Fn::If', { A: alarm({ Dimensions: { 'Fn::If': ['C', DIMENSIONS, DIMENSIONS] } }) }],
    [
      'the containers chosen by Fn::If',
      { Model: model({ PrimaryContainer: { 'Fn::If': ['C', { Image: 'i' }, NO_VALUE] }, Containers: { 'Fn::If': ['C', NO_VALUE, []] } }) },
    ],
    [
      'MetricName is NoValue beside Metrics',
      { A: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: NO_VALUE, Metrics: [], Period: NO_VALUE } } },
    ],
    ['ExtendedStatistic is NoValue beside Statistic', { A: alarm({ ExtendedStatistic: NO_VALUE }) }],
    [
      'retained by a parameter, exclusions given',
      {
        ...base(),
        Endpoint: {
          ...endpoint,
          Properties: {
            ...endpoint.Properties,
            RetainAllVariantProperties: { Ref: 'P' },
            ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
          },
        },
      },
    ],
    [
      'TS99 of CPU over its range',
      {
        ...base(),
        A: alarm({
          Namespace: '/aws/sagemaker/Endpoints',
          MetricName: 'CPUUtilization',
          Statistic: NO_VALUE,
          ExtendedStatistic: 'TS99',
          Threshold: 900,
        }),
      },
    ],
    [
      'topic policy whose service is joined',
      mute(
        {},
        {
          P: topicPolicy(
            policy({
              Effect: 'Allow',
              Principal: { Service: { 'Fn::Join': ['', ['cloudwatch.', { Ref: 'AWS::URLSuffix' }]] } },
              Action: 'sns:Publish',
              Resource: '*',
            }),
          ),
        },
      ),
    ],
    [
      'topic policy for the account by SourceOwner',
      mute(
        {},
        {
          P: topicPolicy(
            policy({
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] } },
              Action: 'sns:Publish',
              Resource: '*',
              Condition: { StringEquals: { 'AWS:SourceOwner': '1' } },
            }),
          ),
        },
      ),
    ],
    [
      'states whose names wait for the deployment',
      {
        S: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            DefinitionString: {
              'Fn::Sub': ['{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"${After}"},"B":{"Type":"Succeed"}}}', { After: 'B' }],
            },
          },
        },
      },
    ],
    [
      'a state machine whose text is no JSON before it is filled in',
      { S: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: { 'Fn::Sub': '{"StartAt":${Start}}' } } } },
    ],
    ['a volume by a parameter', base([variant({ VolumeSizeInGB: { Ref: 'P' } })])],
  ])('%s', (_name, resources) => {
    const allowed = ['fixed-name', 'model-elsewhere'];
    expect(rules(resources).filter((rule) => !allowed.includes(rule))).toEqual([]);
  });
});

describe('wrong templates that must be found', () => {
  test.each<[string, string, unknown]>([
    [
      'alarm-mute',
      'OKActions on a topic under alias/aws/sns',
      { T: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'alias/aws/sns' } }, A: alarm({ OKActions: [{ Ref: 'T' }] }) },
    ],
    [
      'alarm-mute',
      "AWS's key by joined ARN",
      mute({ KmsMasterKeyId: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu:1:alias/aws/sns']] } }),
    ],
    [
      'alarm-mute',
      'a key behind an alias',
      mute(
        { KmsMasterKeyId: { Ref: 'L' } },
        {
          L: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/x', TargetKeyId: { Ref: 'K' } } },
          K: {
            Type: 'AWS::KMS::Key',
            Properties: {
              KeyPolicy: policy({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:root' }, Action: 'kms:*', Resource: '*' }),
            },
          },
        },
      ),
    ],
    ['alarm-mute', 'a key without a policy', mute({ KmsMasterKeyId: { Ref: 'K' } }, { K: { Type: 'AWS::KMS::Key', Properties: {} } })],
    [
      'alarm-mute',
      'inline topic policy of only a Deny',
      mute(
        {},
        {
          P: {
            Type: 'AWS::SNS::TopicInlinePolicy',
            Properties: {
              TopicArn: { Ref: 'T' },
              PolicyDocument: policy({ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: '*' }),
            },
          },
        },
      ),
    ],
    ['composite-elsewhere', 'a child of no alarm here', { C: composite('ALARM("nobody")'), A: alarm({ AlarmName: 'a' }) }],
    [
      'composite-children',
      '101 children in AT_LEAST',
      { C: composite(`AT_LEAST(2, ALARM, (${Array.from({ length: 101 }, (_, i) => `a${i}`).join(', ')}))`) },
    ],
    ['model-containers', 'a series of one', { Model: model({ PrimaryContainer: NO_VALUE, Containers: [{ Image: 'i' }] }) }],
    ['model-name', 'a Ref to nothing', { Config: config([variant({ ModelName: { Ref: 'Gone' } })]) }],
    [
      'container-environment',
      '33 KiB in all',
      {
        Model: model({
          PrimaryContainer: {
            Image: 'i',
            Environment: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`V${i}`, 'x'.repeat(900)])),
          },
        }),
      },
    ],
    [
      'scaling-metric',
      'a policy by ResourceId',
      {
        ...base([variant()], { AsyncInferenceConfig: { OutputConfig: {} } }),
        P: {
          Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
          Properties: {
            ResourceId: 'endpoint/spam/variant/AllTraffic',
            TargetTrackingScalingPolicyConfiguration: {
              PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
            },
          },
        },
      },
    ],
    [
      'scaling-capacity',
      'a target by Fn::Sub',
      {
        ...base(),
        S: {
          Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
          Properties: {
            ServiceNamespace: 'sagemaker',
            ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
            MinCapacity: 0,
            MaxCapacity: 2,
            ResourceId: { 'Fn::Sub': 'endpoint/${Endpoint.EndpointName}/variant/AllTraffic' },
          },
        },
      },
    ],
    [
      'scaling-burstable',
      'ml.t3',
      {
        ...base([variant({ InstanceType: 'ml.t3.medium' })]),
        S: {
          Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
          Properties: {
            ServiceNamespace: 'sagemaker',
            ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
            MinCapacity: 1,
            MaxCapacity: 2,
            ResourceId: 'endpoint/spam/variant/AllTraffic',
          },
        },
      },
    ],
    [
      'model-memory',
      'serverless smaller than the model',
      {
        ...base([
          variant({
            InstanceType: NO_VALUE,
            InitialInstanceCount: NO_VALUE,
            ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 },
          }),
        ]),
        Model: { ...model(), Metadata: { 'slipway:model-bytes': 2 * 2 ** 30 } },
      },
    ],
    ['alarm-datapoints', 'zero of a parameter', { A: alarm({ DatapointsToAlarm: 0, EvaluationPeriods: { Ref: 'P' } }) }],
  ])('%s: %s', (rule, _name, resources) => {
    expect(rules(resources)).toContain(rule);
  });
});
