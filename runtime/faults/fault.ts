import type { PlayedMode } from '../../core/hosting/mode.js';
import type { Observable } from '../../core/metrics/index.js';
import type { Trouble } from '../report/rehearsal-report.js';
import type { MonitorDocument } from '../../core/drift/monitor/document.js';
import type { Disturbance } from './disturbance.js';

/** How strong a fault is: a number that no alarm's threshold had a hand in. */
export interface Strength {
  /** In a rehearsal. */
  readonly fixed: number;
  /** Where `fixed` comes from. */
  readonly source: string;
  /** Between these the weakest strength is sought that an alarm sees; the first is the weakest. */
  readonly range: readonly [weakest: number, strongest: number];
  /** Whether steps are even by difference or by ratio. */
  readonly steps: 'linear' | 'ratio';
  /** A strength as a sentence: `service time x 5`. */
  readonly text: (strength: number) => string;
}

/** What a fault may know of the service that it strikes. */
export interface Target {
  readonly mode: PlayedMode;
  readonly requestsPerMinute: number;
  readonly quietestPerMinute: number;
  readonly trafficPromised: boolean;
  /** Whether any variant scales. */
  readonly scales: boolean;
  /** Instances of the smallest fleet. */
  readonly instances: number;
  /** What the drift monitor compares rows with, or why nothing of it can be played. */
  readonly watched: MonitorDocument | { readonly nothing: string };
  readonly labels: LabelsTarget;
  readonly update: UpdateTarget;
  /** Of a deployment that runs and ends. */
  readonly runs?: RunsTarget;
}

/** What a fault may know of a deployment that runs and ends. */
export interface RunsTarget {
  /** What starts its runs. */
  readonly startedBy: 'schedule' | 'objects' | 'nothing';
  /** Ways in which the files of a pipeline's tables can be made to go wrong here. */
  readonly ways: readonly ('cut' | 'renamed' | 'retyped')[];
}

/** What a fault may know of the labels that a monitor waits for. */
export interface LabelsTarget {
  /** How long after an answer its label is due, minutes; undefined where nobody declared where labels come from. */
  readonly delayMinutes?: number;
  /** Why none can be played although they are declared; null where they can. */
  readonly unknown: string | null;
}

/** What a fault may know of how a service is updated. */
export interface UpdateTarget {
  /** Why SageMaker would not take its update at all; null where it does. */
  readonly refused: string | null;
  /** Whether an alarm can stop it while it bakes. */
  readonly guarded: boolean;
}

/** One way in which a deployment breaks. It touches requests, rows, service times, files or objects; what the metrics then show follows. */
export interface Fault {
  /** Number in the catalogue, docs/faults.md. */
  readonly number: number;
  readonly name: string;
  readonly trouble: Trouble;
  /** What goes wrong, one line. */
  readonly what: string;
  readonly modes: readonly PlayedMode[];
  readonly moves: readonly Observable[];
  readonly strength: Strength;
  /** Minutes that it lasts; `until told` where it ends because somebody acts: then long enough for every alarm to see it. */
  readonly lasts: number | 'until told';
  /** `caller` where nothing that AWS publishes can show it: never a blind spot that counts. */
  readonly visibleTo: 'operator' | 'caller';
  /** Nothing is harmed and nobody should be told: every alarm that goes off is a false one. */
  readonly quiet?: true;
  /** A new version of the model can bring it: it is played on the new fleet of an update, `too` or there `alone`. */
  readonly newVersion?: 'too' | 'alone';
  /** Whether anybody undertook to see it here: a blind spot counts only then. Default: yes. */
  readonly undertaken?: (target: Target) => boolean;
  /** Share of the requests that a strength meets, where only rows show it. Default: all. */
  readonly meets?: (strength: number) => number;
  /**
   * Of what only rows show: what it does to callers, one line. Such faults are played against the drift monitor alone; those that move captured
   * records otherwise against it too.
   */
  readonly rows?: string;
  /** Why it does not apply to a service; null where it does. */
  readonly applies?: (target: Target) => string | null;
  readonly strike: (strength: number, target: Target) => Disturbance;
  /** Other ways in which the same goes wrong, of deployments that run and end; each is played beside the fixed strength. */
  readonly ways?: readonly FaultWay[];
}

/** A way in which a fault goes wrong that has no strength. */
export interface FaultWay {
  /** As a sentence: `input without records`. */
  readonly text: string;
  readonly strike: (target: Target) => Disturbance;
  /** Why it does not apply; null where it does. Default: it does. */
  readonly applies?: (target: Target) => string | null;
}

/** A fault of the catalogue that waits for a part that is not there yet. */
export interface LaterFault {
  readonly number: number;
  readonly name: string;
  readonly trouble: Trouble;
  readonly what: string;
  readonly modes: readonly PlayedMode[];
  /** What it waits for. */
  readonly because: string;
}
