import type { AlarmDefinition } from '../../../core/alarms/index.js';
import type { Fault, Target } from '../../faults/fault.js';
import type { AlarmDeclaration } from '../../plan.js';
import type { Arrivals } from '../../simulation/arrivals.js';
import type { Delivery } from '../delivery.js';
import type { FaultTrial } from '../fault-trials.js';
import { couldSee } from '../outcomes.js';
import { seedOf } from '../seed-of.js';
import type { Timeline } from '../timeline.js';
import { wentOff } from '../told.js';
import type { MemoryFolder } from './memory-folder.js';
import type { MonitorBench, MonitorRun, PlayedMonitor } from './monitor-bench.js';

const MINUTES_PER_DAY = 1440;
/** Healthy time before alarms look. */
export const WARM_UP = 3 * 60;
/** Monday, ten past ten of the second week's first day. */
const FAULT_FROM = MINUTES_PER_DAY + 610;
/** Two of three days, and the rest of the first. */
export const UNTIL_TOLD = 3 * MINUTES_PER_DAY;
const RECOVERY = 240;

/** What trials of one monitor have in common. */
export interface MonitorGround {
  readonly path: string;
  readonly bench: MonitorBench;
  readonly target: Target;
  readonly arrivals: Arrivals;
  readonly definitions: ReadonlyMap<AlarmDeclaration, AlarmDefinition>;
  readonly deliveries: ReadonlyMap<AlarmDeclaration, Delivery>;
  /** What healthy days left. */
  readonly stored: MemoryFolder;
  readonly seed: number;
}

/** A fault as it was played. */
export interface PlayedFault extends FaultTrial, Pick<PlayedMonitor, 'evaluated'> {}

/** Runs faults that only rows show against one monitor and its alarms, each strength once. */
export class MonitorTrials {
  /** Runs at the fixed strength, for whoever evaluates them otherwise. */
  readonly fixedRuns = new Map<Fault, PlayedFault>();
  private readonly sought = new Map<string, ReadonlySet<string>>();

  constructor(private readonly ground: MonitorGround) {}

  /** A whole run at the fixed strength, before all alarms. */
  async fixed(fault: Fault): Promise<FaultTrial> {
    const { fixed } = fault.strength;
    const timeline = this.timelineOf(fault);
    const played = await this.run(fault, fixed, timeline, { watchFrom: timeline.watchFrom }, [...this.ground.definitions.keys()]);
    this.fixedRuns.set(fault, played);
    this.sought.set(keyOf(fault, fixed), pathsOf(played));
    return played;
  }

  /** Paths of the alarms that could see a fault and do so at a strength. Nothing is played of the day before. */
  async seenAt(fault: Fault, strength: number): Promise<ReadonlySet<string>> {
    const key = keyOf(fault, strength);
    const known = this.sought.get(key);
    if (known !== undefined) return known;
    const { definitions, target } = this.ground;
    const timeline = this.timelineOf(fault);
    const from = Math.floor(timeline.faultFrom / MINUTES_PER_DAY) * MINUTES_PER_DAY - this.labelDays(fault);
    const lookers = [...definitions.keys()].filter((alarm) => couldSee(alarm, fault, target));
    const alarms = lookers.flatMap((alarm) => definitions.get(alarm) ?? []);
    const seen = pathsOf(await this.run(fault, strength, timeline, { from, watchFrom: from + WARM_UP, alarms, sought: true }, lookers));
    this.sought.set(key, seen);
    return seen;
  }

  private async run(
    fault: Fault,
    strength: number,
    timeline: Timeline,
    part: Pick<MonitorRun, 'from' | 'watchFrom' | 'alarms' | 'sought'>,
    lookers: readonly AlarmDeclaration[],
  ): Promise<PlayedFault> {
    const { bench, target, arrivals, deliveries, stored, seed, path } = this.ground;
    const disturbance = fault.strike(strength, target).rows ?? {};
    const { trial, evaluated } = await bench.run({
      ...part,
      minutes: timeline.minutes,
      arrivals,
      // The same dice at every strength: what differs is the fault.
      seed: seedOf(seed, path, fault.name),
      fault: {
        name: `${fault.name} ${strength}`,
        disturbance,
        from: timeline.faultFrom + (disturbance.afterMinutes ?? 0),
        to: timeline.faultTo,
      },
      results: stored.copyOf(''),
    });
    return { evaluated, trial, timeline, off: wentOff(trial, timeline.faultFrom, lookers, deliveries) };
  }

  /** What is true shows when labels come; that they do not come shows once they have come for a while. */
  private timelineOf(fault: Fault): Timeline {
    const { lasts, moves } = fault;
    const faultFrom = FAULT_FROM + this.labelDays(fault);
    const untilTold = UNTIL_TOLD + (moves.includes('what is true') ? (this.ground.target.labels.delayMinutes ?? 0) : 0);
    const faultTo = faultFrom + (lasts === 'until told' ? untilTold : lasts);
    return { watchFrom: WARM_UP, faultFrom, faultTo, minutes: faultTo + RECOVERY };
  }

  /** Minutes until the first labels have come, where it is they that stop. */
  private labelDays({ moves }: Fault): number {
    const delay = this.ground.target.labels.delayMinutes ?? 0;
    return moves.includes('labels') ? Math.ceil(delay / MINUTES_PER_DAY) * MINUTES_PER_DAY : 0;
  }
}

function keyOf({ name }: Fault, strength: number): string {
  return `${name} ${strength}`;
}

function pathsOf({ off }: FaultTrial): Set<string> {
  return new Set(off.map(({ alarm }) => alarm.path));
}
