import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SlipwayError } from '../../core/errors/index.js';
import type { Json } from '../pipeline/json.js';

/** Raised when a reader of an older version would misunderstand the file. */
export const PROFILE_VERSION = 1;

/** How a model answers, as measured once: with it a rehearsal is the same on every machine. */
export interface ModelProfile {
  /** `measured` on a machine, or `declared` by a stub. */
  readonly basis: 'measured' | 'declared';
  /** Where the rows came from, for the report: `samples/traffic.jsonl`, `generated from the schema`. */
  readonly rows: string;
  /** Time in the containers per row, milliseconds, in the order of the rows. */
  readonly millis: number[];
  /** Status of each answer. */
  readonly statuses: number[];
  /** First number that the model answered each row with; null where it gave none. */
  readonly predictions: (number | null)[];
  /** Name of that output. */
  readonly output: string;
  /** Bytes of a usual body. */
  readonly bodyBytes: number;
  /** From the start of the containers until they answered. */
  readonly loadMillis: number;
  /** Most memory that the processes held; null where it could not be read. */
  readonly peakMemoryMiB: number | null;
  /** What rows that lack a column were answered with. */
  readonly changedRows: { readonly statuses: number[] };
  /** What it answered the rows that travel with it; absent where there are none, or nothing was asked. */
  readonly checks?: ModelChecks;
}

/** A model held against its known faults and its golden rows. */
export interface ModelChecks {
  /** SHA-256 over both files, as they were when it was asked. */
  readonly digest: string;
  readonly knownFaults: FaultCheck[];
  readonly golden: { readonly rows: number; readonly different: GoldenCheck[] };
}

export interface FaultCheck {
  /** Line of samples/known-faults.jsonl, from 1. */
  readonly line: number;
  /** `unanswered` where the model gave no answer that can be read. */
  readonly outcome: 'gone' | 'there' | 'otherwise' | 'unanswered';
  /** As written, and what it says now, as texts. */
  readonly expected: string;
  readonly given: string;
  readonly now: string;
  readonly because: string;
}

export interface GoldenCheck {
  /** Line of samples/golden.jsonl, from 1. */
  readonly line: number;
  readonly what: string;
}

/** How a transform job answers records, as measured once: one as they usually are, one with a value that is none, one that is cut off. */
export interface RecordsProfile {
  /** Where the records came from, for the report. */
  readonly rows: string;
  readonly usual: RecordOutcome;
  readonly broken: RecordOutcome;
  readonly cut: RecordOutcome;
  /** Time of the job per record, milliseconds, on this machine. */
  readonly millis: number;
  /** What the job said of a usual record that it refused; absent where it answered. */
  readonly because?: string;
}

export const RECORD_OUTCOMES = ['answered', 'set aside', 'lost', 'refused'] as const;
/** `lost` where the output has no line for it, `refused` where the whole object has no output. */
export type RecordOutcome = (typeof RECORD_OUTCOMES)[number];

/** What came of each task of a pipeline's state machine, by the name of its state. */
export type TaskOutcomes = Readonly<Record<string, TaskOutcome>>;

export interface TaskOutcome {
  readonly seconds: number;
  /** What the service answered; absent where it failed. */
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

/** How a pipeline runs over the files that stand for its tables, as they are, and as each way of going wrong makes them. */
export interface PipelineProfile {
  readonly usual: TaskOutcomes;
  readonly cut: TaskOutcomes;
  readonly renamed: TaskOutcomes;
  readonly retyped: TaskOutcomes;
  /** Why the usual run did not succeed; absent where it did. */
  readonly because?: string;
}

/** What a rehearsal measured, to be kept in a file that can be committed. */
export interface Profile {
  readonly version: typeof PROFILE_VERSION;
  /** By key of the containers: see model-key.ts. */
  readonly models: Readonly<Record<string, ModelProfile>>;
  /** Of batch deployments, by key of the job: see records-key.ts. Absent where there was none. */
  readonly records?: Readonly<Record<string, RecordsProfile>>;
  /** Of data pipelines, by key of the definition: see pipeline-key.ts. Absent where there was none. */
  readonly pipelines?: Readonly<Record<string, PipelineProfile>>;
}

// The types are written out: whoever installs the package has no zod for its declarations to name.
const MODEL: z.ZodType<ModelProfile> = z.strictObject({
  basis: z.enum(['measured', 'declared']),
  rows: z.string(),
  millis: z.array(z.number().nonnegative()).min(1),
  statuses: z.array(z.int()).min(1),
  predictions: z.array(z.number().nullable()),
  output: z.string(),
  bodyBytes: z.number().nonnegative(),
  loadMillis: z.number().nonnegative(),
  peakMemoryMiB: z.number().positive().nullable(),
  changedRows: z.strictObject({ statuses: z.array(z.int()) }),
  checks: z
    .strictObject({
      digest: z.string(),
      knownFaults: z.array(
        z.strictObject({
          line: z.int(),
          outcome: z.enum(['gone', 'there', 'otherwise', 'unanswered']),
          expected: z.string(),
          given: z.string(),
          now: z.string(),
          because: z.string(),
        }),
      ),
      golden: z.strictObject({ rows: z.int(), different: z.array(z.strictObject({ line: z.int(), what: z.string() })) }),
    })
    .optional(),
});
const OUTCOME = z.enum(RECORD_OUTCOMES);
const RECORDS: z.ZodType<RecordsProfile> = z.strictObject({
  rows: z.string(),
  usual: OUTCOME,
  broken: OUTCOME,
  cut: OUTCOME,
  millis: z.number().nonnegative(),
  because: z.string().optional(),
});
const OUTCOMES: z.ZodType<TaskOutcomes> = z.record(
  z.string(),
  z.strictObject({
    seconds: z.number().nonnegative(),
    output: z.json().optional(),
    error: z.string().optional(),
    cause: z.string().optional(),
  }),
);
const PIPELINE: z.ZodType<PipelineProfile> = z.strictObject({
  usual: OUTCOMES,
  cut: OUTCOMES,
  renamed: OUTCOMES,
  retyped: OUTCOMES,
  because: z.string().optional(),
});
const PROFILE: z.ZodType<Profile> = z.strictObject({
  version: z.literal(PROFILE_VERSION),
  models: z.record(z.string(), MODEL),
  records: z.record(z.string(), RECORDS).optional(),
  pipelines: z.record(z.string(), PIPELINE).optional(),
});

/** Reads a profile that an earlier rehearsal wrote. */
export function readProfile(path: string): Profile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError('profile', `the profile cannot be read: ${said}; measure again and write it anew`, { source: path }, { cause });
  }
  const parsed = PROFILE.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new SlipwayError(
    'profile',
    `this is no profile of version ${PROFILE_VERSION}: ${problems.join('; ')}; measure again and write it anew`,
    {
      source: path,
    },
  );
}

/** The text of a profile, the same for the same profile. */
export function profileText(profile: Profile): string {
  const { version, models, records, pipelines } = profile;
  return `${JSON.stringify({
    version,
    models: sorted(models),
    ...(records === undefined ? {} : { records: sorted(records) }),
    ...(pipelines === undefined ? {} : { pipelines: sorted(pipelines) }),
  })}\n`;
}

function sorted<V>(map: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
