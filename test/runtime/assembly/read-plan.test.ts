import { type App, CfnCondition, CfnParameter, Duration, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Capacity, Hosting, InstanceType, Model, ModelDeployment, RealtimeEndpoint, StandIn, Traffic } from '../../../constructs/index';
import { NEWEST_SCHEMA } from '../../../runtime/assembly/manifest';
import { readPlan } from '../../../runtime/assembly/read-plan';
import { IMAGE, planOf, planOfStack, scratch, theirConfig, theirEndpoint, theirModel } from './apps';

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
const OLD = join(__dirname, 'fixtures', 'old');
/** What an app says of an endpoint that is not ours. */
const STUB = { standIn: { stub: { answer: '{}', latency: '80ms' } }, latency: '2s', traffic: { perMinute: 20 } };

function said(services: unknown): string {
  const folder = scratch();
  writeFileSync(join(folder, 'slipway.json'), JSON.stringify({ version: 1, services }));
  return folder;
}

test('our own deployment is read with its promise, its model and its capture', () => {
  const plan = planOf((app) => {
    new ModelDeployment(new Stack(app, 'Spam', { env: { region: 'eu-central-1' } }), 'Filter', {
      model: Model.fromDirectory(MODEL),
      hosting: Hosting.realtime({
        instanceType: InstanceType.M5_LARGE,
        latency: Duration.millis(100),
        capacity: Capacity.fixed(2),
        traffic: Traffic.promised({ perMinute: 600, quietestPerMinute: 2 }),
      }),
    });
  });
  expect(plan.refusals).toEqual([]);
  expect(plan.services).toHaveLength(1);
  const [service] = plan.services;
  expect(service).toMatchObject({
    path: 'Spam/Filter/Endpoint',
    stack: 'Spam',
    stage: '',
    endpointName: 'Spam-Filter',
    region: 'eu-central-1',
    latencyMillis: 100,
    traffic: { perMinute: 600, quietestPerMinute: 2 },
    variants: [{ name: 'AllTraffic', weight: 1, instances: 2, instanceType: 'ml.m5.large' }],
    capture: { sampling: 20, input: true, output: true, csvContentTypes: ['text/csv'] },
  });
  expect(service?.place.source).toMatch(/^test\/runtime\/assembly\/read-plan\.test\.ts:\d+$/);
  const [container] = service?.variants[0]?.containers ?? [];
  expect(container?.ours).toBe(true);
  expect(readFileSync(join(container?.modelFolder ?? '', 'model.onnx'))).toEqual(readFileSync(join(MODEL, 'model.onnx')));
  expect(plan.alarms.filter(({ kind }) => kind === 'composite')).toHaveLength(2);
});

test('stages are read with their path, and the assembly of one stage alone too', () => {
  const declare = (app: App): void => {
    for (const name of ['dev', 'prod']) {
      const stack = new Stack(new Stage(app, name), 'Spam');
      new RealtimeEndpoint(stack, 'Filter', { variants: [{ model: Model.fromDirectory(MODEL), instanceType: InstanceType.M5_LARGE }] });
    }
  };
  const plan = planOf(declare);
  expect(plan.services.map(({ path, stage, endpointName }) => [path, stage, endpointName])).toEqual([
    ['dev/Spam/Filter', 'dev', 'dev-Spam-Filter'],
    ['prod/Spam/Filter', 'prod', 'prod-Spam-Filter'],
  ]);
  const [alone] = readPlan(join(plan.directory, 'assembly-prod')).services;
  expect(alone?.variants[0]?.containers[0]?.modelFolder).toBe(plan.services[1]?.variants[0]?.containers[0]?.modelFolder);
});

test('a weight of 0 stays 0, and a shadow is no production variant', () => {
  const variant = { model: Model.fromDirectory(MODEL), instanceType: InstanceType.M5_LARGE };
  const plan = planOfStack((stack) => {
    new RealtimeEndpoint(stack, 'Two', {
      variants: [
        { ...variant, name: 'Blue' },
        { ...variant, name: 'Green', weight: 0 },
      ],
    });
    new RealtimeEndpoint(stack, 'Shadowed', { variants: [variant], shadow: { ...variant, weight: 0.5 } });
  });
  expect(plan.services[0]?.variants.map(({ weight }) => weight)).toEqual([1, 0]);
  expect(plan.services[1]?.variants).toHaveLength(1);
  expect(plan.services[1]?.shadow).toMatchObject({ name: 'Shadow', weight: 0.5 });
});

test('the containers of a series are read in order', () => {
  const step = (name: string): Model => Model.fromDirectory(MODEL, { environment: { STEP: name } });
  const plan = planOfStack((stack) => {
    new RealtimeEndpoint(stack, 'Series', {
      variants: [{ model: Model.inSeries(step('one'), step('two')), instanceType: InstanceType.M5_LARGE }],
    });
  });
  expect(
    plan.services[0]?.variants[0]?.containers.map(({ environment, modelFolder }) => [environment['STEP'], modelFolder !== undefined]),
  ).toEqual([
    ['one', true],
    ['two', true],
  ]);
});

test('an image that is not ours is refused by name, with what to give', () => {
  const plan = planOfStack((stack) => theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName));
  expect(plan.services).toEqual([]);
  expect(plan.refusals).toMatchObject([{ path: 'Theirs/Endpoint', what: 'image' }]);
  expect(plan.refusals[0]?.reason).toContain(IMAGE);
  expect(plan.refusals[0]?.reason).toContain('slipway.json');
  expect(plan.refusals[0]?.place.source).toMatch(/^test\/runtime\/assembly\/apps\.ts:\d+$/);
});

test('with a stand-in it is played, whoever made it', () => {
  const plan = planOfStack(
    (stack) => theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName),
    {},
    said({ 'Theirs/Endpoint': STUB }),
  );
  expect(plan.services).toMatchObject([
    {
      endpointName: 'fraud',
      latencyMillis: 2000,
      traffic: { perMinute: 20, quietestPerMinute: 20 },
      variants: [{ name: 'Blue', containers: [{ ours: false, standIn: { stub: { answer: '{}', latencyMillis: 80 } } }] }],
    },
  ]);
});

test('a stand-in of our own constructs is found where it was staged', () => {
  const plan = planOfStack((stack) => {
    const model = Model.fromDirectory(MODEL, { standIn: StandIn.onnx(join(MODEL, 'model.onnx')) });
    new RealtimeEndpoint(stack, 'E', { variants: [{ model, instanceType: InstanceType.M5_LARGE }] });
  });
  const standIn = plan.services[0]?.variants[0]?.containers[0]?.standIn as { onnx: string };
  expect(readFileSync(standIn.onnx)).toEqual(readFileSync(join(MODEL, 'model.onnx')));
});

test.each([
  ['sagemaker_inference.py', () => StandIn.sagemakerInference(MODEL, { python: '.venv/bin/python' }), '.venv/bin/python'],
  ['mlflow_pyfunc.py', () => StandIn.mlflow(MODEL), 'python3'],
])('the folder of a stand-in in Python travels with the assembly: %s', (program, standIn, python) => {
  const plan = planOfStack((stack) => {
    const model = Model.fromDirectory(MODEL, { standIn: standIn() });
    new RealtimeEndpoint(stack, 'E', { variants: [{ model, instanceType: InstanceType.M5_LARGE }] });
  });
  const { command } = (plan.services[0]?.variants[0]?.containers[0]?.standIn ?? { command: [] }) as { command: readonly string[] };
  expect(command.slice(0, 2)).toEqual([python, `{slipway}/${program}`]);
  expect(command[2]?.startsWith(plan.directory)).toBe(true);
  expect(readFileSync(join(command[2] ?? '', 'schema.json'))).toEqual(readFileSync(join(MODEL, 'schema.json')));
});

test('a command of slipway.json runs in the folder of slipway.json', () => {
  const folder = said({ 'Theirs/Endpoint': { standIn: { command: ['python3', 'serve.py'] } } });
  const plan = planOfStack(
    (stack) => theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName),
    {},
    folder,
  );
  expect(plan.services[0]?.variants[0]?.containers[0]?.standIn).toEqual({ command: ['python3', 'serve.py'], folder });
});

test('a stub in slipway.json whose slowest answer is faster than the usual one is refused', () => {
  const standIn = { stub: { answer: '{}', latency: '2s', slowest: '80ms' } };
  expect(() =>
    planOfStack(
      (stack) => theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName),
      {},
      said({ 'Theirs/Endpoint': { standIn } }),
    ),
  ).toThrow('slowest is less than latency');
});

test('names are followed across stacks: by import, and as they are written', () => {
  const plan = planOf(
    (app) => {
      const models = new Stack(app, 'Models');
      const model = theirModel(models);
      const serving = new Stack(app, 'Serving');
      theirEndpoint(serving, theirConfig(serving, model.attrModelName, { endpointConfigName: 'fraud-config' }).attrEndpointConfigName);
      theirEndpoint(new Stack(app, 'Literal'), 'fraud-config', { endpointName: 'fraud-2' });
    },
    said({ 'Serving/Endpoint': STUB, 'Literal/Endpoint': STUB }),
  );
  expect(plan.services.map(({ endpointName }) => endpointName)).toEqual(['fraud', 'fraud-2']);
  expect(plan.services[0]?.variants[0]?.containers[0]?.image).toBe(IMAGE);
});

test('nested stacks pass parameters in and outputs out', () => {
  const plan = planOfStack(
    (stack) => {
      const nested = new NestedStack(stack, 'Inner');
      const name = theirModel(nested).attrModelName;
      theirEndpoint(stack, theirConfig(stack, name).attrEndpointConfigName);
    },
    {},
    said({ 'Theirs/Endpoint': STUB }),
  );
  expect(plan.stacks.map(({ path }) => path)).toEqual(['Theirs', 'Theirs/Inner']);
  expect(plan.services[0]?.variants[0]?.containers[0]?.image).toBe(IMAGE);
});

test('parameters have their defaults, and what a condition rules out is not there', () => {
  const declare = (on: string) => (stack: Stack) => {
    const name = new CfnParameter(stack, 'Name', { default: 'fraud-from-parameter' });
    const enabled = new CfnParameter(stack, 'Enabled', { default: on });
    const endpoint = theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName, {
      endpointName: name.valueAsString,
    });
    endpoint.cfnOptions.condition = new CfnCondition(stack, 'On', { expression: Fn.conditionEquals(enabled.valueAsString, 'yes') });
  };
  expect(planOfStack(declare('yes'), {}, said({ 'Theirs/Endpoint': STUB })).services[0]?.endpointName).toBe('fraud-from-parameter');
  const off = planOfStack(declare('no'));
  expect([off.services, off.refusals]).toEqual([[], []]);
});

test('a name that only the account knows is refused with the reason', () => {
  const plan = planOfStack((stack) => {
    const open = new CfnParameter(stack, 'Name');
    theirEndpoint(stack, open.valueAsString);
  });
  expect(plan.refusals).toMatchObject([
    { what: 'endpoint configuration', reason: expect.stringContaining('parameter Name has no default') as string },
  ]);
});

test.each<[string, Parameters<typeof theirConfig>[2], string]>([
  [
    'serverless',
    {
      productionVariants: [
        { variantName: 'A', modelName: 'm', initialVariantWeight: 1, serverlessConfig: { maxConcurrency: 1, memorySizeInMb: 1024 } },
      ],
    },
    'serverless endpoint',
  ],
  ['asynchronous', { asyncInferenceConfig: { outputConfig: { s3OutputPath: 's3://o/' } } }, 'asynchronous endpoint'],
  [
    'with inference components',
    { productionVariants: [{ variantName: 'A', initialVariantWeight: 1, instanceType: 'ml.m5.large', initialInstanceCount: 1 }] },
    'inference components',
  ],
])('an endpoint that is %s is refused by name', (_kind, config, what) => {
  const plan = planOfStack((stack) =>
    theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName, config).attrEndpointConfigName),
  );
  expect(plan.refusals.map((refusal) => refusal.what)).toEqual([what]);
});

test('names that are put together from a parameter without a default find each other', () => {
  const plan = planOfStack(
    (stack) => {
      const name = new CfnParameter(stack, 'Name').valueAsString;
      theirModel(stack, { modelName: `model-${name}` });
      theirConfig(stack, Fn.sub('model-${Name}'), { endpointConfigName: Fn.join('-', ['config', name]) });
      theirEndpoint(stack, `config-${name}`, { endpointName: `endpoint-${name}` });
      new cloudwatch.Metric({
        namespace: 'AWS/SageMaker',
        metricName: 'Invocations',
        dimensionsMap: { EndpointName: `endpoint-${name}`, VariantName: 'Blue' },
      }).createAlarm(stack, 'Calls', { threshold: 1, evaluationPeriods: 1 });
    },
    {},
    said({ Theirs: STUB }),
  );
  expect(plan.services.map(({ endpointName }) => endpointName)).toEqual(['endpoint-Name']);
  expect(plan.alarms[0]?.properties['Dimensions']).toEqual([
    { Name: 'EndpointName', Value: 'endpoint-Name' },
    { Name: 'VariantName', Value: 'Blue' },
  ]);
});

test('alarms are read with what their functions come to, and unknown values say why', () => {
  const plan = planOfStack((stack) => {
    const endpoint = theirEndpoint(stack, 'somewhere');
    const threshold = new CfnParameter(stack, 'Bar', { type: 'Number' });
    new cloudwatch.CfnAlarm(stack, 'Slow', {
      comparisonOperator: 'GreaterThanThreshold',
      evaluationPeriods: 3,
      threshold: threshold.valueAsNumber,
      namespace: 'AWS/SageMaker',
      metricName: 'ModelLatency',
      extendedStatistic: 'p99',
      period: 60,
      dimensions: [{ name: 'EndpointName', value: endpoint.attrEndpointName }],
    });
  });
  expect(plan.alarms).toMatchObject([
    {
      path: 'Theirs/Slow',
      kind: 'metric',
      name: 'Theirs-Slow',
      properties: { Dimensions: [{ Name: 'EndpointName', Value: 'fraud' }], Threshold: '<unknown: parameter Bar has no default>' },
    },
  ]);
});

test('an assembly of an older library, with metadata in its manifest, is read', () => {
  const plan = readPlan(OLD);
  expect(plan.services).toEqual([]);
  expect(plan.refusals).toMatchObject([{ path: 'Old/Endpoint', what: 'model data', place: { source: '/repo/bin/app.ts:7' } }]);
  expect(plan.alarms.map(({ path }) => path)).toEqual(['Old/Alarm']);
});

test('the schema that the installed aws-cdk-lib writes is one that is read', () => {
  const { directory } = planOfStack(() => undefined);
  const { version } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as { version: string };
  expect(Number.parseInt(version, 10)).toBe(NEWEST_SCHEMA);
});

test('references in a circle end', () => {
  const folder = scratch();
  cpSync(OLD, folder, { recursive: true });
  const template = {
    Parameters: {},
    Conditions: { A: { Condition: 'B' }, B: { Condition: 'A' } },
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Condition: 'A' } },
  };
  writeFileSync(join(folder, 'Old.template.json'), JSON.stringify(template));
  expect(readPlan(folder).services).toEqual([]);
});

test('what may create an endpoint later is named', () => {
  const folder = scratch();
  cpSync(OLD, folder, { recursive: true });
  const definition = '{"States":{"Deploy":{"Resource":"arn:aws:states:::sagemaker:createEndpoint"}}}';
  const template = {
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: { Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: definition } } },
  };
  writeFileSync(join(folder, 'Old.template.json'), JSON.stringify(template));
  expect(readPlan(folder).refusals.map(({ what }) => what)).toEqual(['transform', 'endpoint made at run time']);
});

test.each<[string, (folder: string) => void, string]>([
  ['no assembly', (folder) => rmSync(join(folder, 'manifest.json')), 'which has no manifest.json; run cdk synth first'],
  [
    'a truncated manifest',
    (folder) => writeFileSync(join(folder, 'manifest.json'), '{"version": "36'),
    'a file of the assembly cannot be read',
  ],
  [
    'the manifest of another tool',
    (folder) => writeFileSync(join(folder, 'manifest.json'), '{"name":"Spam","icons":[]}'),
    'is not that of a cloud assembly: its version is not given',
  ],
  [
    'the manifest of a browser extension',
    (folder) => writeFileSync(join(folder, 'manifest.json'), '{"manifest_version":3,"version":"1.0"}'),
    'is not that of a cloud assembly: its version is "1.0"',
  ],
  [
    'a newer schema',
    (folder) => writeFileSync(join(folder, 'manifest.json'), '{"version":"999.1.0","artifacts":{}}'),
    'follows schema 999.1.0, and this version of slipway reads up to',
  ],
  [
    'a truncated template',
    (folder) => writeFileSync(join(folder, 'Old.template.json'), '{"Resources":{"A":{"Type":"AWS::SNS::To'),
    'a file of the assembly cannot be read',
  ],
  ['a missing template', (folder) => rmSync(join(folder, 'Old.template.json')), 'Old.template.json'],
  ['a template that is none', (folder) => writeFileSync(join(folder, 'Old.template.json'), '{"Resources":[]}'), 'Resources: '],
])('%s is an error that names the file', (_what, damage, message) => {
  const folder = join(scratch(), 'cdk.out');
  mkdirSync(folder);
  cpSync(OLD, folder, { recursive: true });
  damage(folder);
  expect(() => readPlan(folder)).toThrow(message);
});

test.each<[string, (folder: string) => string]>([
  ['the files of a model', (folder) => readdirSync(folder).find((name) => existsSync(join(folder, name, 'schema.json'))) ?? ''],
  ['the image that answers', (folder) => readdirSync(folder).find((name) => existsSync(join(folder, name, 'Dockerfile'))) ?? ''],
])('%s that did not come along are named, and nobody is sent for a stand-in', (_what, named) => {
  const { directory } = planOfStack(
    (stack) =>
      new RealtimeEndpoint(stack, 'Filter', { variants: [{ model: Model.fromDirectory(MODEL), instanceType: InstanceType.M5_LARGE }] }),
  );
  const asset = named(directory);
  expect(asset).toMatch(/^asset\./);
  rmSync(join(directory, asset), { recursive: true });
  const { services, unserved } = readPlan(directory);
  expect(services).toEqual([]);
  expect(unserved).toMatchObject([{ reason: expect.stringContaining(`${asset} is not in the assembly, which names it`) as string }]);
});

test("a path around the endpoint means it, and other stages are another run's", () => {
  const folder = said({ Theirs: STUB, 'prod/Theirs/Endpoint': STUB });
  const plan = planOfStack(
    (stack) => theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName),
    {},
    folder,
  );
  expect(plan.services).toMatchObject([{ path: 'Theirs/Endpoint', latencyMillis: 2000 }]);
});

test.each<[string, unknown, string]>([
  [
    'an endpoint that is not there',
    { version: 1, services: { 'Old/Nowhere': {} } },
    'services names Old/Nowhere, and the assembly has Old/Endpoint',
  ],
  [
    'a duration that is none',
    { version: 1, services: { 'Old/Endpoint': { latency: 'fast' } } },
    'services.Old/Endpoint.latency: give a duration',
  ],
  [
    'a trouble that is none',
    { version: 1, services: { 'Old/Endpoint': { covers: ['errors', 'love'] } } },
    'services.Old/Endpoint.covers.1: give some of: time lag, too large to run, errors',
  ],
  ['another version', { version: 2 }, 'version'],
  ['an unknown field', { version: 1, service: {} }, 'service'],
])('slipway.json with %s is refused', (_what, content, message) => {
  const folder = scratch();
  cpSync(OLD, join(folder, 'cdk.out'), { recursive: true });
  writeFileSync(join(folder, 'slipway.json'), JSON.stringify(content));
  expect(() => readPlan(join(folder, 'cdk.out'))).toThrow(message);
});
