/** A failure in the terms of Step Functions: retried, caught, or the end of the execution. */
export class StateFailure extends Error {
  constructor(
    /** `States.Timeout`, `Lambda.Unknown`, a task's own; none where a Fail state gives none. */
    readonly error: string | undefined,
    readonly reason: string | undefined,
    /** Ends the execution whatever Retry and Catch say (States.Runtime; a state's own output beyond the limit). */
    readonly terminal = false,
  ) {
    super(`${error ?? 'no error name'}: ${reason ?? 'no cause'}`);
  }

  /** `$states.errorOutput`. */
  get output(): { readonly Error?: string; readonly Cause?: string } {
    return {
      ...(this.error === undefined ? {} : { Error: this.error }),
      ...(this.reason === undefined ? {} : { Cause: this.reason }),
    };
  }
}

/** A task ran out of time. A missed heartbeat is recorded by AWS as States.Timeout too, and ErrorEquals may call it by its own name. */
export class TimeoutFailure extends StateFailure {
  constructor(readonly heartbeat: boolean) {
    super('States.Timeout', undefined);
  }
}

/**
 * Whether a name in ErrorEquals means this failure. States.TaskFailed means every failure of a task but a timeout (UNCONFIRMED for
 * States.Runtime); recorded answers show States.ALL catching a task's States.DataLimitExceeded, whatever the documentation says.
 */
export function matches(names: readonly string[], failure: StateFailure): boolean {
  if (failure.terminal) return false;
  return names.some((name) => {
    if (name === 'States.ALL' || name === failure.error) return true;
    if (name === 'States.HeartbeatTimeout') return failure instanceof TimeoutFailure && failure.heartbeat;
    return name === 'States.TaskFailed' && !(failure.error ?? '').startsWith('States.');
  });
}
