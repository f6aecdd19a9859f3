import type { Clock } from '../clock.js';
import type { Json, JsonObject } from './json.js';

/** One entry of an execution's history, as GetExecutionHistory names its parts; details lie under `details` whatever the type. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly details?: JsonObject;
}

/** Entries in a Standard execution's history, after which it fails (Step Functions quotas). */
export const MOST_EVENTS = 25_000;

/** What happened, in order. Branches, which go on side by side, write into one history, each with its own thread of previous events. */
export class History {
  readonly events: HistoryEvent[] = [];

  constructor(private readonly clock: Clock) {}

  add(type: string, previousEventId: number, details?: JsonObject): number {
    const id = this.events.length + 1;
    this.events.push({ id, previousEventId, type, timestamp: this.clock.now(), ...(details === undefined ? {} : { details }) });
    return id;
  }
}

/** A thread through the history: one flow of states, of which Map and Parallel make several. */
export class Thread {
  /** The entry into the current state, which counts as previous only once the state has done something. */
  private entered: number | undefined;
  /** Whether the current state is a Task, whose end by another's failure is written down. */
  inTask = false;

  constructor(
    readonly history: History,
    private last: number,
  ) {}

  /** What the next entry has before it. */
  get previous(): number {
    return this.entered ?? this.last;
  }

  enter(type: string, details: JsonObject): number {
    const id = this.history.add(type, this.previous, details);
    this.last = this.previous;
    this.entered = id;
    return id;
  }

  add(type: string, details?: JsonObject): number {
    const id = this.history.add(type, this.previous, details);
    this.moveTo(id);
    return id;
  }

  /** An entry that the thread passes by: what follows has the same before it. */
  addAside(type: string, details?: JsonObject, previous = this.previous): number {
    return this.history.add(type, previous, details);
  }

  /** A failed evaluation has before it what the state had before it. */
  addBeforeState(type: string, details: JsonObject): number {
    const id = this.history.add(type, this.last, details);
    this.moveTo(id);
    return id;
  }

  moveTo(id: number): void {
    this.last = id;
    this.entered = undefined;
  }

  fork(): Thread {
    return new Thread(this.history, this.previous);
  }
}

/** Input and output stand in the history as JSON texts. */
export function dataDetails(key: 'input' | 'output', value: Json): JsonObject {
  return { [key]: JSON.stringify(value), [`${key}Details`]: { truncated: false } };
}
