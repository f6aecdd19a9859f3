import { uuid } from '../../random.js';
import type { TaskState } from '../definition.js';
import { contextOf, evaluateFields, wrongType } from '../evaluate-fields.js';
import type { Flow, Outcome, Visit } from '../flow.js';
import { dataDetails } from '../history.js';
import { byteLength, type Json, type JsonObject } from '../json.js';
import { MOST_STATE_BYTES } from '../limits.js';
import { StateFailure, TimeoutFailure } from '../state-failure.js';
import { parseResource, type ParsedResource, type TaskHandler } from '../tasks.js';
import { tooLarge } from './leave.js';
import { recovering } from './recover.js';
import { withinTime, type TimeLimits } from './within-time.js';

export async function runTask(flow: Flow, visit: Visit, state: TaskState): Promise<Outcome> {
  const resource = parseResource(state.Resource);
  const handler = resource === undefined ? undefined : flow.run.tasks[resource.integration];
  if (resource === undefined || handler === undefined)
    throw new StateFailure('States.Runtime', `The resource ${state.Resource} is not known.`, true);
  return recovering(flow, visit, state, async () => ({ result: await once(flow, visit, state, resource, handler) }));
}

async function once(flow: Flow, visit: Visit, state: TaskState, resource: ParsedResource, handler: TaskHandler): Promise<Json> {
  if (resource.pattern === 'waitForTaskToken') {
    visit.token = uuid(flow.run.random);
    flow.run.tokens.open(visit.token);
  }
  const { Arguments: given = {}, ...values } = await evaluateFields(flow, visit, {
    Arguments: state.Arguments,
    TimeoutSeconds: state.TimeoutSeconds,
    HeartbeatSeconds: state.HeartbeatSeconds,
  });
  const limits = {
    ...seconds(flow, visit, state, 'TimeoutSeconds', 'timeoutSeconds', values.TimeoutSeconds),
    ...seconds(flow, visit, state, 'HeartbeatSeconds', 'heartbeatSeconds', values.HeartbeatSeconds),
  };
  const story = storyOf(flow, state, resource);
  story.scheduled(given, limits);
  try {
    const output = await withinTime(flow.run.clock, limits, flow.signal, async (signal, beat) => {
      const answer = await handler({
        integration: resource.integration,
        resource: state.Resource,
        pattern: resource.pattern,
        arguments: given,
        execution: flow.run.executionArn,
        context: contextOf(flow, visit),
        clock: flow.run.clock,
        signal,
        submitted: (taken) => story.submitted(taken),
      });
      if (visit.token === undefined) return answer;
      story.submitted(answer);
      return flow.run.tokens.wait(visit.token, flow.run.clock, signal, beat);
    });
    if (byteLength(JSON.stringify(output)) > MOST_STATE_BYTES)
      throw tooLarge(resource.service === undefined ? state.Resource : resource.service.resourceType, false);
    story.succeeded(output);
    return output;
  } catch (error) {
    if (error instanceof StateFailure && !flow.signal.aborted) story.failed(error);
    throw error;
  }
}

function seconds(
  flow: Flow,
  visit: Visit,
  state: TaskState,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
  key: keyof TimeLimits,
  value: Json | undefined,
): TimeLimits {
  if (value === undefined) return {};
  if (typeof value !== 'number') throw wrongType(flow, visit, field, state[field] ?? null, 'number', value);
  return { [key]: value };
}

/** How a task stands in the history: a function's own ARN has entries of its own. */
interface Story {
  scheduled(given: Json, limits: TimeLimits): void;
  submitted(output: Json): void;
  succeeded(output: Json): void;
  failed(failure: StateFailure): void;
}

function storyOf({ thread, run }: Flow, state: TaskState, { service }: ParsedResource): Story {
  const name = service === undefined ? 'LambdaFunction' : 'Task';
  const about: JsonObject = { ...service };
  return {
    scheduled: (given, { timeoutSeconds, heartbeatSeconds }) => {
      thread.add(`${name}Scheduled`, {
        ...(service === undefined
          ? { ...dataDetails('input', given), resource: state.Resource }
          : { parameters: JSON.stringify(given), region: run.region, ...about }),
        ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
        ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
      });
      thread.add(`${name}Started`, service === undefined ? undefined : about);
    },
    submitted: (output) => thread.add('TaskSubmitted', { ...dataDetails('output', output), ...about }),
    succeeded: (output) => thread.add(`${name}Succeeded`, { ...dataDetails('output', output), ...about }),
    failed: (failure) => {
      const { Error: error, Cause: cause } = failure.output;
      const details = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }), ...about };
      thread.add(`${name}${failure instanceof TimeoutFailure ? 'TimedOut' : 'Failed'}`, details);
    },
  };
}
