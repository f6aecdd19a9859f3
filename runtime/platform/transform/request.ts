import { throwProblems, type Place } from '../../../core/errors/index.js';
import { TRANSFORM_LIMITS } from '../../../core/limits/index.js';
import { TRANSFORM_ASSUMPTIONS, AssumptionLog, type TransformAssumptions } from './assumptions.js';
import { parseJsonPath, type JsonPath } from './json-path.js';

/** CreateTransformJob, as far as it decides what happens: the API's own names, as a state machine gives them. */
export interface TransformRequest {
  readonly TransformJobName: string;
  readonly ModelName: string;
  readonly TransformInput: {
    readonly DataSource: { readonly S3DataSource: { readonly S3DataType: string; readonly S3Uri: string } };
    readonly ContentType?: string;
    readonly CompressionType?: string;
    readonly SplitType?: string;
  };
  readonly TransformOutput: { readonly S3OutputPath: string; readonly Accept?: string; readonly AssembleWith?: string };
  readonly TransformResources: { readonly InstanceType: string; readonly InstanceCount: number };
  readonly BatchStrategy?: string;
  readonly MaxConcurrentTransforms?: number;
  readonly MaxPayloadInMB?: number;
  readonly ModelClientConfig?: { readonly InvocationsTimeoutInSeconds?: number; readonly InvocationsMaxRetries?: number };
  readonly DataProcessing?: { readonly InputFilter?: string; readonly OutputFilter?: string; readonly JoinSource?: string };
  readonly Environment?: Readonly<Record<string, string>>;
}

export type SplitType = 'None' | 'Line' | 'RecordIO' | 'TFRecord';
export type BatchStrategy = 'MultiRecord' | 'SingleRecord';
export type ProcessedFormat = 'csv' | 'json' | 'jsonlines';

/** A request that was found sound, with its defaults. */
export interface TransformJob {
  readonly name: string;
  readonly dataType: 'S3Prefix' | 'ManifestFile';
  readonly inputUri: string;
  readonly outputUri: string;
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
  readonly gzip: boolean;
  readonly split: SplitType;
  readonly assembleLine: boolean;
  readonly timeoutSeconds: number;
  readonly maxRetries: number;
  /** What the job says of these itself; the container is asked for the others. */
  readonly batchStrategy: BatchStrategy | undefined;
  readonly maxConcurrentTransforms: number | undefined;
  readonly maxPayloadInMB: number | undefined;
  /** Absent where records go through as they are. */
  readonly processing?: Processing;
  readonly environment: Readonly<Record<string, string>>;
  readonly assumed: AssumptionLog;
}

export interface Processing {
  readonly format: ProcessedFormat;
  readonly inputFilter: JsonPath;
  readonly outputFilter: JsonPath;
  readonly join: boolean;
}

const FORMATS: Readonly<Record<string, ProcessedFormat>> = {
  'text/csv': 'csv',
  'application/json': 'json',
  'application/jsonlines': 'jsonlines',
};
const SPLITS = ['None', 'Line', 'RecordIO', 'TFRecord'];

/** Checks a request as CreateTransformJob does, all of it; throws `transform-refused` with every problem. */
export function readTransformRequest(
  request: TransformRequest,
  assumptions: Partial<TransformAssumptions> = {},
  place: Place = {},
): TransformJob {
  const assumed = new AssumptionLog({ ...TRANSFORM_ASSUMPTIONS, ...assumptions });
  const problems: string[] = [];
  const oneOf = (name: string, given: string | undefined, accepted: readonly string[]): void => {
    if (given !== undefined && !accepted.includes(given)) problems.push(`${name} is '${given}'; give one of ${accepted.join(', ')}`);
  };
  const between = (name: string, given: number | undefined, least: number, most: number): void => {
    if (given !== undefined && !(Number.isInteger(given) && given >= least && given <= most))
      problems.push(`${name} is ${given}; give a whole number from ${least} to ${most}`);
  };
  const { TransformInput: input, TransformOutput: output, ModelClientConfig: client = {}, TransformResources: resources } = request;
  const { S3DataType: dataType, S3Uri: inputUri } = input.DataSource.S3DataSource;
  const { maxPayloadInMB: mostMB, maxTimeoutSeconds, maxRetries, maxInstances, maxEnvironment, nameLength, namePattern } = TRANSFORM_LIMITS;
  if (!namePattern.test(request.TransformJobName) || request.TransformJobName.length > nameLength)
    problems.push(`TransformJobName is '${request.TransformJobName}'; give 1 to ${nameLength} letters, digits and hyphens`);
  oneOf('S3DataType', dataType, ['S3Prefix', 'ManifestFile']);
  oneOf('CompressionType', input.CompressionType, ['None', 'Gzip']);
  oneOf('SplitType', input.SplitType, SPLITS);
  oneOf('AssembleWith', output.AssembleWith, ['None', 'Line']);
  oneOf('BatchStrategy', request.BatchStrategy, ['MultiRecord', 'SingleRecord']);
  for (const [name, uri] of [['S3Uri', inputUri] as const, ['S3OutputPath', output.S3OutputPath] as const])
    if (!/^s3:\/\/[^/]+/.test(uri)) problems.push(`${name} is '${uri}'; give s3://bucket/prefix`);
  between('MaxPayloadInMB', request.MaxPayloadInMB, 0, mostMB);
  between('MaxConcurrentTransforms', request.MaxConcurrentTransforms, 0, Number.MAX_SAFE_INTEGER);
  between('InvocationsTimeoutInSeconds', client.InvocationsTimeoutInSeconds, 1, maxTimeoutSeconds);
  between('InvocationsMaxRetries', client.InvocationsMaxRetries, 0, maxRetries);
  between('InstanceCount', resources.InstanceCount, 1, maxInstances);
  if ((request.MaxConcurrentTransforms ?? 0) * (request.MaxPayloadInMB ?? 0) > mostMB)
    problems.push(
      `MaxConcurrentTransforms ${request.MaxConcurrentTransforms} times MaxPayloadInMB ${request.MaxPayloadInMB} is more than ${mostMB}; lower one of them`,
    );
  const { Environment: environment = {} } = request;
  if (Object.keys(environment).length > maxEnvironment)
    problems.push(`Environment has ${Object.keys(environment).length} entries; at most ${maxEnvironment} are accepted`);
  const processing = processingOf(request, assumed, problems);
  throwProblems('transform-refused', problems, place);
  return {
    name: request.TransformJobName,
    dataType: dataType as TransformJob['dataType'],
    inputUri,
    outputUri: output.S3OutputPath,
    contentType: input.ContentType,
    accept: output.Accept,
    gzip: input.CompressionType === 'Gzip',
    split: (input.SplitType ?? 'None') as SplitType,
    assembleLine: output.AssembleWith === 'Line',
    timeoutSeconds: client.InvocationsTimeoutInSeconds ?? TRANSFORM_LIMITS.timeoutSeconds,
    maxRetries: client.InvocationsMaxRetries ?? maxRetries,
    batchStrategy: request.BatchStrategy as BatchStrategy | undefined,
    maxConcurrentTransforms: request.MaxConcurrentTransforms === 0 ? undefined : request.MaxConcurrentTransforms,
    maxPayloadInMB: request.MaxPayloadInMB,
    ...(processing === undefined ? {} : { processing }),
    environment,
    assumed,
  };
}

/** Developer Guide, batch-transform-data-processing: equal content types, and the same splitting and assembling. */
function processingOf(request: TransformRequest, log: AssumptionLog, problems: string[]): Processing | undefined {
  const { InputFilter, OutputFilter, JoinSource = 'None' } = request.DataProcessing ?? {};
  if (!['None', 'Input'].includes(JoinSource)) problems.push(`JoinSource is '${JoinSource}'; give None or Input`);
  if ((InputFilter ?? '$') === '$' && (OutputFilter ?? '$') === '$' && JoinSource === 'None') return undefined;
  const { ContentType: contentType = '', SplitType: split = 'None' } = request.TransformInput;
  const { Accept: accept = '', AssembleWith: assemble = 'None' } = request.TransformOutput;
  const format = FORMATS[contentType];
  if (format === undefined || accept !== contentType)
    problems.push(
      `ContentType is '${contentType}' and Accept '${accept}'; with DataProcessing both have to be the same, and one of ${Object.keys(FORMATS).join(', ')}`,
    );
  if (split !== assemble) problems.push(`SplitType is ${split} and AssembleWith ${assemble}; with DataProcessing they have to be the same`);
  if (format === 'csv' && split !== 'Line') problems.push(`SplitType is ${split}; with DataProcessing of text/csv it has to be Line`);
  if (format === 'json' && split !== 'None')
    problems.push(`SplitType is ${split}; an object of application/json is one record: leave it out, or send application/jsonlines`);
  const paths = [['InputFilter', InputFilter] as const, ['OutputFilter', OutputFilter] as const].map(([name, text]) => {
    const parsed = parseJsonPath(text, log);
    if (!parsed.ok) problems.push(`${name}: ${parsed.message}`);
    else if (format === 'csv' && parsed.path.selectors.some(({ kind }) => kind === 'name'))
      problems.push(`${name} is '${parsed.path.text}'; a row of CSV is a list: give places, such as $[0] or $[1:]`);
    return parsed.ok ? parsed.path : undefined;
  });
  const [inputFilter, outputFilter] = paths;
  if (format === undefined || inputFilter === undefined || outputFilter === undefined) return undefined;
  return { format, inputFilter, outputFilter, join: JoinSource === 'Input' };
}

/** What the container finds in its environment (Developer Guide, your-algorithms-batch-code): the job's own entries over the model's. */
export function transformEnvironment(
  { environment, batchStrategy, maxConcurrentTransforms, maxPayloadInMB }: TransformJob,
  ofModel: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    ...ofModel,
    ...environment,
    SAGEMAKER_BATCH: 'true',
    ...(maxPayloadInMB === undefined ? {} : { SAGEMAKER_MAX_PAYLOAD_IN_MB: String(maxPayloadInMB) }),
    ...(batchStrategy === undefined
      ? {}
      : { SAGEMAKER_BATCH_STRATEGY: batchStrategy === 'MultiRecord' ? 'MULTI_RECORD' : 'SINGLE_RECORD' }),
    ...(maxConcurrentTransforms === undefined ? {} : { SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: String(maxConcurrentTransforms) }),
  };
}
