import type { MapState } from '../definition.js';
import { evaluateFields } from '../evaluate-fields.js';
import type { Flow, Visit } from '../flow.js';
import { isoTime } from '../iso-time.js';
import { byteLength, isObject, type Json } from '../json.js';
import { StateFailure } from '../state-failure.js';

/** How a child execution of a distributed Map ended. */
export interface ChildResult {
  readonly name: string;
  readonly input: Json;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly output?: Json;
  readonly Error?: string;
  readonly Cause?: string;
}

/**
 * What the state answers: the outputs of the children that succeeded, or, with a ResultWriter, where the manifest of result files lies
 * (`<Prefix>/<map run id>/manifest.json`, with SUCCEEDED_0.json and FAILED_0.json beside it). UNCONFIRMED: that outputs of tolerated failures
 * are left out and not null.
 */
export async function writeResults(
  flow: Flow,
  visit: Visit,
  state: MapState,
  arn: string,
  id: string,
  results: readonly ChildResult[],
): Promise<Json> {
  if (state.ResultWriter === undefined) return results.flatMap(({ status, output }) => (status === 'SUCCEEDED' ? [output ?? null] : []));
  const values = await evaluateFields(flow, visit, { 'ResultWriter/Arguments': state.ResultWriter.Arguments });
  const given = values['ResultWriter/Arguments'];
  const { Bucket: bucket, Prefix: prefix = '' } = isObject(given) ? given : {};
  if (typeof bucket !== 'string' || typeof prefix !== 'string')
    throw new StateFailure('States.ResultWriterFailed', 'ResultWriter has no Bucket.');
  const folder = `${prefix === '' ? '' : `${prefix.replace(/\/$/, '')}/`}${id}`;
  const files: Record<string, { Key: string; Size: number }[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  for (const status of ['SUCCEEDED', 'FAILED'] as const) {
    const records = results.filter((result) => result.status === status).map((result) => recordOf(flow, arn, result));
    if (records.length === 0) continue;
    const [key, body] = [`${folder}/${status}_0.json`, JSON.stringify(records)];
    await flow.run.items.write(bucket, key, body);
    files[status]?.push({ Key: key, Size: byteLength(body) });
  }
  const key = `${folder}/manifest.json`;
  await flow.run.items.write(bucket, key, JSON.stringify({ DestinationBucket: bucket, MapRunArn: arn, ResultFiles: files }));
  return { MapRunArn: arn, ResultWriterDetails: { Bucket: bucket, Key: key } };
}

function recordOf({ run }: Flow, arn: string, result: ChildResult): Json {
  const machine = arn.slice(arn.indexOf(':mapRun:') + ':mapRun:'.length, arn.lastIndexOf(':'));
  return {
    ExecutionArn: `arn:aws:states:${run.region}:${run.account}:execution:${machine}:${result.name}`,
    Input: JSON.stringify(result.input),
    InputDetails: { Included: true },
    Name: result.name,
    ...(result.output === undefined ? {} : { Output: JSON.stringify(result.output), OutputDetails: { Included: true } }),
    ...(result.Error === undefined ? {} : { Error: result.Error }),
    ...(result.Cause === undefined ? {} : { Cause: result.Cause }),
    StartDate: isoTime(result.startedAt),
    StateMachineArn: `arn:aws:states:${run.region}:${run.account}:stateMachine:${machine}`,
    Status: result.status,
    StopDate: isoTime(result.endedAt),
  };
}
