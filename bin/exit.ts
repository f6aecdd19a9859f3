/** Exit codes of every verb. */
export const EXIT = { good: 0, ours: 1, yours: 2, verdict: 3, interrupted: 130 } as const;
