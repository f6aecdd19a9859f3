import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkTemplate, RULES, type Rule } from '../../../core/rules/index';
import { templateOf } from './apps';
import { CASES } from './cases';

const HELPERS = ['alarm-rule', 'alarms', 'endpoints', 'index', 'needs', 'policies', 'releases', 'rule', 'scaling', 'template', 'topics'];

test('every rule is one file of its name', () => {
  const files = readdirSync(join(__dirname, '../../../core/rules')).map((name) => name.replace('.ts', ''));
  expect(RULES.map(({ id }) => id).toSorted()).toEqual(files.filter((name) => !HELPERS.includes(name)).toSorted());
});

test('every rule has an app that passes and one that does not', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
});

describe.each(RULES.map((rule): [string, Rule] => [rule.id, rule]))('%s', (id, rule) => {
  const { passes, fails } = CASES[id] ?? { passes: undefined, fails: [] };

  test('lets a right app pass', () => {
    expect(rule.check(templateOf((stack) => passes?.(stack)))).toEqual([]);
  });

  test.each(fails.map(({ app, says }): [string, typeof app, readonly string[]] => [says.join(', '), app, says]))(
    'finds a wrong one: %s',
    (_name, app, says) => {
      const template = templateOf((stack) => app(stack));
      const found = rule.check(template);
      expect(found.length).toBeGreaterThan(0);
      const messages = found.map(({ message }) => message).join('\n');
      for (const part of says) expect(messages).toContain(part);
      expect(found.every(({ logicalId }) => logicalId in (template.Resources ?? {}))).toBe(true);
    },
  );
});

test('findings carry the rule and its severity', () => {
  const [first] = checkTemplate(templateOf((stack) => CASES['variant-weight']?.fails[1]?.app(stack)));
  expect(first).toMatchObject({ rule: 'variant-weight', severity: 'error', logicalId: 'Config', property: 'ProductionVariants' });
});

test('no template makes a rule stumble', () => {
  const types = [
    'AWS::CloudWatch::Alarm',
    'AWS::CloudWatch::CompositeAlarm',
    'AWS::SageMaker::EndpointConfig',
    'AWS::SageMaker::Endpoint',
    'AWS::SageMaker::Model',
    'AWS::SNS::Topic',
    'AWS::SNS::TopicPolicy',
    'AWS::KMS::Key',
    'AWS::Events::Rule',
    'AWS::ApplicationAutoScaling::ScalableTarget',
    'AWS::ApplicationAutoScaling::ScalingPolicy',
    'AWS::StepFunctions::StateMachine',
  ];
  const names = [
    'MetricName',
    'Namespace',
    'Metrics',
    'Dimensions',
    'AlarmActions',
    'ProductionVariants',
    'ShadowProductionVariants',
    'EndpointConfigName',
    'Containers',
    'PrimaryContainer',
    'ResourceId',
    'AlarmRule',
    'KmsMasterKeyId',
    'Threshold',
    'Statistic',
    'Period',
    'KeyPolicy',
    'PolicyDocument',
    'Topics',
    'EventPattern',
    'Targets',
    'DeploymentConfig',
    'AutoRollbackConfiguration',
    'Definition',
    'DefinitionString',
    'ScheduledActions',
    'ScalingTargetId',
    'ServiceNamespace',
    'StepScalingPolicyConfiguration',
    'TargetTrackingScalingPolicyConfiguration',
    'DataCaptureConfig',
  ];
  const resource = fc.record({ Type: fc.constantFrom(...types), Properties: fc.dictionary(fc.constantFrom(...names), fc.jsonValue()) });
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('A', 'B', 'C'), resource), (Resources) => {
      expect(Array.isArray(checkTemplate({ Resources }))).toBe(true);
    }),
  );
});
