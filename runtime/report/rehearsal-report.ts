import type { PlayedMode } from '../../core/hosting/mode.js';

/** How a figure came about. */
export type Basis = 'measured' | 'simulated' | 'assumed';

/** A number that a reader may want to doubt. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly basis: Basis;
  /** Where an assumed number comes from. */
  readonly source?: string;
}

export const TROUBLES = [
  'time lag',
  'too large to run',
  'errors',
  'lack of metrics',
  'input drift',
  'concept drift',
  'silent errors',
  'batch',
  'pipeline',
  'quiet test',
] as const;
/** The trouble column of the fault catalogue. */
export type Trouble = (typeof TROUBLES)[number];

export type AlarmVerdict = 'fires' | 'never-fires' | 'noisy' | 'depends' | 'not-reproducible';
export type FaultStatus = 'seen' | 'blind' | 'harmless' | 'not-runnable';
export type Severity = 'page' | 'ticket' | 'none';

/** What one rehearsal found; the same template, profile and seed give the same report byte for byte. */
export interface RehearsalReport {
  readonly version: 1;
  readonly seed: number;
  readonly deployments: readonly DeploymentReport[];
  readonly alarms: readonly AlarmReport[];
  readonly faults: readonly FaultReport[];
  readonly blindSpots: readonly BlindSpot[];
  /** Updates as they were played: one with a good version, and one for each fault that a new version can bring. */
  readonly updates: readonly UpdateReport[];
  /** Each model against the rows that travel with it. */
  readonly models: readonly ModelReport[];
  /** Everything that the outcome rests on and that nobody measured. */
  readonly assumptions: readonly Figure[];
  /** What the report would be better with, by name: traffic or a promise of an app that is not ours. */
  readonly asks: readonly { readonly deployment: string; readonly what: string; readonly how: string }[];
  /** What a rehearsal never shows: loss of a zone, noisy neighbours, and so on. */
  readonly notModelled: readonly string[];
}

/** One service, and its healthy days. */
export interface DeploymentReport {
  readonly path: string;
  readonly stack: string;
  readonly environment: string;
  readonly mode: PlayedMode;
  readonly served: boolean;
  /** Why it was not served; null where it was. */
  readonly reason: string | null;
  readonly endpointName: string;
  readonly promisedMillis: number | null;
  /** Requests a minute in the rehearsal; null where nobody said, how many or of what form, and then nothing is simulated. */
  readonly requestsPerMinute: number | null;
  /** Of a deployment that runs and ends; null of one that answers requests. */
  readonly runs: RunsReport | null;
  readonly measured: readonly Figure[];
  /** Distribution of service times as measured, milliseconds, ascending; at most 200 quantiles. */
  readonly serviceTimes: readonly number[];
  /** Predictions of the first numeric output on the sample rows: counts in equal bins. */
  readonly predictions: { readonly output: string; readonly from: number; readonly to: number; readonly counts: readonly number[] } | null;
  readonly healthy: HealthyDays | null;
}

/** When a deployment runs, and what is promised of its results. */
export interface RunsReport {
  /** `anew every day by 06:00 Europe/Berlin`; null where nothing is promised. */
  readonly promise: string | null;
  /** `cron(30 4 * * ? *) Europe/Berlin`, or what else starts it. */
  readonly started: string;
  /** Records of a run in the rehearsal; null where they are those of files. */
  readonly records: number | null;
}

export interface HealthyDays {
  readonly days: number;
  readonly falsePages: number;
  readonly falseTickets: number;
  /** Of a batch deployment records, of a pipeline runs. */
  readonly requests: number;
}

export interface AlarmReport {
  readonly deployment: string;
  readonly path: string;
  readonly logicalId: string;
  readonly name: string;
  readonly kind: 'metric' | 'composite';
  /** What it watches, one line: `ModelLatency p99 > 100000, 3 of 5 x 5 min`. */
  readonly watches: string;
  readonly severity: Severity;
  readonly verdict: AlarmVerdict;
  /** Whether what it does reaches anybody; the reason names what keeps it. */
  readonly delivers: boolean;
  /** Whether it can stop an update: then that is what it does, whoever else is told. */
  readonly stopsUpdates: boolean;
  /** One sentence, lower case, with the fix where there is one; null where it fires and delivers. */
  readonly reason: string | null;
  /** `file:line`. */
  readonly source: string | null;
  /** Faults that set it off, with the minutes it took. */
  readonly firesOn: readonly { readonly fault: string; readonly minutes: number }[];
  /** Weakest strength it sees, by fault; from a bisection over the fault's range. */
  readonly weakest: readonly { readonly fault: string; readonly strength: number; readonly text: string }[];
  /** Times it went off in the healthy days. */
  readonly falseAlarms: number;
  /** Outcome at both ends of a constant that AWS does not publish; empty where it makes no difference. */
  readonly depends: readonly { readonly constant: string; readonly at: string; readonly outcome: string }[];
  readonly accepted: string | null;
  /** For the picture; one for each fault that was run, and one healthy day. */
  readonly pictures: readonly AlarmPicture[];
}

/** One metric over time, as the alarm saw it. */
export interface AlarmPicture {
  /** Fault id, or `healthy`. */
  readonly fault: string;
  /** Start of the first point, minutes from the beginning of the run. */
  readonly stepMinutes: number;
  /** The watched value by evaluation; null where there was no data. */
  readonly values: readonly (number | null)[];
  readonly threshold: number | null;
  readonly faultMinutes: readonly [from: number, to: number] | null;
  readonly states: readonly { readonly minute: number; readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' }[];
  readonly unit: string;
}

export interface FaultReport {
  readonly deployment: string;
  /** `slow-model`. */
  readonly name: string;
  readonly trouble: Trouble;
  readonly status: FaultStatus;
  /** Names of the alarms that went off and deliver, earliest first. */
  readonly seenBy: readonly string[];
  /** Minutes from the start of the fault to the first delivered page or ticket; null where nobody was told. */
  readonly minutes: number | null;
  /** Strength as a sentence: `service time x 5`. */
  readonly strength: string;
  readonly strengthSource: string;
  /** Requests answered wrongly or not at all before anybody was told, and in the whole fault. */
  readonly harmedBeforeTold: number;
  readonly harmed: number;
  /** What the harm was, or why there was none, or why it cannot run. */
  readonly text: string;
  /** Every alarm that changed to ALARM during the fault or its recovery, delivered or not. */
  readonly matrix: readonly { readonly alarm: string; readonly minutes: number; readonly delivers: boolean; readonly severity: Severity }[];
}

/** What a model answers the rows that travel with it: known faults, which it gets wrong, and golden rows, which it must get as recorded. */
export interface ModelReport {
  readonly deployment: string;
  readonly variant: string;
  /** Why nothing is said; null where something is. */
  readonly reason: string | null;
  readonly knownFaults: readonly KnownFaultReport[];
  readonly goldenRows: number;
  /** Golden rows that are answered otherwise; each decides the exit code. */
  readonly goldenDifferent: readonly { readonly line: number; readonly what: string }[];
  readonly accepted: string | null;
}

export interface KnownFaultReport {
  /** Line of samples/known-faults.jsonl. */
  readonly line: number;
  /** `gone`: right now; `there`: wrong as written; `otherwise`: wrong in another way; `unanswered`: no answer that can be read. */
  readonly outcome: 'gone' | 'there' | 'otherwise' | 'unanswered';
  readonly expected: string;
  /** What it said when the fault was written down, and what it says now. */
  readonly given: string;
  readonly now: string;
  readonly because: string;
}

/** How an update ended: the new version serves, the old one took the traffic back, or SageMaker would not begin it. */
export type UpdateOutcome = 'completed' | 'rolled back' | 'refused';

/** One update: a new version takes the place of the old one. */
export interface UpdateReport {
  readonly deployment: string;
  /** `good` and `mending` for versions that should stay; else the fault that the new version brings. */
  readonly version: string;
  /** What is right or wrong with it, one line. */
  readonly what: string;
  /** How it is moved, and who could stop it, one line. */
  readonly how: string;
  readonly outcome: UpdateOutcome;
  /** Whether a good version stayed, or a bad one came back. */
  readonly asItShould: boolean;
  /** Whether it decides the exit code when it is not as it should be: of versions that should stay. */
  readonly counts: boolean;
  readonly accepted: string | null;
  /** Why it ended so, one line; null where it ended as it should, and by itself. */
  readonly reason: string | null;
  /** Names of the alarms that stopped it. */
  readonly stoppedBy: readonly string[];
  /** Minutes from its start until it was over, and until the new version first served; null where it never did. */
  readonly minutes: number;
  readonly servedAfter: number | null;
  /** Of those, until it turned back; null where it did not. */
  readonly turnedAfter: number | null;
  /** Who was told first, with the minutes since the new version served or, where it never did, since the update turned back. */
  readonly toldBy: readonly string[];
  readonly toldAfter: number | null;
  /** Requests from its start to its end, those that the new version answered, and those that failed, in all and before anybody was told. */
  readonly requests: number;
  readonly toNew: number;
  readonly failed: number;
  readonly failedBeforeTold: number;
  /** Requests that were answered later than promised, on account of the new version. */
  readonly late: number;
  /** Null where nothing was played. */
  readonly picture: UpdatePicture | null;
}

/** One update over time, by minute. */
export interface UpdatePicture {
  /** Minute of the first point, counted from the start of the update. */
  readonly from: number;
  /** Requests to each fleet, and those of them that failed. */
  readonly old: readonly number[];
  readonly new: readonly number[];
  readonly oldFailed: readonly number[];
  readonly newFailed: readonly number[];
  readonly phases: readonly { readonly from: number; readonly to: number; readonly what: string }[];
  /** Of the alarms that could stop it, and of those that told somebody. */
  readonly alarms: readonly {
    readonly alarm: string;
    readonly states: readonly { readonly minute: number; readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' }[];
  }[];
}

export interface BlindSpot {
  readonly deployment: string;
  readonly fault: string;
  readonly trouble: Trouble;
  /** Reason it was accepted with; null where it was not. */
  readonly accepted: string | null;
  /** Whether it decides the exit code: false for what only a caller can see, and in apps that do not claim to cover the trouble. */
  readonly counts: boolean;
  readonly text: string;
}
