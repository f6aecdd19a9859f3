import type { Catcher, Retrier } from '../definition.js';
import type { Seen } from '../evaluate-fields.js';
import type { Flow, Outcome, Visit } from '../flow.js';
import { RETRY_DEFAULTS } from '../limits.js';
import { matches, StateFailure } from '../state-failure.js';
import { leave, type Way } from './leave.js';

interface Recovery extends Way {
  readonly Type: string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

/** What a state does where it may be tried again; answers how it is left. */
export type Attempt = () => Promise<{ readonly way?: Way } & Seen>;

/**
 * Tries a state, again as its Retry says, and goes where its Catch says. A failed evaluation of Output or Assign counts as the state's failure
 * and is retried and caught like any other.
 *
 * @param givenUp writes down that the state has failed for good, before it is caught or ends the execution.
 */
export async function recovering(
  flow: Flow,
  visit: Visit,
  state: Recovery,
  attempt: Attempt,
  givenUp: () => void = () => undefined,
): Promise<Outcome> {
  const used = new Map<Retrier, number>();
  for (;;) {
    try {
      const { way = state, ...seen } = await attempt();
      return await leave(flow, visit, state.Type, way, seen.result ?? null, seen);
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      const retrier = state.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, error));
      const before = retrier === undefined ? 0 : (used.get(retrier) ?? 0);
      if (retrier !== undefined && before < (retrier.MaxAttempts ?? RETRY_DEFAULTS.maxAttempts)) {
        used.set(retrier, before + 1);
        visit.retries += 1;
        await flow.run.clock.sleepUntil(flow.run.clock.now() + delayMillis(retrier, before, flow.run.random), flow.signal);
        continue;
      }
      givenUp();
      const catcher = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, error));
      if (catcher === undefined) throw error;
      return leave(flow, visit, state.Type, catcher, error.output, { errorOutput: error.output });
    }
  }
}

/** Interval × rate to the power of the tries before, at most MaxDelaySeconds; with full jitter anything between 0 and that. */
function delayMillis(retrier: Retrier, before: number, random: () => number): number {
  const { intervalSeconds, backoffRate } = RETRY_DEFAULTS;
  const grown = (retrier.IntervalSeconds ?? intervalSeconds) * (retrier.BackoffRate ?? backoffRate) ** before;
  const seconds = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return Math.round(1000 * seconds * (retrier.JitterStrategy === 'FULL' ? random() : 1));
}
