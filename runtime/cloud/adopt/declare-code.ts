import type { DataCaptureConfig, ProductionVariant } from '@aws-sdk/client-sagemaker';
import { SlipwayError } from '../../../core/errors/index.js';
import { capacityExpression } from './capacity-expression.js';
import type { FoundEndpoint } from './found-endpoint.js';
import { barOver } from './import-code.js';
import { modelExpression } from './model-expression.js';
import { classNameOf, constantOf, where } from './names.js';
import { releaseExpression } from './release-expression.js';
import { inline, isGiven, literal, quoted, SourceCode } from './source-code.js';

const SAID_OF_VARIANTS = new Set(['VariantName', 'ModelName', 'InstanceType', 'InitialInstanceCount', 'InitialVariantWeight']);
const SAID_OF_CONFIG = new Set([
  'EndpointConfigName',
  'EndpointConfigArn',
  'ProductionVariants',
  'ShadowProductionVariants',
  'DataCaptureConfig',
  'KmsKeyId',
  'CreationTime',
  'MetricsConfig',
  '$metadata',
]);

/** Code that declares the same endpoint anew, as far as the constructs can say it. */
export function declareCode(
  found: FoundEndpoint,
  latencyMillis: number | undefined,
): { readonly code: string; readonly unsaid: readonly string[] } {
  const code = new SourceCode();
  const { endpoint, config, region, account, models, slowest } = found;
  const name = endpoint.EndpointName ?? '';
  const production = config.ProductionVariants ?? [];
  const shadow = config.ShadowProductionVariants?.[0];
  const variants = production.map((variant) => variantExpression(code, variant, found));
  const shadowVariant = shadow === undefined ? undefined : variantExpression(code, shadow, found);
  const model = models.get(production[0]?.ModelName ?? '');
  for (const [property, value] of Object.entries(config))
    if (!SAID_OF_CONFIG.has(property) && isGiven(value)) code.leaveOut(`${property}: ${JSON.stringify(value)}`);
  if (model?.VpcConfig?.Subnets !== undefined)
    code.leaveOut(
      `the VPC (subnets ${model.VpcConfig.Subnets?.join(', ')}; security groups ${model.VpcConfig.SecurityGroupIds?.join(', ')}): give vpc, vpcSubnets and securityGroups, of which an ID alone does not say the zones`,
    );
  const measured = slowest.get(production[0]?.VariantName ?? '');
  const bar = latencyMillis ?? (measured === undefined ? undefined : barOver(measured));
  if (bar === undefined)
    code.leaveOut('a promised latency, and so no alarm on it: there were no requests to measure it by; give --latency 200 (milliseconds)');
  const fleet = Math.min(...production.map((variant) => instancesOf(found, variant)));
  const roles = new Set([...models.values()].flatMap(({ ExecutionRoleArn }) => ExecutionRoleArn ?? []));
  if (roles.size > 0)
    code.leaveOut(`the execution role ${[...roles].join(', ')}: one is made with exactly the permissions needed; give role to keep it`);
  const props = literal([
    ['variants', `[\n${variants.map((variant) => `    ${variant},`).join('\n')}\n  ]`],
    ['shadow', shadowVariant],
    ['latency', bar === undefined ? undefined : `${code.name('aws-cdk-lib', 'Duration')}.millis(${bar})`],
    ['capture', captureExpression(code, config.DataCaptureConfig)],
    ['release', releaseExpression(code, endpoint.LastDeploymentConfig, fleet, production.length)],
    ['networkIsolation', model?.EnableNetworkIsolation === undefined ? undefined : String(model.EnableNetworkIsolation)],
    ['encryptionKey', keyExpression(code, config.KmsKeyId, 'VolumeKey', region, account)],
  ]);
  code.say(`const endpoint = new ${code.own('RealtimeEndpoint')}(this, 'Endpoint', ${props});`);
  code.say('// Who is told; each address has to confirm once.');
  code.say(`const oncall = new ${code.own('NotificationTopic')}(this, 'Oncall', { emails: [] });`);
  code.say(
    `const alarms = ${code.own('AlarmPlan')}.standard().bind(this, { service: endpoint, page: oncall.asAlarmAction(), ticket: oncall.asAlarmAction() });`,
  );
  code.say(`new ${code.own('ServiceDashboard')}(this, 'Dashboard', { service: endpoint, alarms });`);
  code.say(`new ${code.own('RollbackNotice')}(this, 'RollbackNotice', { service: endpoint, notify: oncall.topic });`);
  const text = code.text({
    className: classNameOf(name),
    about: [
      `The endpoint ${where(found)}, declared anew. CloudFormation does not take over one that is there:`,
      'this makes another one, called after its stack; let the callers move, then delete the old one.',
    ],
    environment: inline([
      ['account', quoted(account)],
      ['region', quoted(region)],
    ]),
  });
  return { code: text, unsaid: code.unsaid };
}

function variantExpression(code: SourceCode, variant: ProductionVariant, found: FoundEndpoint): string {
  const { VariantName: name = '', ModelName: modelName, InstanceType: instanceType } = variant;
  const { endpoint, models, scaling } = found;
  const model = models.get(modelName ?? '');
  if (model === undefined || instanceType === undefined)
    throw refused(found, `the model of variant ${name} was deleted, and nothing else says what it serves`);
  const expression = modelExpression(code, model, classNameOf(name));
  if (typeof expression !== 'string') throw refused(found, expression.reason);
  for (const [property, value] of Object.entries(variant))
    if (!SAID_OF_VARIANTS.has(property) && isGiven(value)) code.leaveOut(`${property} of variant ${name}: ${JSON.stringify(value)}`);
  const constant = `${constantOf(name)}Model`;
  code.say(`const ${constant} = ${expression};`);
  const summary = [...(endpoint.ProductionVariants ?? []), ...(endpoint.ShadowProductionVariants ?? [])].find(
    (each) => each.VariantName === name,
  );
  const weight = summary?.CurrentWeight ?? variant.InitialVariantWeight ?? 1;
  return inline([
    ['name', name === 'AllTraffic' ? undefined : quoted(name)],
    ['model', constant],
    ['instanceType', `${code.own('InstanceType')}.of(${quoted(instanceType)})`],
    ['weight', weight === 1 ? undefined : String(weight)],
    ['capacity', capacityExpression(code, instancesOf(found, variant), scaling.get(name), name)],
  ]);
}

function instancesOf(
  { endpoint, scaling }: FoundEndpoint,
  { VariantName: name = '', InitialInstanceCount: initial = 1 }: ProductionVariant,
): number {
  return (
    scaling.get(name)?.target.MinCapacity ??
    endpoint.ProductionVariants?.find(({ VariantName }) => VariantName === name)?.DesiredInstanceCount ??
    initial
  );
}

function captureExpression(code: SourceCode, capture: DataCaptureConfig | undefined): string {
  const own = code.own('DataCapture');
  if (capture?.EnableCapture !== true) return `${own}.off('it was off when this was adopted')`;
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(capture.DestinationS3Uri ?? '') ?? [];
  if (capture.KmsKeyId !== undefined && capture.KmsKeyId !== '')
    code.leaveOut(`the key of captured records, ${capture.KmsKeyId}: give it as encryptionKey of DataCapture.sample`);
  const modes = capture.CaptureOptions?.map(({ CaptureMode }) => CaptureMode) ?? [];
  if (modes.length === 1 && modes[0] !== 'InputAndOutput')
    code.leaveOut(`that only ${modes[0] === 'Input' ? 'requests' : 'answers'} are captured: both are`);
  const s3 = code.namespace('aws-cdk-lib/aws-s3', 's3');
  const options = inline([
    ['bucket', `${s3}.Bucket.fromBucketName(this, 'Records', ${quoted(bucket)})`],
    ['prefix', prefix === '' ? undefined : quoted(`${prefix.replace(/\/$/, '')}/`)],
  ]);
  if (prefix === '') code.leaveOut('that captured records lie at the root of their bucket: they lie below capture/');
  return `${own}.sample(${capture.InitialSamplingPercentage ?? 100}, ${options})`;
}

function keyExpression(code: SourceCode, key: string | undefined, id: string, region: string, account: string): string | undefined {
  if (key === undefined || key === '') return undefined;
  const kms = code.namespace('aws-cdk-lib/aws-kms', 'kms');
  const arn = key.startsWith('arn:') ? key : `arn:aws:kms:${region}:${account}:key/${key}`;
  return `${kms}.Key.fromKeyArn(this, ${quoted(id)}, ${quoted(arn)})`;
}

function refused(found: FoundEndpoint, reason: string): SlipwayError {
  return new SlipwayError(
    'adopt-refused',
    `${where(found)} cannot be declared: ${reason}; leave --declare out, and it is watched as it is`,
  );
}
