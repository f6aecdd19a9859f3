import type { MapState } from '../definition.js';
import { evaluateFields } from '../evaluate-fields.js';
import type { Flow, Visit } from '../flow.js';
import { isoTime } from '../iso-time.js';
import { byteLength, isObject, type Json } from '../json.js';
import { StateFailure } from '../state-failure.js';

/** How a child execution of a distributed Map ended, if it was started. */
export interface ChildResult {
  readonly input: Json;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'PENDING';
  readonly name?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly output?: Json;
  readonly Error?: string;
  readonly Cause?: string;
}

/** Files of results and what they hold (developer guide, "ResultWriter"). */
const FILES: { readonly [file: string]: readonly ChildResult['status'][] } = {
  FAILED: ['FAILED', 'ABORTED'],
  PENDING: ['PENDING'],
  SUCCEEDED: ['SUCCEEDED'],
};

/**
 * What the state answers: the outputs of the children that succeeded, or, with a ResultWriter, where the manifest of result files lies
 * (`<Prefix>/<map run id>/manifest.json`, with SUCCEEDED_0.json and its like beside it). UNCONFIRMED: that outputs of tolerated failures
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
  const files: Record<string, { Key: string; Size: number }[]> = {};
  for (const [file, holds] of Object.entries(FILES)) {
    const records = results.filter(({ status }) => holds.includes(status)).map((result) => recordOf(flow, arn, result));
    const [key, body] = [`${folder}/${file}_0.json`, JSON.stringify(records)];
    files[file] = records.length === 0 ? [] : [{ Key: key, Size: byteLength(body) }];
    if (records.length > 0) await flow.run.items.write(bucket, key, body);
  }
  const key = `${folder}/manifest.json`;
  await flow.run.items.write(bucket, key, JSON.stringify({ DestinationBucket: bucket, MapRunArn: arn, ResultFiles: files }));
  return { MapRunArn: arn, ResultWriterDetails: { Bucket: bucket, Key: key } };
}

function recordOf({ run }: Flow, arn: string, result: ChildResult): Json {
  const machine = arn.slice(arn.indexOf(':mapRun:') + ':mapRun:'.length, arn.lastIndexOf(':'));
  const { name, startedAt, endedAt } = result;
  return {
    ...(name === undefined ? {} : { ExecutionArn: `arn:aws:states:${run.region}:${run.account}:execution:${machine}:${name}` }),
    Input: JSON.stringify(result.input),
    InputDetails: { Included: true },
    ...(name === undefined ? {} : { Name: name }),
    ...(result.output === undefined ? {} : { Output: JSON.stringify(result.output), OutputDetails: { Included: true } }),
    ...(result.Error === undefined ? {} : { Error: result.Error }),
    ...(result.Cause === undefined ? {} : { Cause: result.Cause }),
    ...(startedAt === undefined ? {} : { StartDate: isoTime(startedAt) }),
    StateMachineArn: `arn:aws:states:${run.region}:${run.account}:stateMachine:${machine}`,
    Status: result.status,
    ...(endedAt === undefined ? {} : { StopDate: isoTime(endedAt) }),
  };
}
