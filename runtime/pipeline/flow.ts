import type { Random } from '../random.js';
import type { PipelineClock } from './clock.js';
import type { Thread } from './history.js';
import type { Json, JsonObject } from './json.js';
import type { StateMachine } from './definition.js';
import type { JsonataEvaluator } from './jsonata/evaluator.js';
import type { MapRuns } from './map-runs.js';
import type { TaskRegistry } from './tasks.js';
import type { TaskTokens } from './task-tokens.js';

/** What all flows of one execution share. */
export interface Run {
  readonly clock: PipelineClock;
  readonly random: Random;
  readonly evaluator: JsonataEvaluator;
  readonly tasks: TaskRegistry;
  readonly tokens: TaskTokens;
  /** Of the execution that was started; children of its maps have contexts of their own. */
  readonly executionArn: string;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: { readonly Execution: JsonObject; readonly StateMachine: { readonly Id: string; readonly Name: string } };
  readonly region: string;
  readonly account: string;
  /** Reads and writes what distributed maps work on. */
  readonly items: ItemStore;
  readonly mapRuns?: MapRuns;
  /** Results of a distributed map's children that an earlier attempt already has, by state and index: a redrive runs only the rest. */
  readonly finished: FinishedChildren;
  /** Told of every state that is entered and left. */
  readonly watch: (event: StateProgress) => void;
}

/** Outputs of children that ended well, kept until their Map has ended well too. */
export class FinishedChildren {
  private readonly earlier: Map<string, ReadonlyMap<number, Json>>;
  private readonly now = new Map<string, Map<number, Json>>();

  constructor(earlier?: FinishedChildren) {
    this.earlier = new Map(earlier?.now);
  }

  /** What an earlier attempt left for this Map; once, since a Map that is entered again starts anew. */
  take(state: string): ReadonlyMap<number, Json> {
    const known = this.earlier.get(state) ?? new Map<number, Json>();
    this.earlier.delete(state);
    this.now.set(state, new Map());
    return known;
  }

  add(state: string, at: number, output: Json): void {
    this.now.get(state)?.set(at, output);
  }
}

export interface StateProgress {
  readonly kind: 'entered' | 'exited' | 'failed';
  readonly state: string;
  readonly type: string;
  readonly at: number;
  /** How deep in Map and Parallel states. */
  readonly depth: number;
  readonly error?: string;
}

/** The objects that item readers read and result writers write; on a laptop, files. */
export interface ItemStore {
  read(bucket: string, key: string): Promise<Uint8Array>;
  list(
    bucket: string,
    prefix: string,
  ): Promise<readonly { readonly Key: string; readonly Size: number; readonly Etag: string; readonly LastModified: number }[]>;
  write(bucket: string, key: string, body: string): Promise<void>;
}

/** One thread of states: the execution itself, a branch of a Parallel, an iteration of a Map. */
export interface Flow {
  readonly run: Run;
  readonly thread: Thread;
  /** Seen by the states of this flow; those of the flows around it are copied in, and assignments do not reach out. */
  readonly variables: Record<string, Json>;
  /** `Map` of the context object. */
  readonly item?: JsonObject;
  readonly signal: AbortSignal;
  readonly depth: number;
  /** Told where the flow stands, so that it can be taken up there again. */
  readonly position?: (position: Position) => void;
}

/** What a state is about while it runs. */
export interface Visit {
  readonly name: string;
  readonly input: Json;
  readonly enteredId: number;
  readonly enteredAt: number;
  retries: number;
  token?: string;
}

export type Outcome = { readonly output: Json; readonly next: string | undefined };

/** Runs states from one on until the flow ends; answers its output. Throws StateFailure, or FlowStopped where others stopped it. */
export type RunFlow = (flow: Flow, machine: StateMachine, input: Json, from?: Position) => Promise<Json>;

/** Where a flow stands: which state it enters next, with what. */
export interface Position {
  readonly state: string;
  readonly input: Json;
}
