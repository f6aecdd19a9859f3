import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { InstanceType, Model, ModelDeployment, RealtimeEndpoint, ServingImage, StandIn, type ModelOptions } from '../../constructs/index';
import { assetFolder } from '../../constructs/assets';
import { digestOf, digestWithin, findModelFiles } from '../../constructs/model/model-files';
import { isSmall, writeSmallArchive } from '../../constructs/model/small-archive';
import { endpointIn, MODEL_FOLDER, realtime, scratch, spamModel, stackOf, synthesized } from './apps';

test('the digest comes from names and bytes, whatever the times of the files', () => {
  const copy = join(scratch(), 'model');
  cpSync(MODEL_FOLDER, copy, { recursive: true });
  utimesSync(join(copy, 'model.onnx'), 0, 0);
  expect(digestOf(findModelFiles(copy).serving)).toBe(digestOf(findModelFiles(MODEL_FOLDER).serving));
});

test('a changed golden row changes the digest, a changed card does not', () => {
  const copy = join(scratch(), 'model');
  cpSync(MODEL_FOLDER, copy, { recursive: true });
  const before = digestOf(findModelFiles(copy).serving);
  writeFileSync(join(copy, 'card.json'), '{}');
  expect(digestOf(findModelFiles(copy).serving)).toBe(before);
  writeFileSync(join(copy, 'samples', 'golden.jsonl'), '');
  expect(digestOf(findModelFiles(copy).serving)).not.toBe(before);
});

test('the archive holds what serves and nothing else, under the names that the server looks for', async () => {
  const stack = stackOf();
  endpointIn(stack);
  const { directory } = (stack.node.root as App).synth();
  const [archive = ''] = readdirSync(directory).filter((name) => name.endsWith('.tar.gz'));
  const entries = await entriesOf(join(directory, archive));
  expect([...entries.keys()].toSorted()).toEqual(['model.onnx', 'samples/golden.jsonl', 'schema.json']);
  expect(entries.get('model.onnx')).toEqual(readFileSync(join(MODEL_FOLDER, 'model.onnx')));
  expect(archive).toBe(`asset.${digestOf(findModelFiles(MODEL_FOLDER).serving)}.tar.gz`);
});

test('a file that is written again between two deployments of an app has its own digest, and one that is not has the same', () => {
  const folder = scratch();
  const [path, app] = [join(folder, 'model.onnx'), new App()];
  const digest = (content: string, seconds: number): string => {
    writeFileSync(path, content);
    utimesSync(path, seconds, seconds);
    return digestWithin(app, findModelFiles(folder).serving);
  };
  const first = digest('one', 1);
  expect(digest('two', 2)).not.toBe(first);
  expect(digest('one', 1)).toBe(first);
  expect(digestWithin(new Stack(app), findModelFiles(folder).serving)).toBe(first);
});

test('what is packed in this process is byte for byte the tar that the child process streams', () => {
  const folder = scratch();
  // Empty, a whole block, one byte more; a name in a folder; a length of seven octal digits.
  const contents = { 'a.bin': 0, 'b.bin': 512, 'samples/c.jsonl': 513, [`${'n'.repeat(95)}.data`]: (1 << 20) + 7 };
  mkdirSync(join(folder, 'samples'));
  const files = Object.entries(contents).map(([name, bytes]) => {
    writeFileSync(join(folder, name), Buffer.alloc(bytes, name));
    return { name, bytes, path: join(folder, name), written: 0 };
  });
  const [here, child] = [join(folder, 'here.tar.gz'), join(folder, 'child.tar.gz')];
  writeSmallArchive(here, files);
  execFileSync(process.execPath, [join(assetFolder('pack'), 'index.js'), JSON.stringify({ archive: child, files })]);
  expect(gunzipSync(readFileSync(here)).equals(gunzipSync(readFileSync(child)))).toBe(true);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test.each([
  ['more than 16 MiB', { name: 'model.onnx', bytes: (16 << 20) + 1 }],
  ['a name of more than 100 characters', { name: 'n'.repeat(101), bytes: 1 }],
  ['a name beyond ASCII', { name: 'modèle.onnx', bytes: 1 }],
])('%s goes to the child process', (_, file) => {
  expect(isSmall([{ ...file, path: '', written: 0 }])).toBe(false);
});

test('an archive that is there is not packed again', () => {
  const outdir = scratch();
  const synth = (): void => {
    const app = new App({ outdir });
    new ModelDeployment(new Stack(app, 'Spam'), 'Filter', { model: spamModel(), hosting: realtime() });
    app.synth();
  };
  synth();
  const archive = join(outdir, readdirSync(outdir).find((name) => name.endsWith('.tar.gz')) ?? '');
  const { mtimeMs } = statSync(archive);
  synth();
  expect(statSync(archive).mtimeMs).toBe(mtimeMs);
});

test('everything that came with the model is staged beside the templates and never uploaded', () => {
  const stack = stackOf();
  endpointIn(stack);
  const assembly = (stack.node.root as App).synth();
  const staged = readdirSync(assembly.directory).find((name) => existsSync(join(assembly.directory, name, 'card.json'))) ?? '';
  expect(existsSync(join(assembly.directory, staged, 'samples', 'known-faults.jsonl'))).toBe(true);
  const assets = readFileSync(join(assembly.directory, 'Spam.assets.json'), 'utf8');
  expect(assets).not.toContain(staged);
});

test('a bare .onnx file is a model', () => {
  const file = join(scratch(), 'churn.onnx');
  cpSync(join(MODEL_FOLDER, 'model.onnx'), file);
  expect(findModelFiles(file)).toMatchObject({ modelName: 'churn', serving: [{ name: 'model.onnx' }] });
});

test.each([
  ['churn.ubj', 'model.ubj'],
  ['churn.json', 'model.json'],
  ['churn.txt', 'model.txt'],
  ['xgboost-model', 'xgboost-model'],
])('a bare %s of XGBoost or LightGBM is a model, and travels as %s', (name, usual) => {
  const file = join(scratch(), name);
  writeFileSync(file, '');
  expect(findModelFiles(file).serving).toMatchObject([{ name: usual }]);
});

test('a folder holds its model under a usual name, or as the only file that can be nothing else', () => {
  const folder = scratch();
  for (const name of ['schema.json', 'notes.txt', 'booster.ubj'])
    writeFileSync(join(folder, name), readFileSync(join(MODEL_FOLDER, 'schema.json')));
  expect(findModelFiles(folder).serving.map(({ name }) => name)).toEqual(['model.ubj', 'schema.json']);
  writeFileSync(join(folder, 'xgboost-model'), '');
  expect(findModelFiles(folder).serving.map(({ name }) => name)).toEqual(['xgboost-model', 'schema.json']);
});

test.each([
  ['nothing', 'there is no model at', (folder: string) => join(folder, 'nowhere')],
  ['a folder without a model', 'has no model, it holds no files', (folder: string) => folder],
  [
    'two models',
    'it holds a.onnx, b.onnx',
    (folder: string) => {
      for (const name of ['a.onnx', 'b.onnx']) writeFileSync(join(folder, name), '');
      return folder;
    },
  ],
  [
    'another file',
    'is no model; give a folder that holds one, or the file: an ONNX graph (.onnx)',
    (folder: string) => {
      writeFileSync(join(folder, 'model.pkl'), '');
      return join(folder, 'model.pkl');
    },
  ],
  [
    'a schema that is none',
    'features is missing',
    (folder: string) => {
      writeFileSync(join(folder, 'model.onnx'), '');
      writeFileSync(join(folder, 'schema.json'), '{"version":1}');
      return folder;
    },
  ],
])('%s is refused: %s', (_what, message, make) => {
  const folder = join(scratch(), 'model');
  mkdirSync(folder);
  expect(() => Model.fromDirectory(make(folder))).toThrow(message);
});

test('the model waits for the policies of its role, not only for the role', () => {
  const stack = stackOf();
  endpointIn(stack);
  const template = synthesized(stack);
  const [policy] = Object.keys(template.findResources('AWS::IAM::Policy'));
  const [role] = Object.keys(template.findResources('AWS::IAM::Role'));
  template.hasResource('AWS::SageMaker::Model', { DependsOn: Match.arrayWith([policy, role]) });
});

test('the role reads one object and pulls one image', () => {
  const stack = stackOf();
  endpointIn(stack);
  const digest = digestOf(findModelFiles(MODEL_FOLDER).serving);
  const statements = statementsOf(stack);
  const reads = statements.filter(({ Action }) => Action === 's3:GetObject');
  expect(reads).toHaveLength(1);
  expect(JSON.stringify(reads[0]?.Resource)).toContain(`/${digest}.gz`);
  const pulls = statements.filter(({ Action }) => JSON.stringify(Action).includes('ecr:BatchGetImage'));
  expect(JSON.stringify(pulls.map(({ Resource }) => Resource))).not.toContain('"*"');
});

test('a model in S3 is read as an archive or as a prefix, each with exactly its objects', () => {
  const stack = stackOf();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'models');
  inStack(stack, 'Archive', Model.fromBucket(bucket, 'v3/model.tar.gz'));
  inStack(stack, 'Prefix', Model.fromBucket(bucket, 'v3/'));
  const template = synthesized(stack);
  template.hasResourceProperties('AWS::SageMaker::Model', { PrimaryContainer: { ModelDataUrl: 's3://models/v3/model.tar.gz' } });
  template.hasResourceProperties('AWS::SageMaker::Model', {
    PrimaryContainer: { ModelDataSource: { S3DataSource: { CompressionType: 'None', S3DataType: 'S3Prefix', S3Uri: 's3://models/v3/' } } },
  });
  const texts = statementsOf(stack).map((statement) => JSON.stringify(statement));
  expect(texts.some((text) => text.includes('s3:GetObject') && text.includes(':s3:::models/v3/model.tar.gz'))).toBe(true);
  expect(texts.some((text) => text.includes('s3:ListBucket') && text.includes('"s3:prefix":"v3/*"'))).toBe(true);
});

test('a key that is neither is refused', () => {
  const stack = stackOf();
  expect(() => inStack(stack, 'E', Model.fromBucket(s3.Bucket.fromBucketName(stack, 'B', 'models'), 'v3/model.pkl'))).toThrow(
    "'v3/model.pkl' is neither a tar.gz nor a prefix",
  );
});

test('models in series are the containers of one model, in order', () => {
  const stack = stackOf();
  inStack(
    stack,
    'E',
    Model.inSeries(
      Model.fromDirectory(MODEL_FOLDER, { environment: { STEP: 'one' } }),
      Model.fromDirectory(MODEL_FOLDER, { environment: { STEP: 'two' } }),
    ),
  );
  synthesized(stack).hasResourceProperties('AWS::SageMaker::Model', {
    PrimaryContainer: Match.absent(),
    Containers: [Match.objectLike({ Environment: { STEP: 'one' } }), Match.objectLike({ Environment: { STEP: 'two' } })],
  });
});

test('one model alone is no series', () => {
  expect(() => Model.inSeries(spamModel())).toThrow('1 models are in series; give 2 to 15');
});

test("AWS's containers come from the account that publishes them, by a mapping where the region is not known", () => {
  const options: ModelOptions = { image: ServingImage.fromDlc('huggingface-pytorch-inference', '2.6') };
  const known = stackOf('Known', { region: 'eu-central-1', account: '210987654321' });
  inStack(known, 'E', Model.fromDirectory(MODEL_FOLDER, options));
  // Account of the deep-learning containers in eu-central-1: aws/deep-learning-containers, available_images.
  const [image] = imagesOf(known);
  expect(JSON.stringify(image)).toContain('763104351884.dkr.ecr.eu-central-1.');
  const open = stackOf('Open');
  inStack(open, 'E', Model.fromDirectory(MODEL_FOLDER, options));
  expect(JSON.stringify(imagesOf(open))).toContain('Fn::FindInMap');
});

test('what is no deep-learning container is refused, and pointed to fromEcr', () => {
  expect(() => ServingImage.fromDlc('sagemaker-scikit-learn', '1.4-2')).toThrow('give ServingImage.fromEcr');
});

test('an image in ECR is pulled by its digest', () => {
  const stack = stackOf();
  const repository = ecr.Repository.fromRepositoryArn(stack, 'Repository', 'arn:aws:ecr:eu-central-1:210987654321:repository/models');
  inStack(stack, 'E', Model.fromDirectory(MODEL_FOLDER, { image: ServingImage.fromEcr(repository, 'sha256:abc') }));
  expect(JSON.stringify(imagesOf(stack))).toContain('/models@sha256:abc');
});

test('our own server is built for the architecture of the instances', () => {
  const platformOn = (instanceType: InstanceType): string => {
    const stack = stackOf();
    new RealtimeEndpoint(stack, 'E', { variants: [{ model: spamModel(), instanceType }] });
    const { directory } = (stack.node.root as App).synth();
    return readFileSync(join(directory, 'Spam.assets.json'), 'utf8').match(/linux\/\w+/)?.[0] ?? '';
  };
  expect(platformOn(InstanceType.M5_LARGE)).toBe('linux/amd64');
  expect(platformOn(InstanceType.C7G_LARGE)).toBe('linux/arm64');
});

test('an image folder is built and needs its Dockerfile', () => {
  const folder = join(scratch(), 'image');
  mkdirSync(folder);
  expect(() => ServingImage.fromDirectory(folder)).toThrow(`there is no Dockerfile in '${folder}'`);
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  const stack = stackOf();
  inStack(stack, 'E', Model.fromDirectory(MODEL_FOLDER, { image: ServingImage.fromDirectory(folder) }));
  const { directory } = (stack.node.root as App).synth();
  expect(readFileSync(join(directory, 'Spam.assets.json'), 'utf8')).toContain('linux/amd64');
  // Other people's containers may open connections of their own.
  synthesized(stack).hasResourceProperties('AWS::SageMaker::Model', { EnableNetworkIsolation: false });
});

test('what stands in for a model on a laptop is written beside the template, and checked when it is declared', () => {
  const stack = stackOf();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'models');
  const standIn = StandIn.stub({ answer: '{}', latency: Duration.millis(80), slowest: Duration.seconds(2) });
  inStack(stack, 'E', Model.fromBucket(bucket, 'v3/model.tar.gz', { standIn }));
  const entries = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === 'slipway:service').map(({ data }) => data as unknown));
  expect(entries).toMatchObject([
    { models: [{ variant: 'AllTraffic', container: 0, standIn: { stub: { answer: '{}', latencyMillis: 80, slowestMillis: 2000 } } }] },
  ]);
  expect(() => StandIn.onnx('nowhere.onnx')).toThrow("there is no stand-in model at 'nowhere.onnx'");
  expect(() => StandIn.command()).toThrow('a stand-in command is empty');
  expect(() => StandIn.sagemakerInference('nowhere')).toThrow("there is no folder 'nowhere'");
  expect(() => StandIn.mlflow('nowhere')).toThrow("there is no folder 'nowhere'");
  expect(() => StandIn.stub({ answer: '{}', latency: Duration.millis(80), slowest: Duration.millis(70) })).toThrow(
    'the slowest answer of a stub takes 70 ms, the usual one 80 ms; give a slowest of at least as much',
  );
});

interface Statement {
  readonly Action: unknown;
  readonly Resource: unknown;
}

function inStack(stack: Stack, id: string, model: Model): void {
  new RealtimeEndpoint(stack, id, { variants: [{ model, instanceType: InstanceType.M5_LARGE }] });
}

function statementsOf(stack: Stack): Statement[] {
  const policies = Object.values(synthesized(stack).findResources('AWS::IAM::Policy')) as {
    Properties: { PolicyDocument: { Statement: Statement[] } };
  }[];
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

function imagesOf(stack: Stack): unknown[] {
  const models = Object.values(synthesized(stack).findResources('AWS::SageMaker::Model')) as {
    Properties: { PrimaryContainer: { Image: unknown } };
  }[];
  return models.map(({ Properties }) => Properties.PrimaryContainer.Image);
}

async function entriesOf(path: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const tar = extract();
  Readable.from(readFileSync(path)).pipe(createGunzip()).pipe(tar);
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    found.set(entry.header.name, Buffer.concat(chunks));
  }
  return found;
}
