/** What every step is told: the instant that it is, ISO 8601. The state machine's clock is the only one. */
interface StepEvent {
  readonly now: string;
}

/** What the state machine of a batch deployment gives its steps, and what they answer. */
export interface PrepareEvent extends StepEvent {
  /** Instant that the run is about, ISO 8601; the schedule's, or that of a backfill. */
  readonly time: string;
  /** ARN of the execution. */
  readonly execution: string;
  /** Whether a day's part that is published may be run anew, if anything has come into it since. */
  readonly again?: boolean;
}

export type PrepareAnswer =
  | {
      readonly status: 'ready';
      readonly runId: string;
      readonly attempt: number;
      readonly jobName: string;
      /** `s3://bucket/key` of the manifest that SageMaker reads. */
      readonly manifest: string;
      readonly output: string;
      readonly objects: number;
      readonly startedAt: string;
    }
  | { readonly status: 'published' | 'underway' | 'empty'; readonly runId: string; readonly because: string };

export interface ConvertEvent extends StepEvent {
  readonly runId: string;
}

export interface ConvertAnswer {
  readonly runId: string;
  /** Objects that no lines were made of yet: the step is called again until there are none. */
  readonly left: number;
}

export interface PublishEvent extends StepEvent {
  readonly runId: string;
  readonly attempt: number;
  readonly execution: string;
  readonly startedAt: string;
  /** What SageMaker says of the job, of one that failed as text: its times are what instances are paid for. */
  readonly job?: unknown;
  /** Whether the job has failed for the last time, and what it wrote is published without the objects that have no output. */
  readonly partly?: boolean;
  /** Of a backfill nobody is told: it publishes no metrics, and its record says all. */
  readonly backfill?: boolean;
}

export interface PublishAnswer {
  readonly runId: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rejected: number;
  /** Objects that were set aside. */
  readonly setAside?: number;
  readonly published: boolean;
  readonly because?: string;
  readonly publishedDay?: string;
}

export interface FailureEvent extends StepEvent {
  readonly time: string;
  readonly execution: string;
  readonly error: string;
  readonly cause: string;
  /** Which attempt failed; 0 where none was claimed. */
  readonly attempt: number;
  /** Empty where none was prepared: it is then named after the time. */
  readonly runId?: string;
  /** Whether there is no further one, so that the run has failed. */
  readonly last: boolean;
  readonly backfill?: boolean;
}

/** The schedule's own. */
export type FreshnessEvent = StepEvent;

export interface LateEvent extends StepEvent {
  /** Instant of the run that has just been published. */
  readonly time: string;
  /** Only days before this one are looked at; all where it is empty. */
  readonly before: string;
  readonly backfill?: boolean;
}

/** The next day's part to run anew, by the instant that its run is about; nothing where there is none. */
export interface LateAnswer {
  readonly time?: string;
  readonly day?: string;
}
