/** What scored: whoever reads the record years later can find the same bytes. */
export interface RunModel {
  readonly name: string;
  /** SHA-256 over names and bytes of what serves. */
  readonly digest?: string;
  /** URI with tag or digest. */
  readonly image?: string;
  /** SHA-256 of schema.json; absent where the schema is read from the model itself. */
  readonly schema?: string;
}

export interface RunInstances {
  readonly type: string;
  readonly count: number;
}

/** One try at a run. */
export interface RunAttempt {
  readonly attempt: number;
  /** Seconds that each instance is paid for. */
  readonly instanceSeconds: number;
  /** Whether the job itself said so; else it is the whole of the attempt, which is more. */
  readonly saidByJob: boolean;
  /** Why it failed. */
  readonly error?: string;
}

/** What runs leave, whether they were published or failed. */
interface RunFacts {
  readonly runId: string;
  readonly dataTime: string;
  readonly execution: string;
  readonly endedAt: string;
  readonly attempts: readonly RunAttempt[];
  readonly model: RunModel;
  readonly instances: RunInstances;
  /** Commit that the deployment was made of, where it was told. */
  readonly commit?: string;
}

/** What a run read. */
export interface RunInput {
  readonly uri: string;
  /** `s3://bucket/key` of the list of the objects, with sizes and tags. */
  readonly manifest: string;
  readonly objects: number;
  readonly bytes: number;
  /** SHA-256 over keys, sizes and tags. */
  readonly digest: string;
}

/** An object that could not be scored, so that the others were published without it. */
export interface SetAside {
  readonly key: string;
  readonly rows: number;
}

/** What a run came to that ended well: `record.json`. */
export interface RunRecord extends RunFacts {
  readonly attempt: number;
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly input: RunInput;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rejected: number;
  /** Absent where every object has an output. */
  readonly setAside?: readonly SetAside[];
  readonly output: string;
  /** Whether the pointer names this run now, or why it does not. */
  readonly published: boolean;
  readonly because?: string;
  /** Day whose readers read this run now, where the input has a part for each. */
  readonly publishedDay?: string;
  /** Whether it filled in what was missed: nobody is told, and its duration is compared with nothing. */
  readonly backfill?: boolean;
}

/** What a run leaves that failed with every attempt: `failed.json`. The same run may yet be run again, and end well. */
export interface FailedRun extends RunFacts {
  readonly error: string;
  readonly cause: string;
  /** Absent where the run failed before anything was read. */
  readonly input?: RunInput;
}
