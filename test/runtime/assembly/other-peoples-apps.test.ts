import { type App, CfnCondition, CfnMapping, CfnParameter, CfnResource, Fn, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as cfnInclude from 'aws-cdk-lib/cloudformation-include';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPlan } from '../../../runtime/assembly/read-plan';
import type { Plan } from '../../../runtime/plan';
import { planOf, planOfStack, scratch, theirConfig, theirEndpoint, theirModel } from './apps';

// Shapes that were counted in 45 published assemblies; each here is an app of its own that nobody of this package would write.

const STUB = { standIn: { stub: { answer: '{}', latency: '80ms' } } };

function said(...paths: string[]): string {
  const folder = scratch();
  const services = Object.fromEntries(paths.map((path) => [path, STUB]));
  writeFileSync(join(folder, 'slipway.json'), JSON.stringify({ version: 1, services }));
  return folder;
}

/** The plan of a template that was written by hand. */
function planOfTemplate(template: unknown): Plan {
  const folder = scratch();
  cpSync(join(__dirname, 'fixtures', 'old'), folder, { recursive: true });
  writeFileSync(join(folder, 'Old.template.json'), JSON.stringify(template));
  return readPlan(folder);
}

const ENDPOINT = { Type: 'AWS::SageMaker::Endpoint', Properties: { EndpointName: 'fraud', EndpointConfigName: 'fraud-config' } };

test('what a macro makes is named, and the rest of the template is read', () => {
  const plan = planOfTemplate({
    Transform: 'AWS::LanguageExtensions',
    Mappings: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://maps/m.json' } } },
    Resources: {
      'Fn::ForEach::Topics': ['Name', ['a', 'b'], { 'Topic${Name}': { Type: 'AWS::SNS::Topic' } }],
      Made: { 'Fn::Transform': { Name: 'Endpoint', Parameters: {} } },
      Completed: { ...ENDPOINT, Properties: { ...ENDPOINT.Properties, 'Fn::Transform': { Name: 'Tags' } } },
    },
    Outputs: { 'Fn::ForEach::Outputs': ['Name', ['a'], { 'Out${Name}': { Value: 'x' } }] },
  });
  expect(plan.refusals.map(({ path, what, reason }) => [path, what, reason.split(' is ')[0]])).toEqual([
    ['Old/Completed', 'endpoint configuration', "'fraud-config'"],
    ['Old', 'transform', expect.stringContaining('AWS::LanguageExtensions')],
    ['Old', 'macro', 'Fn::Transform AWS::Include'],
    ['Old', 'macro', 'Fn::ForEach::Topics'],
    ['Old/Made', 'macro', 'Fn::Transform Endpoint'],
    ['Old/Completed', 'macro', 'Fn::Transform Tags'],
    ['Old', 'macro', 'Fn::ForEach::Outputs'],
  ]);
});

test('an endpoint configuration is found by its literal name in another stack of the same environment alone', () => {
  const declare = (app: App): void => {
    for (const name of ['dev', 'prod']) {
      const stage = new Stage(app, name);
      const models = new Stack(stage, 'Models');
      theirConfig(models, theirModel(models).attrModelName, { endpointConfigName: 'fraud-2024-01-01' });
      theirEndpoint(new Stack(stage, 'Serving'), 'fraud-2024-01-01', { endpointName: 'fraud' });
    }
    theirEndpoint(new Stack(app, 'Outside'), 'fraud-2024-01-01', { endpointName: 'outside' });
  };
  const plan = planOf(declare, said('dev/Serving/Endpoint', 'prod/Serving/Endpoint'));
  expect(plan.services.map(({ stage, endpointName }) => [stage, endpointName])).toEqual([
    ['dev', 'fraud'],
    ['prod', 'fraud'],
  ]);
  expect(plan.refusals).toMatchObject([{ path: 'Outside/Endpoint', what: 'endpoint configuration' }]);
});

test('a model and a configuration that are referred to by Ref, which is their ARN, are found', () => {
  const plan = planOfStack((stack) => theirEndpoint(stack, theirConfig(stack, theirModel(stack).ref).ref), {}, said('Theirs/Endpoint'));
  expect(plan.services).toMatchObject([{ endpointName: 'fraud', variants: [{ name: 'Blue' }] }]);
});

test('names that are joined, substituted, selected, mapped and chosen come out', () => {
  const plan = planOfStack(
    (stack) => {
      const names = new CfnMapping(stack, 'Names', { mapping: { 'eu-central-1': { config: 'a,fraud-config,b' } } });
      const live = new CfnCondition(stack, 'Live', { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'eu-central-1') });
      const suffix = new CfnParameter(stack, 'Suffix', { default: 'x' });
      const name = Fn.select(1, Fn.split(',', names.findInMap(Fn.ref('AWS::Region'), 'config')));
      theirConfig(stack, theirModel(stack).attrModelName, { endpointConfigName: 'fraud-config' });
      theirEndpoint(stack, name, {
        endpointName: Fn.conditionIf(
          live.logicalId,
          Fn.sub('fraud-${AWS::AccountId}-${S}', { S: suffix.valueAsString }),
          'never',
        ).toString(),
      });
    },
    { env: { region: 'eu-central-1' } },
    said('Theirs/Endpoint'),
  );
  expect(plan.services.map(({ endpointName }) => endpointName)).toEqual(['fraud-123456789012-x']);
});

test('a variant without weight or name counts as SageMaker counts it, and numbers may be texts', () => {
  const plan = planOfStack(
    (stack) => {
      const config = theirConfig(stack, theirModel(stack).attrModelName);
      config.addPropertyDeletionOverride('ProductionVariants.0.InitialVariantWeight');
      config.addPropertyOverride('ProductionVariants.0.InitialInstanceCount', '2');
      theirEndpoint(stack, config.attrEndpointConfigName);
    },
    {},
    said('Theirs/Endpoint'),
  );
  expect(plan.services[0]?.variants).toMatchObject([{ weight: 1, instances: 2 }]);
});

test('properties that are one condition as a whole are read, whichever side is taken', () => {
  const config = (side: string): unknown => ({
    Parameters: { Side: { Type: 'String', Default: side } },
    Conditions: { Big: { 'Fn::Equals': [{ Ref: 'Side' }, 'big'] } },
    Resources: {
      Endpoint: {
        Type: 'AWS::SageMaker::Endpoint',
        Properties: {
          'Fn::If': ['Big', { EndpointName: 'big', EndpointConfigName: 'nowhere' }, { EndpointName: 'small', EndpointConfigName: 'gone' }],
        },
      },
    },
  });
  expect(planOfTemplate(config('big')).refusals[0]?.reason).toContain("'nowhere'");
  expect(planOfTemplate(config('small')).refusals[0]?.reason).toContain("'gone'");
});

test.each<[string, (stack: Stack) => void]>([
  [
    'a Lambda with its code in the template',
    (stack) =>
      new lambda.Function(stack, 'Maker', {
        runtime: lambda.Runtime.PYTHON_3_12,
        handler: 'index.handler',
        code: lambda.Code.fromInline('import boto3\nboto3.client("sagemaker").create_endpoint(EndpointName="x")'),
      }),
  ],
  [
    'a custom resource of any name',
    (stack) =>
      new CfnResource(stack, 'Maker', { type: 'Custom::ModelDeployer', properties: { ServiceToken: 'arn', Action: 'CreateEndpoint' } }),
  ],
  [
    'code elsewhere, by what its role may do',
    (stack) =>
      new iam.Role(stack, 'Maker', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).addToPolicy(
        new iam.PolicyStatement({ actions: ['s3:GetObject', 'sagemaker:CreateEndpoint'], resources: ['*'] }),
      ),
  ],
])('an endpoint that is made at run time is named: by %s', (_how, declare) => {
  const plan = planOfStack(declare);
  expect(plan.services).toEqual([]);
  expect(plan.refusals.map(({ what }) => what)).toContain('endpoint made at run time');
  const [refusal] = plan.refusals;
  expect(refusal?.path).toMatch(/^Theirs\/Maker/);
  expect(refusal?.place.source).toMatch(/other-peoples-apps\.test\.ts:\d+$/);
});

test('a template of somebody else that an app includes is read like one of its own', () => {
  const plan = planOfStack((stack) => {
    const file = join(scratch(), 'theirs.json');
    writeFileSync(file, JSON.stringify({ Resources: { Endpoint: ENDPOINT, Topic: { Type: 'AWS::SNS::Topic' } } }));
    new cfnInclude.CfnInclude(stack, 'Included', { templateFile: file });
  });
  expect(plan.refusals).toMatchObject([{ what: 'endpoint configuration', reason: expect.stringContaining('fraud-config') as string }]);
});

test.each<[string, Partial<sagemaker.CfnModelProps>, string]>([
  [
    'a model package',
    { primaryContainer: { modelPackageName: 'arn:aws:sagemaker:eu-central-1:123456789012:model-package/g/1' } },
    'model package',
  ],
  [
    'a container that an environment variable names the model of',
    { primaryContainer: { image: 'i', environment: { HF_MODEL_ID: 'x' } } },
    'image',
  ],
  [
    'files below a prefix',
    {
      primaryContainer: {
        image: 'i',
        modelDataSource: { s3DataSource: { compressionType: 'None', s3DataType: 'S3Prefix', s3Uri: 's3://m/p/' } },
      },
    },
    'image',
  ],
  [
    'many models behind one container',
    { primaryContainer: { image: 'i', mode: 'MultiModel', modelDataUrl: 's3://m/p/' } },
    'multi-model container',
  ],
  [
    'containers that are called directly',
    {
      primaryContainer: undefined,
      containers: [
        { image: 'a', containerHostname: 'a' },
        { image: 'b', containerHostname: 'b' },
      ],
      inferenceExecutionConfig: { mode: 'Direct' },
    },
    'containers called directly',
  ],
])('%s is refused by name, construct path and line', (_kind, props, what) => {
  const plan = planOfStack((stack) =>
    theirEndpoint(stack, theirConfig(stack, theirModel(stack, props).attrModelName).attrEndpointConfigName),
  );
  expect(plan.refusals).toMatchObject([{ path: 'Theirs/Endpoint', what }]);
  expect(plan.refusals[0]?.place.source).toMatch(/test\/runtime\/assembly\/apps\.ts:\d+$/);
});

test.each<[string, unknown]>([
  ['no resources', {}],
  ['resources that are null', { Resources: null }],
  ['a resource without properties', { Resources: { Endpoint: { Type: 'AWS::SageMaker::Endpoint' } } }],
  [
    'functions with wrong arguments',
    {
      Resources: {
        A: {
          Type: 'AWS::SageMaker::Endpoint',
          Properties: { EndpointName: { 'Fn::Join': 'x' }, EndpointConfigName: { 'Fn::Select': [9, []] } },
        },
        B: { Type: 'AWS::SageMaker::Endpoint', Properties: { EndpointName: { 'Fn::Sub': 3 }, EndpointConfigName: { 'Fn::GetAtt': 7 } } },
        C: {
          Type: 'AWS::SageMaker::Endpoint',
          Properties: { EndpointName: { 'Fn::FindInMap': [] }, EndpointConfigName: { 'Fn::If': [] } },
        },
        D: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: { Dimensions: { Ref: 'Nobody' }, Metrics: 'x', AlarmActions: { 'Fn::Split': [] } },
        },
        E: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: { 'Fn::Cidr': ['10.0.0.0/8', 2, 8] } } },
      },
    },
  ],
  ['properties that are a list', { Resources: { A: { Type: 'AWS::SageMaker::EndpointConfig', Properties: [] } } }],
  [
    'rules and metadata of CDK',
    {
      Rules: {
        CheckBootstrapVersion: { Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1'], { Ref: 'BootstrapVersion' }] }] } }] },
      },
      Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' } },
      Resources: { CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2' } } },
    },
  ],
])('a template with %s is read without a crash or refused as what it is', (_what, template) => {
  try {
    expect(planOfTemplate(template).services).toEqual([]);
  } catch (failure) {
    expect(failure).toMatchObject({ code: 'assembly-unreadable' });
  }
});
