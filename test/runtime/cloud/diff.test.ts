import { App, Duration, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AlarmPlan,
  Capacity,
  DataCapture,
  Hosting,
  InstanceType,
  Model,
  ModelDeployment,
  Release,
  type RealtimeOptions,
} from '../../../constructs/index';
import { diff } from '../../../runtime/cloud/diff/diff';
import { isRisky, type DeploymentDiff, type ModelDiff } from '../../../runtime/cloud/diff/report';
import { SILENT } from '../../../runtime/host';
import { scratch, theirConfig, theirEndpoint, theirModel } from '../assembly/apps';
import { LoopbackAccount } from './loopback-account';

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');

function assembly(declare: (app: App) => void): string {
  const app = new App({ outdir: join(scratch(), 'cdk.out') });
  declare(app);
  return app.synth().directory;
}

interface Ours extends Partial<RealtimeOptions> {
  readonly model?: string;
  readonly errorRate?: number;
}

function ours({ model = MODEL, errorRate, ...hosting }: Ours = {}): string {
  return assembly((app) => {
    new ModelDeployment(new Stack(app, 'Mail'), 'Filter', {
      model: Model.fromDirectory(model),
      alarms: AlarmPlan.standard(errorRate === undefined ? {} : { errorRate }),
      hosting: Hosting.realtime({
        instanceType: InstanceType.M5_LARGE,
        capacity: Capacity.autoscaled({ min: 2, max: 6, requestsPerInstancePerMinute: 3000 }),
        latency: Duration.millis(100),
        release: Release.canary(10, Duration.minutes(10)),
        ...hosting,
      }),
    });
  });
}

/** Another model: its schema travels with it, and its digest is over bytes. */
function otherModel(): string {
  const folder = join(scratch(), 'model');
  cpSync(MODEL, folder, { recursive: true });
  writeFileSync(join(folder, 'schema.json'), `${readFileSync(join(folder, 'schema.json'), 'utf8')}\n\n`);
  return folder;
}

async function between(before: string, after: string, paths: readonly string[] = []): Promise<ModelDiff> {
  return await diff(after, { against: before, paths, host: SILENT });
}

async function one(before: string, after: string): Promise<DeploymentDiff> {
  const { deployments } = await between(before, after);
  expect(deployments).toHaveLength(1);
  return deployments[0];
}

const short = ({ changes }: DeploymentDiff): string[] => changes.map(({ what, before, after }) => `${what}: ${before} to ${after}`);

let base: string;
beforeAll(() => (base = ours()));

test('what is the same stays as it is', async () => {
  const same = await between(base, ours());
  expect(same.deployments).toMatchObject([
    { path: 'Mail/Filter/Endpoint', impact: 'same', how: null, changes: [], refused: [], interrupted: null },
  ]);
  expect(same.others).toEqual([]);
});

test('another model is an update in place, with its guardrail, and keeps the number of instances and never the weight', async () => {
  const found = await between(base, ours({ model: otherModel() }));
  const [deployment] = found.deployments;
  expect(deployment).toMatchObject({
    impact: 'updated',
    how: 'canary: 10 % of the instances take their share first and are watched for 10 min, then the rest; the old fleet stays 10 min more; 3 alarms on the new fleet roll it back',
    retained: ['instances'],
    refused: [],
    interrupted: null,
  });
  expect(deployment?.changes[0]).toMatchObject({
    what: 'model',
    variant: 'AllTraffic',
    before: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
  });
  // Names of models stand in the texts of alarms.
  expect(short(deployment).slice(1)).toEqual([expect.stringMatching(/^the text of \d+ alarms: null to null$/) as string]);
  expect(found.others.map(({ type, impact }) => [type, impact])).toContainEqual(['AWS::IAM::Policy', 'updated']);
  expect(isRisky(found)).toBe(false);
});

test('bounds, an alarm, a release: the fleet stays', async () => {
  const found = await one(
    base,
    ours({
      errorRate: 0.05,
      release: Release.allAtOnce(Duration.minutes(20)),
      capacity: Capacity.autoscaled({ min: 2, max: 9, requestsPerInstancePerMinute: 3000 }),
    }),
  );
  expect(found).toMatchObject({ impact: 'around', how: null });
  expect(short(found)).toEqual([
    'scaling: 2 to 6 instances to 2 to 9 instances',
    expect.stringMatching(
      /^release: canary: .* to all at once: a new fleet takes all traffic, the old fleet stays 20 min more; 3 alarms/,
    ) as string,
    'alarm Alarms/Errors: Threshold: 0.01 to 0.05',
  ]);
});

test('what SageMaker refuses is told before: another instance type of a variant that scales', async () => {
  const found = await between(base, ours({ instanceType: InstanceType.C5_LARGE }));
  expect(found.deployments[0]).toMatchObject({
    impact: 'updated',
    refused: [
      expect.stringMatching(
        /^variant AllTraffic scales, and its instance type changes from ml\.m5\.large to ml\.c5\.large: SageMaker refuses/,
      ) as string,
    ],
  });
  expect(isRisky(found)).toBe(true);
});

test('another name is another endpoint, and interrupts', async () => {
  const found = await between(base, ours({ endpointName: 'filter' }));
  expect(found.deployments).toMatchObject([
    {
      impact: 'replaced',
      how: null,
      interrupted: 'a new endpoint filter is made, and Mail-Filter is deleted: whoever still calls that gets errors',
    },
  ]);
  expect(isRisky(found)).toBe(true);
});

test('the same name under another logical id is refused, and one that goes is deleted', async () => {
  const their = (id: string): string =>
    assembly((app) => {
      const stack = new Stack(app, 'Theirs');
      new sagemaker.CfnEndpoint(stack, id, {
        endpointName: 'fraud',
        endpointConfigName: theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName,
      });
    });
  expect(await one(their('Old'), their('New'))).toMatchObject({
    impact: 'replaced',
    refused: [expect.stringContaining('another endpoint of the name fraud cannot be made') as string],
  });
  const gone = await one(
    their('Old'),
    assembly((app) => new Stack(app, 'Theirs')),
  );
  expect(gone).toMatchObject({ impact: 'deleted', interrupted: 'endpoint fraud is deleted: whoever calls it gets errors from then on' });
  expect(
    await one(
      assembly((app) => new Stack(app, 'Theirs')),
      their('New'),
    ),
  ).toMatchObject({ impact: 'made', interrupted: null });
});

interface Theirs {
  readonly variants?: readonly Partial<sagemaker.CfnEndpointConfig.ProductionVariantProperty>[];
  readonly guarded?: boolean;
  readonly modelName?: string;
  readonly url?: string;
  readonly environment?: Record<string, string>;
}

function theirs({ variants = [{}], guarded = false, modelName, url = 's3://m/a.tar.gz', environment }: Theirs): string {
  return assembly((app) => {
    const stack = new Stack(app, 'Theirs');
    const model = theirModel(stack, {
      primaryContainer: { image: 'image', modelDataUrl: url, environment },
      ...(modelName === undefined ? {} : { modelName }),
    });
    const config = theirConfig(stack, '', {
      productionVariants: variants.map((variant) => ({
        variantName: 'Blue',
        modelName: model.attrModelName,
        initialInstanceCount: 1,
        initialVariantWeight: 1,
        ...('serverlessConfig' in variant ? {} : { instanceType: 'ml.m5.large' }),
        ...variant,
      })),
    });
    const deploymentConfig = { blueGreenUpdatePolicy: { trafficRoutingConfiguration: { type: 'ALL_AT_ONCE' } } };
    theirEndpoint(stack, config.attrEndpointConfigName, guarded ? { deploymentConfig } : {});
  });
}

test.each<[string, Theirs, Theirs, Partial<DeploymentDiff>]>([
  [
    'an update that nothing watches',
    {},
    { url: 's3://m/b.tar.gz' },
    { impact: 'updated', how: 'all at once, and nothing watches it: a bad version stays until somebody deploys another' },
  ],
  [
    'an update without a bake or an alarm',
    { guarded: true },
    { guarded: true, url: 's3://m/b.tar.gz' },
    { how: 'all at once: a new fleet takes all traffic, the old fleet goes at once; no alarm can stop it' },
  ],
  [
    'a variant with another name',
    { guarded: true },
    { guarded: true, variants: [{ variantName: 'Green' }] },
    { refused: ['variant Blue is gone, and an update with guardrails needs the variant names that serve; keep the name'] },
  ],
  [
    'instances that become serverless',
    {},
    { variants: [{ serverlessConfig: { maxConcurrency: 1, memorySizeInMb: 2048 }, initialInstanceCount: undefined }] },
    { refused: [expect.stringContaining('SageMaker does not make a real-time endpoint serverless') as string] },
  ],
  [
    'a model with a fixed name',
    { modelName: 'fraud' },
    { modelName: 'fraud', url: 's3://m/b.tar.gz' },
    { refused: ['Theirs/Model has to be replaced and has the fixed name fraud, which the old one still has; leave ModelName out'] },
  ],
])('%s', async (_what, before, after, expected) => {
  expect(await one(theirs(before), theirs(after))).toMatchObject(expected);
});

test('values of an environment are compared and never shown', async () => {
  const found = await one(theirs({ environment: { TOKEN: 'secret', A: '1' } }), theirs({ environment: { TOKEN: 'other', A: '1' } }));
  expect(found.changes).toEqual([{ what: 'environment', variant: 'Blue', before: null, after: null, note: 'TOKEN' }]);
});

test('weights, counts and a second variant are told variant by variant', async () => {
  const found = await one(
    theirs({}),
    theirs({ variants: [{ initialVariantWeight: 0 }, { variantName: 'Green', initialInstanceCount: 2 }] }),
  );
  expect(short(found)).toEqual(['weight: 1 to 0', 'variant: null to s3://m/a.tar.gz on 2 × ml.m5.large, weight 1']);
});

test('a composite that asks other alarms is told by their names, and not by its rule', async () => {
  const their = (...children: string[]): string =>
    assembly((app) => {
      const stack = new Stack(app, 'Theirs');
      theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName);
      const alarm = (id: string, dimensions: cloudwatch.CfnAlarm.DimensionProperty[]): cloudwatch.CfnAlarm =>
        new cloudwatch.CfnAlarm(stack, id, {
          namespace: 'N',
          metricName: id,
          dimensions,
          comparisonOperator: 'GreaterThanThreshold',
          evaluationPeriods: 1,
          threshold: 1,
        });
      const alarms = [
        alarm('Slow', [{ name: 'EndpointName', value: 'fraud' }]),
        alarm('Drift', []),
        alarm('Failing', [{ name: 'EndpointName', value: 'fraud' }]),
      ];
      const asked = alarms.filter(({ node }) => children.includes(node.id)).map(({ ref }) => `ALARM(${ref})`);
      new cloudwatch.CfnCompositeAlarm(stack, 'Page', { alarmRule: asked.join(' OR ') });
    });
  const found = await one(their('Slow', 'Failing'), their('Slow', 'Drift'));
  expect(found.changes).toEqual([
    { what: 'alarm Page: AlarmRule', variant: null, before: null, after: null, note: 'it asks Drift too; it asks Failing no more' },
  ]);
});

test('other resources are listed with what CloudFormation does to them', async () => {
  const withBucket = (bucketName: string): string =>
    assembly((app) => {
      const stack = new Stack(app, 'Theirs');
      theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName);
      new s3.Bucket(stack, 'Data', { bucketName, removalPolicy: RemovalPolicy.DESTROY });
    });
  const found = await between(withBucket('a-data'), withBucket('b-data'));
  expect(found.others).toEqual([{ path: 'Theirs/Data', stack: 'Theirs', type: 'AWS::S3::Bucket', impact: 'replaced' }]);
  expect(found.deployments).toMatchObject([{ impact: 'same' }]);
  await expect(between(withBucket('a-data'), withBucket('b-data'), ['Nobody'])).rejects.toMatchObject({
    code: 'no-deployment',
    message: 'there is no deployment at Nobody; there are Theirs/Endpoint',
  });
});

describe('beside what is deployed', () => {
  let account: LoopbackAccount;
  beforeEach(async () => (account = await LoopbackAccount.open()));
  afterEach(() => account.close());

  test('the templates of the account take the place of the other folder', async () => {
    const ask = async (directory: string): Promise<ModelDiff> => await diff(directory, { host: SILENT, attempts: 1 });
    expect((await ask(base)).deployments).toMatchObject([{ impact: 'made' }]);
    account.deploy(base);
    expect((await ask(base)).deployments).toMatchObject([{ impact: 'same', changes: [] }]);
    const found = await ask(ours({ model: otherModel(), capture: DataCapture.sample(100) }));
    expect(found).toMatchObject({ against: 'what is deployed', deployments: [{ impact: 'updated' }] });
    const texts = short(found.deployments[0]);
    expect(texts[0]).toMatch(/^model: ([0-9a-f]{12}) to (?!\1)[0-9a-f]{12}$/);
    expect(texts[1]).toMatch(/^capture: 20 % to s3:.* to 100 % to s3:/);
    // Nothing but stacks is asked for.
    expect([...new Set(account.calls)].toSorted()).toEqual(['DescribeStacks', 'GetTemplate']);
  });

  test('a nested stack is read from the account too', async () => {
    const nested = (url: string): string =>
      assembly((app) => {
        const inner = new NestedStack(new Stack(app, 'Outer'), 'Inner');
        theirEndpoint(
          inner,
          theirConfig(inner, theirModel(inner, { primaryContainer: { image: 'image', modelDataUrl: url } }).attrModelName)
            .attrEndpointConfigName,
        );
      });
    const before = nested('s3://m/a.tar.gz');
    account.deploy(before);
    const [same] = (await diff(before, { host: SILENT, attempts: 1 })).deployments;
    expect(same).toMatchObject({ path: 'Outer/Inner/Endpoint', impact: 'same' });
    const [found] = (await diff(nested('s3://m/b.tar.gz'), { host: SILENT, attempts: 1 })).deployments;
    expect(found).toMatchObject({ impact: 'updated', changes: [{ what: 'model', before: 's3://m/a.tar.gz', after: 's3://m/b.tar.gz' }] });
  });

  test('a permission that is missing is said by the name of the action', async () => {
    account.deploy(base);
    account.refuse('GetTemplate', { type: 'AccessDenied', message: 'no', status: 403 });
    await expect(diff(base, { host: SILENT, attempts: 1 })).rejects.toMatchObject({
      code: 'account-denied',
      message: 'the credentials do not allow cloudformation:GetTemplate in eu-central-1; allow it: no',
    });
  });
});
