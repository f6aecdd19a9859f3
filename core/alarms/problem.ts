/** Why an alarm cannot be evaluated here: a mistake in it, or something that cannot be reproduced. Never guessed around. */
export class AlarmProblem {
  constructor(
    /** Its name: `anomaly detection band`, `SEARCH`, `Threshold`. */
    readonly what: string,
    readonly reason: string,
  ) {}
}
