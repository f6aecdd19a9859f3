import { isDistributed, type MapState } from '../definition.js';
import { evaluateFields } from '../evaluate-fields.js';
import type { Flow, Outcome, RunFlow, Visit } from '../flow.js';
import type { Json } from '../json.js';
import { INLINE_CONCURRENCY } from '../limits.js';
import { sideBySide } from './children.js';
import { listOf, selected } from './items.js';
import { mapRun } from './map-run.js';
import { recovering } from './recover.js';

export async function runMap(flow: Flow, visit: Visit, state: MapState, runFlow: RunFlow): Promise<Outcome> {
  return recovering(
    flow,
    visit,
    state,
    async () => ({ result: await (isDistributed(state) ? mapRun : iterations)(flow, visit, state, runFlow) }),
    () => flow.thread.add('MapStateFailed'),
  );
}

/** An inline Map: its iterations write into the execution's own history. */
async function iterations(flow: Flow, visit: Visit, state: MapState, runFlow: RunFlow): Promise<Json> {
  const { Items: items = visit.input, MaxConcurrency: most = 0 } = await evaluateFields(flow, visit, {
    Items: state.Items,
    MaxConcurrency: state.MaxConcurrency,
    // Evaluated and not used: an inline Map tolerates no failure.
    ToleratedFailureCount: state.ToleratedFailureCount,
    ToleratedFailurePercentage: state.ToleratedFailurePercentage,
  });
  const list = listOf(flow, visit, state, items);
  const atOnce = most === 0 || typeof most !== 'number' ? INLINE_CONCURRENCY : most;
  flow.thread.add('MapStateStarted', { length: list.length });
  const started = flow.thread.previous;
  const outputs: Json[] = [];
  const threads = list.map(() => flow.thread.fork());
  let failure: Error | undefined;
  let before = started;
  let lastSuccess: number | undefined;
  await sideBySide(
    flow,
    list.length,
    atOnce,
    async (at, signal) => {
      const thread = threads[at] ?? flow.thread.fork();
      // The next iteration follows the state that the iteration which made room for it left last.
      thread.moveTo(at < atOnce ? started : before);
      thread.add('MapIterationStarted', { index: at, name: visit.name });
      const item = { Item: { Index: at, Value: list[at] ?? null } };
      const inner = { ...flow, thread, signal, item, variables: { ...flow.variables }, depth: flow.depth + 1 };
      const input = await selected(inner, visit, state, list[at] ?? null);
      return runFlow(inner, state.ItemProcessor, input);
    },
    (at, end) => {
      const thread = threads[at] ?? flow.thread;
      if ('output' in end) {
        outputs[at] = end.output;
        before = thread.previous;
        lastSuccess = thread.addAside('MapIterationSucceeded', { index: at, name: visit.name });
      } else if ('failure' in end && failure === undefined) {
        failure = end.failure;
        before = thread.previous;
        thread.addAside('MapIterationFailed', { index: at, name: visit.name });
        if (thread.inTask) thread.addAside('TaskStateAborted');
      } else {
        thread.addAside('MapIterationAborted', { index: at, name: visit.name }, before);
        if (thread.inTask) thread.addAside('TaskStateAborted', undefined, before);
      }
      return 'failure' in end;
    },
  );
  if (failure !== undefined) {
    flow.thread.moveTo(before);
    throw failure;
  }
  if (lastSuccess !== undefined) flow.thread.moveTo(lastSuccess);
  flow.thread.addAside('MapStateSucceeded');
  return outputs;
}
