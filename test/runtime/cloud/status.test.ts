import { App, Duration, Stack } from 'aws-cdk-lib';
import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import { Capacity, DataCapture, Hosting, InstanceType, Model, ModelDeployment } from '../../../constructs/index';
import { allFindings, isWrong, type Status } from '../../../runtime/cloud/status/report';
import { status, type StatusOptions } from '../../../runtime/cloud/status/status';
import { SteppingClock } from '../../../runtime/clock';
import { SILENT } from '../../../runtime/host';
import { scratch, theirConfig, theirEndpoint, theirModel } from '../assembly/apps';
import { DEPLOYED, LoopbackAccount } from './loopback-account';

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
const HOUR = 3_600_000;
const NOW = DEPLOYED.getTime() + 24 * HOUR;
/** SHA-256 over names and bytes of what serves, as the key of its archive says it. */
const DIGEST = /^[0-9a-f]{64}$/;

let account: LoopbackAccount;
beforeEach(async () => (account = await LoopbackAccount.open()));
afterEach(() => account.close());

function assembly(declare: (app: App) => void): string {
  const app = new App({ outdir: join(scratch(), 'cdk.out') });
  declare(app);
  return app.synth().directory;
}

/** One deployment of ours with autoscaling, in a stage. */
let ours: string;
beforeAll(() => {
  ours = assembly((app) => {
    new ModelDeployment(new Stack(app, 'Mail', { env: { region: 'eu-central-1' } }), 'Filter', {
      model: Model.fromDirectory(MODEL),
      hosting: Hosting.realtime({
        instanceType: InstanceType.M5_LARGE,
        capacity: Capacity.autoscaled({ min: 2, max: 6, requestsPerInstancePerMinute: 3000 }),
        latency: Duration.millis(100),
        capture: DataCapture.sample(50),
      }),
    });
  });
});

async function ask(directory: string, options: Partial<StatusOptions> = {}): Promise<Status> {
  return await status(directory, { clock: new SteppingClock(NOW), host: SILENT, attempts: 1, ...options });
}

function texts(found: Status): string[] {
  return allFindings(found).map(({ finding }) => `${finding.kind}: ${finding.text}`);
}

const endpointOf = (): LoopbackAccount['endpoints'][number] => account.endpoints[0] ?? ({} as never);

test('where everything is as it was declared, nothing is wrong, and both sides are told', async () => {
  account.deploy(ours);
  const found = await ask(ours);
  expect(texts(found)).toEqual([]);
  expect(isWrong(found)).toBe(false);
  expect(found.stacks).toMatchObject([
    {
      path: 'Mail',
      state: 'CREATE_COMPLETE',
      account: '123456789012',
      lastDeployment: { began: '2026-11-20T10:00:00.000Z', ended: '2026-11-20T10:10:00.000Z', rolledBack: false },
    },
  ]);
  const [deployment] = found.deployments;
  expect(deployment).toMatchObject({
    path: 'Mail/Filter/Endpoint',
    mode: 'real-time',
    endpointName: 'Mail-Filter',
    state: 'InService',
    declared: { variants: [{ name: 'AllTraffic', scaling: { min: 2, max: 6 }, weight: 1, instanceType: 'ml.m5.large' }] },
    serving: { capturePercent: 50, variants: [{ name: 'AllTraffic', instances: 2, weight: 1, instanceType: 'ml.m5.large' }] },
  });
  const digests = [deployment?.declared, deployment?.serving].map((side) => side?.variants[0]?.containers[0]?.digest);
  expect(digests[0]).toMatch(DIGEST);
  expect(digests[1]).toBe(digests[0]);
  expect(deployment?.alarms.map(({ state }) => state)).toContain('OK');
  expect(deployment?.alarms.filter(({ kind }) => kind === 'composite')).toHaveLength(2);
});

test('alarms are told with since when, and one in ALARM is wrong', async () => {
  account.deploy(ours);
  const alarm = account.cloudwatch.metricAlarms.find(
    ({ AlarmName = '' }) => AlarmName.includes('Errors') && !AlarmName.includes('Rollback') && !AlarmName.includes('Client'),
  );
  Object.assign(alarm ?? {}, {
    StateValue: 'ALARM',
    StateReason: 'Threshold Crossed',
    StateTransitionedTimestamp: new Date(NOW - 2 * HOUR),
  });
  const found = await ask(ours);
  expect(texts(found)).toEqual(['alarm-state: alarm Alarms/Errors is in ALARM']);
  expect(found.deployments[0]?.alarms.find(({ state }) => state === 'ALARM')).toMatchObject({
    minutes: 120,
    since: '2026-11-21T08:00:00.000Z',
    reason: 'Threshold Crossed',
  });
});

test('an update that came back is seen: the old configuration serves, with the old model', async () => {
  account.deploy(ours);
  const old = 'f'.repeat(64);
  account.models.push({
    ...account.models[0],
    ModelName: 'old',
    PrimaryContainer: { ...account.models[0]?.PrimaryContainer, ModelDataUrl: `s3://assets/${old}.gz` },
  });
  account.configs.push({
    ...account.configs[0],
    EndpointConfigName: 'old',
    ProductionVariants: account.configs[0]?.ProductionVariants?.map((variant) => ({ ...variant, ModelName: 'old' })),
  });
  endpointOf().EndpointConfigName = 'old';
  const said = texts(await ask(ours));
  expect(said).toEqual([
    expect.stringMatching(
      /^other-config: endpoint configuration old serves, and the stack declares mail-\w+-1a2b3c: the last update was rolled back, or/,
    ) as string,
    expect.stringMatching(/^model: variant AllTraffic: model ffffffffffff serves, and [0-9a-f]{12} is declared$/) as string,
  ]);
});

test('a deployment that CloudFormation rolled back is told with what failed first', async () => {
  account.deploy(ours);
  const held = account.stacks[0];
  const own = held?.events.at(-1);
  Object.assign(held?.stack ?? {}, { StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  const event = (at: string, more: object): object => ({ ...own, Timestamp: new Date(at), ...more });
  const endpointId = held?.resources.find(({ ResourceType }) => ResourceType === 'AWS::SageMaker::Endpoint')?.LogicalResourceId;
  held?.events.unshift(
    ...([
      event('2026-11-21T09:00:00Z', { ResourceStatus: 'UPDATE_ROLLBACK_COMPLETE' }),
      event('2026-11-21T08:50:00Z', { ResourceStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' }),
      event('2026-11-21T08:45:00Z', {
        LogicalResourceId: 'Other',
        PhysicalResourceId: 'x',
        ResourceStatus: 'UPDATE_FAILED',
        ResourceStatusReason: 'Resource update cancelled',
      }),
      event('2026-11-21T08:40:00Z', {
        LogicalResourceId: endpointId,
        PhysicalResourceId: 'x',
        ResourceStatus: 'UPDATE_FAILED',
        ResourceStatusReason: 'Baking failed: alarms in ALARM',
      }),
      event('2026-11-21T08:00:00Z', { ResourceStatus: 'UPDATE_IN_PROGRESS' }),
    ] as typeof held.events),
  );
  const found = await ask(ours);
  expect(found.stacks[0]?.lastDeployment).toEqual({
    began: '2026-11-21T08:00:00.000Z',
    ended: '2026-11-21T09:00:00.000Z',
    rolledBack: true,
    failures: [{ path: 'Mail/Filter/Endpoint', reason: 'Baking failed: alarms in ALARM' }],
  });
  expect(texts(found)).toEqual([
    expect.stringContaining(
      'stack-state: the last deployment was rolled back (UPDATE_ROLLBACK_COMPLETE), since Mail/Filter/Endpoint failed: Baking failed',
    ) as string,
  ]);
  // The first page shows the last operation whole, and no page before it is asked for but what that takes.
  expect(account.calls.filter((call) => call === 'DescribeStackEvents')).toHaveLength(3);
});

test('what was changed by hand is found: an alarm, a weight, the bounds of scaling, capture', async () => {
  account.deploy(ours);
  const latency = account.cloudwatch.metricAlarms.find(({ AlarmName = '' }) => AlarmName.includes('AlarmsLatency'));
  Object.assign(latency ?? {}, { Threshold: 5, ActionsEnabled: false, Tags: [{ Key: 'a', Value: 'b' }] });
  Object.assign(endpointOf().ProductionVariants?.[0] ?? {}, { CurrentWeight: 3 });
  Object.assign(endpointOf().DataCaptureConfig ?? {}, { CaptureStatus: 'Stopped' });
  Object.assign(account.targets[0] ?? {}, { MaxCapacity: 20 });
  account.policies.splice(0);
  expect(texts(await ask(ours))).toEqual([
    'weight: variant AllTraffic: weight 3 serves, and 1 is declared',
    expect.stringMatching(/^capture: requests are not captured/) as string,
    'scaling: variant AllTraffic: it scales from 2 to 20, which is not as declared',
    expect.stringMatching(/^scaling: variant AllTraffic: the account has no scaling policy /) as string,
    'alarm-drift: the actions of alarm Alarms/Latency are switched off in the account: nobody is told',
    expect.stringMatching(/^alarm-drift: alarm Alarms\/Latency was changed in the account: Threshold is not as declared/) as string,
  ]);
});

test.each([
  ['Failed', 'OutOfMemory', true],
  ['UpdateRollbackFailed', '', true],
  ['Updating', '', false],
] as const)('an endpoint that is %s is told, and wrong: %s %s', async (state, reason, wrong) => {
  account.deploy(ours);
  Object.assign(endpointOf(), { EndpointStatus: state, FailureReason: reason });
  const found = await ask(ours);
  expect(texts(found)).toEqual([expect.stringContaining(`it is ${state}${reason === '' ? '' : `: ${reason}`}`) as string]);
  expect(isWrong(found)).toBe(wrong);
});

test('an update that is under way is told in the words of SageMaker, and that the old fleet serves meanwhile is not wrong', async () => {
  account.deploy(ours);
  const { EndpointConfigName: next } = endpointOf();
  account.configs.push({ ...account.configs[0], EndpointConfigName: 'old' });
  Object.assign(endpointOf(), {
    EndpointConfigName: 'old',
    EndpointStatus: 'Updating',
    PendingDeploymentSummary: {
      EndpointConfigName: next,
      ProductionVariants: [{ VariantName: 'AllTraffic', VariantStatus: [{ Status: 'Baking', StatusMessage: 'Baking for 600 seconds' }] }],
    },
  });
  expect(texts(await ask(ours))).toEqual([
    `endpoint-state: it is Updating, to endpoint configuration ${next} (Baking for 600 seconds); what serves may change until that is over`,
  ]);
  Object.assign(endpointOf().PendingDeploymentSummary ?? {}, { EndpointConfigName: 'another' });
  expect(texts(await ask(ours))).toContainEqual(expect.stringMatching(/^other-config: endpoint configuration old serves/));
});

test('a name that CloudFormation made is asked for in all its capitals, which its ARN has lost', async () => {
  const theirs = assembly((app) => {
    const stack = new Stack(app, 'Fraud');
    const endpoint = theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName, {
      endpointName: undefined,
    });
    new scaling.CfnScalableTarget(stack, 'Target', {
      serviceNamespace: 'sagemaker',
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      resourceId: `endpoint/${endpoint.attrEndpointName}/variant/Blue`,
      minCapacity: 1,
      maxCapacity: 3,
    });
  });
  account.deploy(theirs);
  Object.assign(endpointOf(), { EndpointName: 'Fraud-Endpoint-1A2B3C' });
  Object.assign(account.targets[0] ?? {}, { ResourceId: 'endpoint/Fraud-Endpoint-1A2B3C/variant/Blue' });
  const found = await ask(theirs);
  expect(texts(found)).toEqual([]);
  expect(found.deployments[0]?.endpointName).toBe('Fraud-Endpoint-1A2B3C');
});

test('an instance that is missing, an alarm and an endpoint that are gone', async () => {
  account.deploy(ours);
  Object.assign(endpointOf().ProductionVariants?.[0] ?? {}, { CurrentInstanceCount: 1 });
  account.cloudwatch.compositeAlarms.splice(0, 1);
  const found = await ask(ours);
  expect(texts(found)).toEqual([
    'instances: variant AllTraffic: 1 of 2 instances are there',
    expect.stringMatching(/^alarm-missing: alarm Alarms\/Page is declared, and the account has none called/) as string,
  ]);
  account.endpoints.splice(0);
  expect(texts(await ask(ours))[0]).toBe(
    'endpoint-missing: SageMaker in eu-central-1 has no endpoint Mail-Filter; deploy it, or give the region where it is',
  );
});

test('an app that was never deployed, and one that was changed since', async () => {
  const never = await ask(ours);
  expect(texts(never)[0]).toMatch(/^stack-missing: there is no stack Mail in eu-central-1; deploy it, or/);
  expect(never.deployments[0]).toMatchObject({ state: null, serving: null, declared: { configName: null } });
  account.deploy(ours);
  const held = account.stacks[0];
  const template = JSON.parse(held?.template ?? '{}') as {
    Resources: Record<string, { Metadata?: object; Properties?: Record<string, unknown> }>;
  };
  const [model] = Object.entries(template.Resources).find(([id]) => id.endsWith('Dashboard8AB2DEB9') || id.includes('Dashboard')) ?? [''];
  Object.assign(template.Resources[model] ?? {}, { Metadata: { other: true } });
  Object.assign(held ?? {}, { template: JSON.stringify(template) });
  expect(texts(await ask(ours))).toEqual([]);
  Object.assign(template.Resources[model]?.Properties ?? {}, { DashboardName: 'other' });
  Object.assign(held ?? {}, { template: JSON.stringify(template) });
  expect(texts(await ask(ours))).toEqual([
    expect.stringMatching(/^template: 1 resource is declared otherwise than deployed \(FilterDashboard\w+\); slipway diff/) as string,
  ]);
});

test('the stack of another account is told from its ARN', async () => {
  const theirs = assembly((app) => {
    const stack = new Stack(app, 'Fraud', { env: { account: '444455556666', region: 'eu-central-1' } });
    theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName);
  });
  expect(texts(await ask(theirs))[0]).toContain('of this account (it is declared for 444455556666)');
  account.deploy(theirs);
  expect(texts(await ask(theirs))).toEqual([
    'other-account: this is account 123456789012, and the stack is declared for 444455556666; log in to that one',
  ]);
});

test("other people's endpoint: a generated name, several variants, a container whose environment is never shown", async () => {
  const theirs = assembly((app) => {
    const stack = new Stack(app, 'Fraud');
    const model = theirModel(stack, {
      primaryContainer: { image: 'i', modelDataUrl: 's3://m/a.tar.gz', environment: { TOKEN: 'secret' } },
    });
    const variant = (variantName: string, initialVariantWeight: number): sagemaker.CfnEndpointConfig.ProductionVariantProperty => ({
      variantName,
      modelName: model.attrModelName,
      instanceType: 'ml.m5.large',
      initialInstanceCount: 1,
      initialVariantWeight,
    });
    const config = theirConfig(stack, '', { productionVariants: [variant('Blue', 0), variant('Green', 1)] });
    const endpoint = theirEndpoint(stack, config.attrEndpointConfigName, { endpointName: undefined });
    new cloudwatch.CfnAlarm(stack, 'Slow', {
      namespace: 'AWS/SageMaker',
      metricName: 'ModelLatency',
      dimensions: [{ name: 'EndpointName', value: endpoint.attrEndpointName }],
      comparisonOperator: 'GreaterThanThreshold',
      evaluationPeriods: 1,
      threshold: 1,
    });
    new cloudwatch.CfnAlarm(stack, 'Queue', {
      namespace: 'Q',
      metricName: 'Length',
      comparisonOperator: 'GreaterThanThreshold',
      evaluationPeriods: 1,
      threshold: 1,
    });
    new s3.CfnBucket(stack, 'Bucket');
  });
  account.deploy(theirs);
  Object.assign(account.models[0]?.PrimaryContainer ?? {}, { Environment: { TOKEN: 'other' } });
  const found = await ask(theirs);
  // Ids that SageMaker gives in ARNs are in small letters.
  expect(found.deployments[0]).toMatchObject({
    path: 'Fraud/Endpoint',
    endpointName: 'fraud-endpoint-1a2b3c',
    alarms: [{ path: 'Fraud/Slow', state: 'OK' }],
  });
  expect(found.otherAlarms).toMatchObject([{ path: 'Fraud/Queue' }]);
  expect(texts(found)).toEqual(
    ['Blue', 'Green'].map((name) => `environment: variant ${name}: the environment of the container differs in TOKEN`),
  );
  expect(JSON.stringify(found)).not.toMatch(/secret|other"/);
});

test('a serverless variant is told by memory and concurrency, and no instances are missed', async () => {
  const theirs = assembly((app) => {
    const stack = new Stack(app, 'Fraud');
    const model = theirModel(stack);
    const config = theirConfig(stack, '', {
      productionVariants: [
        {
          variantName: 'Blue',
          modelName: model.attrModelName,
          initialVariantWeight: 1,
          serverlessConfig: { maxConcurrency: 5, memorySizeInMb: 2048 },
        },
      ],
    });
    theirEndpoint(stack, config.attrEndpointConfigName);
  });
  account.deploy(theirs);
  const [variant] = endpointOf().ProductionVariants ?? [];
  // As DescribeEndpoint answers for a serverless variant.
  Object.assign(variant ?? {}, {
    CurrentInstanceCount: 0,
    DesiredInstanceCount: undefined,
    CurrentServerlessConfig: { MaxConcurrency: 5, MemorySizeInMB: 2048 },
  });
  const found = await ask(theirs);
  expect(texts(found)).toEqual([]);
  expect(found.deployments[0]).toMatchObject({
    mode: 'serverless',
    declared: { variants: [{ serverless: '2048 MB, 5 at once', instances: null }] },
  });
  Object.assign(variant ?? {}, { CurrentServerlessConfig: { MaxConcurrency: 9, MemorySizeInMB: 2048 } });
  expect(texts(await ask(theirs))).toEqual(['instances: variant Blue: 2048 MB, 9 at once serve, and 2048 MB, 5 at once are declared']);
});

test('an alarm of a monitor that names the endpoint in a dimension of its own watches it too', async () => {
  const theirs = assembly((app) => {
    const stack = new Stack(app, 'Fraud');
    theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName);
    const alarm = (id: string, name: string, value: string): cloudwatch.CfnAlarm =>
      new cloudwatch.CfnAlarm(stack, id, {
        namespace: 'N',
        metricName: id,
        dimensions: [{ name, value }],
        comparisonOperator: 'GreaterThanThreshold',
        evaluationPeriods: 1,
        threshold: 1,
      });
    alarm('Drift', 'Deployment', 'fraud');
    alarm('Other', 'EndpointName', 'spam');
  });
  account.deploy(theirs);
  const found = await ask(theirs);
  expect(found.deployments[0]?.alarms.map(({ path }) => path)).toEqual(['Fraud/Drift']);
  expect(found.otherAlarms.map(({ path }) => path)).toEqual(['Fraud/Other']);
});

test('only what is asked for is looked at, and what is not there is answered with what is', async () => {
  account.deploy(ours);
  expect((await ask(ours, { paths: ['Mail-Filter'] })).deployments).toHaveLength(1);
  await expect(ask(ours, { paths: ['Nail'] })).rejects.toMatchObject({
    code: 'no-deployment',
    message: 'there is no deployment at Nail; there are Mail/Filter/Endpoint',
  });
  const none = assembly((app) => new Stack(app, 'Empty'));
  await expect(ask(none)).rejects.toMatchObject({ code: 'no-deployment' });
});

test.each([
  ['DescribeStacks', 'AccessDenied', 'account-denied', 'do not allow cloudformation:DescribeStacks in eu-central-1; allow it'],
  ['ListStackResources', 'Throttling', 'account-throttled', 'CloudFormation in eu-central-1 was asked for ListStackResources 1 time'],
  ['DescribeEndpoint', 'AccessDeniedException', 'account-denied', 'do not allow sagemaker:DescribeEndpoint in eu-central-1; allow it'],
  [
    'DescribeModel',
    'ThrottlingException',
    'account-throttled',
    'SageMaker in eu-central-1 was asked for DescribeModel 1 time and held back',
  ],
  ['DescribeScalableTargets', 'AccessDeniedException', 'account-denied', 'do not allow application-autoscaling:DescribeScalableTargets'],
  ['DescribeAlarms', 'ExpiredToken', 'account-credentials', 'the credentials are expired; log in again'],
  ['DescribeEndpointConfig', 'UnrecognizedClientException', 'account-credentials', 'the credentials are not taken in eu-central-1'],
])('%s that fails with %s is %s', async (action, type, code, message) => {
  account.deploy(ours);
  account.refuse(action, { type, message: 'no', status: 400 });
  await expect(ask(ours)).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
});
