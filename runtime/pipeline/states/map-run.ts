import type { MapState } from '../definition.js';
import { evaluateFields, wrongType } from '../evaluate-fields.js';
import type { Flow, RunFlow, Visit } from '../flow.js';
import { History, Thread } from '../history.js';
import { isoTime } from '../iso-time.js';
import { byteLength, type Json, type JsonObject } from '../json.js';
import { DISTRIBUTED_CONCURRENCY } from '../limits.js';
import { uuid } from '../../random.js';
import { StateFailure } from '../state-failure.js';
import { sideBySide } from './children.js';
import { listOf, selected } from './items.js';
import { readItems } from './read-items.js';
import { writeResults, type ChildResult } from './write-results.js';

/** A distributed Map: each iteration (or batch of them) is an execution of its own, with a history of its own. */
export async function mapRun(flow: Flow, visit: Visit, state: MapState, runFlow: RunFlow): Promise<Json> {
  const limits = await limitsOf(flow, visit, state);
  const given = state.ItemReader === undefined ? await givenItems(flow, visit, state) : undefined;
  flow.thread.add('MapStateStarted', { length: given?.length ?? 0 });
  const label = state.Label ?? visit.name;
  const machine = flow.run.context.StateMachine.Name;
  const id = uuid(flow.run.random);
  const arn = `arn:aws:states:${flow.run.region}:${flow.run.account}:mapRun:${machine}/${label}:${id}`;
  flow.thread.add('MapRunStarted', { mapRunArn: arn });
  const started = flow.thread.previous;
  try {
    const items = given ?? (await readItems(flow, visit, state));
    const { results, failedItems, exceeded } = await children(flow, visit, state, runFlow, { items, limits, label, machine });
    // What all came to is written of a map run that fails, too (developer guide, "ResultWriter": PENDING are those that it did not start).
    const output = await writeResults(flow, visit, state, arn, id, results);
    const failed = results.filter(({ status }) => status === 'FAILED');
    if (exceeded) {
      flow.run.mapRuns?.noteFailure(failed);
      throw new StateFailure('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded');
    }
    flow.run.mapRuns?.note(arn, {
      items: { succeeded: items.length - failedItems, failed: failedItems },
      executions: { succeeded: results.length - failed.length, failed: failed.length },
    });
    flow.thread.add('MapRunSucceeded');
    flow.thread.add('MapStateSucceeded');
    // Recorded with JSONata: the exit follows the start of the map run.
    flow.thread.moveTo(started);
    return output;
  } catch (error) {
    if (error instanceof StateFailure) {
      const { Error: name, Cause: cause } = error.output;
      flow.thread.add('MapRunFailed', { ...(cause === undefined ? {} : { cause }), ...(name === undefined ? {} : { error: name }) });
    }
    throw error;
  }
}

interface MapLimits {
  readonly atOnce: number;
  readonly count?: number;
  readonly percentage?: number;
  readonly perBatch?: number;
  readonly bytesPerBatch?: number;
  readonly batchInput?: Json;
}

async function limitsOf(flow: Flow, visit: Visit, state: MapState): Promise<MapLimits> {
  const templates = {
    MaxConcurrency: state.MaxConcurrency,
    ToleratedFailureCount: state.ToleratedFailureCount,
    ToleratedFailurePercentage: state.ToleratedFailurePercentage,
    'ItemBatcher/MaxItemsPerBatch': state.ItemBatcher?.MaxItemsPerBatch,
    'ItemBatcher/MaxInputBytesPerBatch': state.ItemBatcher?.MaxInputBytesPerBatch,
  };
  const values = await evaluateFields(flow, visit, { ...templates, 'ItemBatcher/BatchInput': state.ItemBatcher?.BatchInput });
  const number = (field: keyof typeof templates): number | undefined => {
    const value = values[field];
    if (value !== undefined && typeof value !== 'number') throw wrongType(flow, visit, field, templates[field] ?? null, 'number', value);
    return value;
  };
  const [count, percentage] = [number('ToleratedFailureCount'), number('ToleratedFailurePercentage')];
  if (count !== undefined && count < 0) throw outOfRange(visit, 'ToleratedFailureCount cannot be negative.');
  if (percentage !== undefined && (percentage < 0 || percentage > 100))
    throw outOfRange(visit, 'ToleratedFailurePercentage must be between 0 and 100.');
  const most = number('MaxConcurrency') ?? 0;
  const [perBatch, bytesPerBatch] = [number('ItemBatcher/MaxItemsPerBatch'), number('ItemBatcher/MaxInputBytesPerBatch')];
  return {
    atOnce: most === 0 ? DISTRIBUTED_CONCURRENCY : most,
    ...(count === undefined ? {} : { count }),
    ...(percentage === undefined ? {} : { percentage }),
    ...(perBatch === undefined ? {} : { perBatch }),
    ...(bytesPerBatch === undefined ? {} : { bytesPerBatch }),
    ...(values['ItemBatcher/BatchInput'] === undefined ? {} : { batchInput: values['ItemBatcher/BatchInput'] }),
  };
}

function outOfRange(visit: Visit, text: string): StateFailure {
  return new StateFailure(
    'States.Runtime',
    `An error occurred while executing the state '${visit.name}' (entered at the event id #${visit.enteredId}). ${text}`,
    true,
  );
}

async function givenItems(flow: Flow, visit: Visit, state: MapState): Promise<readonly Json[]> {
  const { Items: items = visit.input } = await evaluateFields(flow, visit, { Items: state.Items });
  return listOf(flow, visit, state, items);
}

interface Children {
  readonly results: readonly ChildResult[];
  readonly failedItems: number;
  /** More have failed than are tolerated. */
  readonly exceeded: boolean;
}

interface Work {
  readonly items: readonly Json[];
  readonly limits: MapLimits;
  readonly label: string;
  readonly machine: string;
}

async function children(flow: Flow, visit: Visit, state: MapState, runFlow: RunFlow, work: Work): Promise<Children> {
  const { items, limits } = work;
  const inputs: Json[] = [];
  for (const [at, item] of items.entries())
    inputs.push(await selected({ ...flow, item: { Item: { Index: at, Value: item } } }, visit, state, item));
  const batches = state.ItemBatcher === undefined ? inputs.map((input) => ({ input, size: 1 })) : batched(inputs, limits);
  const known = flow.run.finished.take(visit.name);
  const results: ChildResult[] = batches.map(({ input }) => ({ input, status: 'PENDING' }));
  let failedItems = 0;
  let exceeded = false;
  await sideBySide(
    flow,
    batches.length,
    limits.atOnce,
    async (at, signal) => {
      const input = batches[at]?.input ?? null;
      const name = uuid(flow.run.random);
      const startedAt = flow.run.clock.now();
      results[at] = { name, input, startedAt, endedAt: startedAt, status: 'ABORTED' };
      return known.get(at) ?? runFlow(childFlow(flow, work, at, name, input, signal, items), state.ItemProcessor, input);
    },
    (at, end) => {
      const before = results[at];
      if (before === undefined) return false;
      const endedAt = flow.run.clock.now();
      if ('output' in end) {
        flow.run.finished.add(visit.name, at, end.output);
        results[at] = { ...before, endedAt, status: 'SUCCEEDED', output: end.output };
      } else if ('failure' in end) {
        results[at] = { ...before, endedAt, status: 'FAILED', ...end.failure.output };
        failedItems += batches[at]?.size ?? 1;
        exceeded ||= isTooMany(failedItems, items.length, limits);
      }
      return exceeded;
    },
  );
  return { results, failedItems, exceeded };
}

function isTooMany(failed: number, all: number, { count, percentage }: MapLimits): boolean {
  if (count === undefined && percentage === undefined) return failed > 0;
  return (count !== undefined && failed > count) || (percentage !== undefined && (100 * failed) / all > percentage);
}

/** A child starts with nothing of its parent's variables, and with a context of its own. */
function childFlow(
  flow: Flow,
  { machine, label }: Work,
  at: number,
  name: string,
  input: Json,
  signal: AbortSignal,
  items: readonly Json[],
): Flow {
  const { run } = flow;
  const Execution = {
    Id: `arn:aws:states:${run.region}:${run.account}:execution:${machine}/${label}:${name}`,
    Input: input,
    Name: name,
    RedriveCount: 0,
    RoleArn: run.context.Execution['RoleArn'] ?? '',
    StartTime: isoTime(run.clock.now()),
  };
  const history = new History(run.clock);
  return {
    run: {
      ...run,
      context: { Execution, StateMachine: { Id: `${run.context.StateMachine.Id}/${label}`, Name: `${machine}/${label}` } },
    },
    thread: new Thread(history, 0),
    variables: {},
    item: { Item: { Index: at, Value: items[at] ?? null } },
    signal,
    depth: flow.depth + 1,
  };
}

/** As many items to a batch as both limits allow; the input of a batch is `{BatchInput, Items}`. */
function batched(inputs: readonly Json[], limits: MapLimits): { readonly input: Json; readonly size: number }[] {
  const { perBatch = Number.POSITIVE_INFINITY, bytesPerBatch = Number.POSITIVE_INFINITY, batchInput } = limits;
  const batches: Json[][] = [];
  let bytes = 0;
  for (const input of inputs) {
    const size = byteLength(JSON.stringify(input)) + 1;
    const last = batches.at(-1);
    if (last === undefined || last.length >= perBatch || bytes + size > bytesPerBatch) {
      batches.push([input]);
      bytes = size;
    } else {
      last.push(input);
      bytes += size;
    }
  }
  const common: JsonObject = batchInput === undefined ? {} : { BatchInput: batchInput };
  return batches.map((Items) => ({ input: { ...common, Items }, size: Items.length }));
}
