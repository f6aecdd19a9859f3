import fc from 'fast-check';
import { checkTemplate } from '../../../core/rules/index';

const TYPES = [
  'CloudWatch::Alarm',
  'CloudWatch::CompositeAlarm',
  'SageMaker::EndpointConfig',
  'SageMaker::Endpoint',
  'SageMaker::Model',
  'SNS::Topic',
  'SNS::TopicPolicy',
  'KMS::Key',
  'ApplicationAutoScaling::ScalableTarget',
  'ApplicationAutoScaling::ScalingPolicy',
  'StepFunctions::StateMachine',
].map((name) => `AWS::${name}`);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.array(tie('any')),
    fc.dictionary(
      fc.constantFrom(
        'toString',
        'Ref',
        'Fn::GetAtt',
        'Fn::Join',
        'Name',
        'Value',
        'VariantName',
        'MetricStat',
        'Metric',
        'Statement',
        'Principal',
        'Action',
        'Effect',
        'Environment',
        'ServerlessConfig',
        'ModelName',
        'InstanceType',
        'States',
        'Branches',
        'Next',
        'StartAt',
      ),
      tie('any'),
    ),
  ),
})).any;
test('no JSON makes a rule throw, toString as a key included', () => {
  const names = [
    'MetricName',
    'Namespace',
    'Metrics',
    'Dimensions',
    'AlarmActions',
    'ProductionVariants',
    'EndpointConfigName',
    'Containers',
    'ResourceId',
    'AlarmRule',
    'KmsMasterKeyId',
    'Threshold',
    'Statistic',
    'ScalableDimension',
    'ComparisonOperator',
    'KeyPolicy',
    'PolicyDocument',
    'Topics',
    'ExecutionRoleArn',
    'Definition',
    'DefinitionString',
  ];
  const properties = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(value, fc.constantFrom('AWS/SageMaker', 'Invocations', 'constructor', '__defineGetter__')),
  );
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom('A', 'B', 'toString'),
        fc.record({ Type: fc.oneof(fc.constantFrom(...TYPES), value), Properties: properties }),
      ),
      (Resources) => {
        expect(Array.isArray(checkTemplate({ Resources } as never))).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});
