/** The time until which a container has to have answered. One timer a call: AbortSignal.any and .timeout cost more than the call. */
export class Deadline {
  /** Whether the time is over, and not only the wait. */
  passed = false;
  cancelled = false;
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(millis: number) {
    this.timer = setTimeout(() => {
      this.passed = true;
      this.controller.abort();
    }, millis);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The answer is there. */
  met(): void {
    clearTimeout(this.timer);
  }

  /** The platform closes: nobody waits any more, and what becomes of the call says nothing of the model. */
  cancel(): void {
    this.cancelled = true;
    clearTimeout(this.timer);
    this.controller.abort();
  }
}
