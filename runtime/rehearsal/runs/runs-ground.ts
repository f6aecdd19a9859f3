import type { AlarmDefinition } from '../../../core/alarms/index.js';
import type { Disturbance } from '../../faults/disturbance.js';
import type { Fault, Target } from '../../faults/fault.js';
import type { AlarmDeclaration } from '../../plan.js';
import type { Trial, Variation } from '../bench.js';
import type { Delivery } from '../delivery.js';
import { healthyAlarms, toldFalsely, type HealthyAlarm, type HealthyDaysRun } from '../healthy-days.js';
import { seedOf } from '../seed-of.js';
import { windowMinutes, type Timeline } from '../timeline.js';
import { wentOff } from '../told.js';
import { cyclesOf, HORIZON_MILLIS, LEAST_RUNS, WARM_UP_RUNS, type StartedPlan } from './cycles.js';
import { minuteOf, millisOf } from './minutes.js';
import { evaluatedAgain, type RunsBench, type RunsTrial } from './runs-bench.js';
import type { RunsSpec } from './runs-play.js';
import type { WayTrial } from './ways.js';

const MINUTES_PER_DAY = 1440;
/** Healthy minutes that are watched before the input of a run that is struck. */
const SETTLING = 30;
const SHORTEST_RECOVERY = 180;
/** Runs that are played on healthy days: of short cadences fewer days, or a quarter would take minutes. */
const MOST_RUNS = 400;
const LONGEST_WINDOW = 2 * MINUTES_PER_DAY;

/** What the rehearsal of a deployment that runs and ends needs. */
export interface RunsInput {
  readonly bench: RunsBench;
  readonly target: Target;
  readonly alarms: readonly AlarmDeclaration[];
  readonly deliveries: ReadonlyMap<AlarmDeclaration, Delivery>;
  readonly faults: readonly Fault[];
  readonly days: number;
  /** Whether both ends are run of what nobody publishes. */
  readonly bands: boolean;
  readonly seed: number;
  readonly step: (text: string, done: number) => Promise<void>;
}

/** Healthy days, and what alarms do on them where a constant is taken otherwise. */
export interface HealthyRuns extends HealthyDaysRun {
  readonly trial: RunsTrial;
  readonly alarmsAt: (variation: Variation) => Promise<ReadonlyMap<AlarmDeclaration, HealthyAlarm>>;
}

/** What every play of a deployment begins with: the first runs are over. */
export interface RunsGround {
  readonly definitions: ReadonlyMap<AlarmDeclaration, AlarmDefinition>;
  readonly days: number;
  /** One of the runs that follow is struck. */
  readonly play: (disturbance: Disturbance) => Promise<Omit<WayTrial, 'text'>>;
  /** None is. */
  readonly healthy: () => Promise<HealthyRuns>;
}

export async function groundOf(
  { bench, alarms, deliveries, seed, days: wanted }: RunsInput,
  definitions: ReadonlyMap<AlarmDeclaration, AlarmDefinition>,
): Promise<RunsGround> {
  const playSeed = seedOf(seed, bench.plan.path, 'runs');
  const [judged, evaluated] = [[...definitions.keys()], [...definitions.values()]];
  const window = Math.min(LONGEST_WINDOW, Math.max(0, ...alarms.map(windowMinutes)));
  const warm = Math.ceil(inputsFrom(bench.plan, 0, playSeed)[WARM_UP_RUNS]) - 1;
  const watchFrom = warm + window;
  const settled = watchFrom + SETTLING;
  const [faultFrom, faultTo] = inputsFrom(bench.plan, settled, playSeed).filter((inputAt) => inputAt >= settled);
  const timeline: Timeline = { watchFrom, faultFrom, faultTo, minutes: Math.ceil(faultTo + Math.max(SHORTEST_RECOVERY, window + 15)) };
  const started = await bench.run({ from: 0, minutes: warm, watchFrom: 0, seed: playSeed }, []);
  const days = Math.min(wanted, Math.max(1, Math.floor((MOST_RUNS * (faultTo - faultFrom)) / MINUTES_PER_DAY)));
  /** A play, and the same where a constant is taken otherwise: what nothing of a play depends on is evaluated anew, and not played. */
  const played = async (spec: RunsSpec): Promise<{ readonly trial: RunsTrial; readonly at: (variation: Variation) => Promise<Trial> }> => {
    const trial = await bench.run(spec, evaluated);
    const at = async (variation: Variation): Promise<Trial> =>
      variation.runs === undefined
        ? evaluatedAgain(trial, evaluated, { ...spec, variation })
        : bench.run({ ...spec, variation }, evaluated);
    return { trial, at };
  };
  return {
    definitions,
    days,
    play: async ({ runs = {} }) => {
      const { trial, at } = await played({
        from: warm,
        minutes: timeline.minutes,
        watchFrom,
        seed: playSeed,
        before: started.buckets,
        fault: { disturbance: runs, from: faultFrom, to: faultTo },
      });
      const off = (of: Trial): WayTrial['off'] => wentOff(of, faultFrom, judged, deliveries);
      return {
        trial,
        timeline,
        off: off(trial),
        harm: trial.harm(timeline, started.buckets),
        seenAt: async (variation) => new Set(off(await at(variation)).map(({ alarm }) => alarm.path)),
      };
    },
    healthy: async () => {
      const watched = { from: warm, to: warm + days * MINUTES_PER_DAY };
      const { trial, at } = await played({ from: 0, minutes: watched.to, watchFrom: warm, seed: playSeed });
      const onHealthyDays = healthyAlarms(trial, judged, watched);
      return {
        days,
        requests: trial.done,
        alarms: onHealthyDays,
        falsePages: toldFalsely(onHealthyDays, deliveries, 'page'),
        falseTickets: toldFalsely(onHealthyDays, deliveries, 'ticket'),
        trial,
        watchFrom: warm,
        alarmsAt: async (variation) => healthyAlarms(await at(variation), judged, watched),
      };
    },
  };
}

/** When the inputs come of the first runs that are due from a minute on, minutes of the plays. */
function inputsFrom(plan: StartedPlan, minute: number, seed: number): number[] {
  const from = millisOf(minute);
  return cyclesOf(plan, from, from + HORIZON_MILLIS, seed, LEAST_RUNS).map(({ inputAt }) => minuteOf(inputAt));
}
