/** A state as Amazon States Language has it. */
export type State = Record<string, unknown>;

/** What comes after a state. */
export type After = { readonly Next: string } | { readonly End: true };

/** Full jitter; services refuse for a moment what is too much at once. */
export const RETRY = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 2, BackoffRate: 2, JitterStrategy: 'FULL' }];
