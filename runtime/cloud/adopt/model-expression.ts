import type { ContainerDefinition, DescribeModelOutput } from '@aws-sdk/client-sagemaker';
import { inline, isGiven, quoted, type SourceCode } from './source-code.js';

/** `account.dkr.ecr.region.amazonaws.com/repository:tag` or `@sha256:…`. */
const ECR = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/;
/** Where AWS publishes its deep-learning containers in most regions; elsewhere the repository is named as it is. */
const DEEP_LEARNING = '763104351884';
/** What that account holds and CDK does not know as a deep-learning container. */
const SECRET = /SECRET|TOKEN|PASSW|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY/i;

/** What cannot be said at all of a model, so that nothing can be declared with it. */
export type Unsayable = { readonly reason: string };

/** An expression for a model, with the constants that it needs said before; ids are prefixed by the variant's. */
export function modelExpression(code: SourceCode, model: DescribeModelOutput, id: string): string | Unsayable {
  const containers = model.PrimaryContainer === undefined ? (model.Containers ?? []) : [model.PrimaryContainer];
  const name = model.ModelName ?? '';
  if (containers.length === 0) return { reason: `model ${name} has no container` };
  if (model.InferenceExecutionConfig?.Mode === 'Direct') return { reason: `model ${name} lets each request choose its container` };
  const parts = containers.map((container, index) =>
    containerExpression(code, container, containers.length > 1 ? `${id}${index + 1}` : id, name),
  );
  const problem = parts.find((part) => typeof part !== 'string');
  if (problem !== undefined) return problem;
  const expressions = parts.filter((part) => typeof part === 'string');
  return expressions.length === 1 ? (expressions[0] ?? '') : `${code.own('Model')}.inSeries(${expressions.join(', ')})`;
}

function containerExpression(code: SourceCode, container: ContainerDefinition, id: string, name: string): string | Unsayable {
  const { Image: image, ModelPackageName: modelPackage, Mode: mode, Environment: given = {} } = container;
  if (mode === 'MultiModel') return { reason: `model ${name} holds many models, of which each request chooses one` };
  for (const [property, value] of Object.entries(container))
    if (!SAID.has(property) && isGiven(value)) code.leaveOut(`${property} of model ${name}: ${JSON.stringify(value)}`);
  const environment = environmentExpression(code, given, name);
  if (modelPackage !== undefined && modelPackage !== null)
    return `${code.own('Model')}.fromPackage(${quoted(modelPackage)}, ${inline([['environment', environment]])})`;
  const url = container.ModelDataUrl ?? container.ModelDataSource?.S3DataSource?.S3Uri;
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url ?? '') ?? [];
  if (bucket === undefined || key === undefined)
    return { reason: `the image of model ${name} holds its model itself, or the model lies outside S3` };
  if (!key.endsWith('/') && !key.endsWith('.tar.gz'))
    return { reason: `model ${name} lies at ${url}, which is neither a tar.gz nor a prefix that ends in a slash` };
  const serving = imageExpression(code, image ?? '', id);
  if (typeof serving !== 'string') return serving;
  const s3 = code.namespace('aws-cdk-lib/aws-s3', 's3');
  const options = inline([
    ['image', serving],
    ['environment', environment],
  ]);
  return `${code.own('Model')}.fromBucket(${s3}.Bucket.fromBucketName(this, ${quoted(`${id}Bucket`)}, ${quoted(bucket)}), ${quoted(key)}, ${options})`;
}

const SAID = new Set(['Image', 'ModelPackageName', 'Mode', 'Environment', 'ModelDataUrl', 'ModelDataSource', 'ContainerHostname']);

function imageExpression(code: SourceCode, image: string, id: string): string | Unsayable {
  const [, account, region, repository, tag, digest] = ECR.exec(image) ?? [];
  if (account === undefined || region === undefined || repository === undefined) return { reason: `image ${image} lies outside ECR` };
  if (account === DEEP_LEARNING && digest === undefined && tag !== undefined)
    return `${code.own('ServingImage')}.fromDlc(${quoted(repository)}, ${quoted(tag)})`;
  const ecr = code.namespace('aws-cdk-lib/aws-ecr', 'ecr');
  const attributes = inline([
    ['repositoryArn', quoted(`arn:aws:ecr:${region}:${account}:repository/${repository}`)],
    ['repositoryName', quoted(repository)],
  ]);
  return `${code.own('ServingImage')}.fromEcr(${ecr}.Repository.fromRepositoryAttributes(this, ${quoted(`${id}Image`)}, ${attributes}), ${quoted(digest ?? tag ?? 'latest')})`;
}

/** What looks like a secret does not go into code. */
function environmentExpression(code: SourceCode, given: Readonly<Record<string, string>>, name: string): string | undefined {
  const secret = Object.keys(given).filter((key) => SECRET.test(key));
  if (secret.length > 0)
    code.leaveOut(
      `${secret.join(', ')} in the environment of model ${name}, whose value looks like a secret: let the container fetch it when it starts`,
    );
  const entries = Object.entries(given).filter(([key]) => !secret.includes(key));
  return entries.length === 0 ? undefined : inline(entries.map(([key, value]) => [key, quoted(value)] as const));
}
