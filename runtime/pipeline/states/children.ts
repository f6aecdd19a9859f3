import type { Flow } from '../flow.js';
import { parked, stopper } from '../clock.js';
import { StateFailure } from '../state-failure.js';
import type { Json } from '../json.js';

/** How one of several flows ended. */
export type Ended = { readonly output: Json } | { readonly failure: StateFailure } | { readonly stopped: true };

/** A flow was stopped because another one failed, or the execution was. */
export class FlowStopped extends Error {
  constructor() {
    super('the flow was stopped');
  }
}

/**
 * Runs flows side by side, so many at once, and waits until all have ended. The state around them waits without holding the clock.
 *
 * @param begin runs one flow to its end; it is called in order.
 * @param ended told of each end in the order of ending; answers whether the others shall stop.
 */
export async function sideBySide(
  flow: Flow,
  count: number,
  atOnce: number,
  begin: (at: number, signal: AbortSignal) => Promise<Json>,
  ended: (at: number, end: Ended) => boolean,
): Promise<void> {
  if (count === 0) return;
  const { clock } = flow.run;
  const controller = stopper();
  const stop = (): void => controller.abort();
  flow.signal.addEventListener('abort', stop, { once: true });
  let next = 0;
  let open = 0;
  let defect: Error | undefined;
  await parked<void>(clock, (allEnded) => {
    const one = async (at: number): Promise<void> => {
      clock.hold();
      open += 1;
      const end = await endOf(begin(at, controller.signal));
      if (end instanceof Error) {
        defect ??= end;
        stop();
      } else if (ended(at, end)) stop();
      open -= 1;
      clock.release();
      more();
    };
    const more = (): void => {
      for (let room = atOnce - open; room > 0 && next < count && !controller.signal.aborted; room -= 1) void one(next++);
      if (open === 0) allEnded();
    };
    more();
  });
  flow.signal.removeEventListener('abort', stop);
  if (defect !== undefined) throw defect;
  if (flow.signal.aborted) throw new FlowStopped();
}

/** The end of a flow; an error that is none of Step Functions' is a defect. */
async function endOf(flow: Promise<Json>): Promise<Ended | Error> {
  try {
    return { output: await flow };
  } catch (error) {
    if (error instanceof StateFailure) return { failure: error };
    if (error instanceof FlowStopped) return { stopped: true };
    return error instanceof Error ? error : new FlowStopped();
  }
}
