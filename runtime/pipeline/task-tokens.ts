import { parked, type PipelineClock } from './clock.js';
import type { Json } from './json.js';
import { StateFailure } from './state-failure.js';

interface Waiter {
  readonly settle: (output: Json) => void;
  readonly fail: (failure: StateFailure) => void;
  readonly beat: () => void;
}

/** Task tokens that were handed out, and what came back for them: SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat. */
export class TaskTokens {
  private readonly waiting = new Map<string, Waiter>();
  private readonly early = new Map<string, (waiter: Waiter) => void>();

  /** Whether the token was known. */
  success(token: string, output: Json): boolean {
    return this.tell(token, ({ settle }) => settle(output), true);
  }

  failure(token: string, error?: string, cause?: string): boolean {
    return this.tell(token, ({ fail }) => fail(new StateFailure(error, cause)), true);
  }

  heartbeat(token: string): boolean {
    return this.tell(token, ({ beat }) => beat(), false);
  }

  /** A token exists from the moment its state is entered: an answer that comes before the state waits is kept. */
  open(token: string): void {
    this.early.set(token, () => undefined);
  }

  async wait(token: string, clock: PipelineClock, signal: AbortSignal, beat: () => void): Promise<Json> {
    const answered = this.early.get(token);
    this.early.delete(token);
    return parked<Json>(
      clock,
      (settle, fail) => {
        const waiter = { settle, fail, beat };
        this.waiting.set(token, waiter);
        const stop = (): void => {
          this.waiting.delete(token);
          fail(new StateFailure('States.Timeout', undefined));
        };
        signal.addEventListener('abort', stop, { once: true });
        answered?.(waiter);
      },
      signal,
    );
  }

  private tell(token: string, say: (waiter: Waiter) => void, last: boolean): boolean {
    const waiter = this.waiting.get(token);
    if (waiter !== undefined) {
      if (last) this.waiting.delete(token);
      say(waiter);
      return true;
    }
    if (!this.early.has(token)) return false;
    this.early.set(token, say);
    return true;
  }
}
