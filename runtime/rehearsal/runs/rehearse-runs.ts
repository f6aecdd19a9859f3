import { AlarmProblem, parseAlarm, type AlarmDefinition } from '../../../core/alarms/index.js';
import type { Disturbance } from '../../faults/disturbance.js';
import type { Fault, Target } from '../../faults/fault.js';
import type { AlarmDeclaration } from '../../plan.js';
import type { Delivery } from '../delivery.js';
import { healthyAlarms, toldFalsely } from '../healthy-days.js';
import { extremesOf } from '../extremes.js';
import { couldSee } from '../outcomes.js';
import type { ServiceFindings } from '../rehearse-service.js';
import { seedOf } from '../seed-of.js';
import { weakestSeenLater } from '../strengths.js';
import { windowMinutes, type Timeline } from '../timeline.js';
import { wentOff } from '../told.js';
import { cyclesOf, HORIZON_MILLIS, LEAST_RUNS, WARM_UP_RUNS, type StartedPlan } from './cycles.js';
import { minuteOf, millisOf } from './minutes.js';
import type { RunsBench } from './runs-bench.js';
import { together, type WayTrial } from './ways.js';

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
  readonly seed: number;
  readonly step: (text: string, done: number) => Promise<void>;
}

/** What its runs showed. */
export interface RunsFindings extends ServiceFindings {
  readonly ways: ReadonlyMap<Fault, readonly WayTrial[]>;
}

/** Plays healthy days and every fault against a deployment that runs and ends, and its alarms. */
export async function rehearseRuns(input: RunsInput): Promise<RunsFindings> {
  const { bench, alarms, deliveries, seed, target, faults, step } = input;
  const parsed = alarms.map((alarm) => [alarm, parseAlarm(alarm)] as const);
  const definitions = new Map(parsed.flatMap(([alarm, each]) => (each instanceof AlarmProblem ? [] : [[alarm, each] as const])));
  const problems = new Map(parsed.flatMap(([alarm, each]) => (each instanceof AlarmProblem ? [[alarm, each] as const] : [])));
  const judged = [...definitions.keys()];
  const ground = await groundOf(input, definitions);
  const ways = new Map<Fault, readonly WayTrial[]>();
  for (const [index, fault] of faults.entries()) {
    await step(fault.name, (0.3 * index) / faults.length);
    const strikes = [
      { text: fault.strength.text(fault.strength.fixed), disturbance: fault.strike(fault.strength.fixed, target) },
      ...(fault.ways ?? [])
        .filter(({ applies }) => (applies?.(target) ?? null) === null)
        .map(({ text, strike }) => ({ text, disturbance: strike(target) })),
    ];
    const played: WayTrial[] = [];
    for (const { text, disturbance } of strikes) played.push({ text, ...(await ground.play(disturbance)) });
    ways.set(fault, played);
  }
  await step(`${ground.days} healthy days`, 0.3);
  const watchFrom = ground.warm;
  const minutes = watchFrom + ground.days * MINUTES_PER_DAY;
  const healthy = await bench.run({ from: 0, minutes, watchFrom, seed: seedOf(seed, bench.plan.path, 'runs') }, [...definitions.values()]);
  const onHealthyDays = healthyAlarms(healthy, judged, { from: watchFrom, to: minutes });
  const weakest = new Map<AlarmDeclaration, Map<Fault, number>>(judged.map((alarm) => [alarm, new Map<Fault, number>()]));
  for (const [index, fault] of faults.entries()) {
    await step(`${fault.name}, weakest strength`, 0.6 + (0.4 * index) / faults.length);
    if (fault.quiet !== true) await seekWeakest(fault, judged, weakest, input, ground);
  }
  const trials = new Map([...ways].map(([fault, played]) => [fault, together(played)] as const));
  return {
    definitions,
    problems,
    trials,
    ways,
    weakest,
    depends: new Map(),
    extremes: extremesOf([healthy, ...[...ways.values()].flat().map(({ trial }) => trial)]),
    silentWhenIdle: new Set(),
    healthy: {
      days: ground.days,
      requests: healthy.done,
      alarms: onHealthyDays,
      falsePages: toldFalsely(onHealthyDays, deliveries, 'page'),
      falseTickets: toldFalsely(onHealthyDays, deliveries, 'ticket'),
      trial: healthy,
      watchFrom,
    },
  };
}

interface Ground {
  /** Minute by which the first runs are over. */
  readonly warm: number;
  readonly days: number;
  readonly play: (disturbance: Disturbance) => Promise<Omit<WayTrial, 'text'>>;
}

/** What every play of a fault begins with: the first runs are over, and one of those that follow is struck. */
async function groundOf(
  { bench, alarms, deliveries, seed, days }: RunsInput,
  definitions: ReadonlyMap<AlarmDeclaration, AlarmDefinition>,
): Promise<Ground> {
  const playSeed = seedOf(seed, bench.plan.path, 'runs');
  const window = Math.min(LONGEST_WINDOW, Math.max(0, ...alarms.map(windowMinutes)));
  const warm = Math.ceil(inputsFrom(bench.plan, 0, playSeed)[WARM_UP_RUNS]) - 1;
  const watchFrom = warm + window;
  const settled = watchFrom + SETTLING;
  const [faultFrom, faultTo] = inputsFrom(bench.plan, settled, playSeed).filter((inputAt) => inputAt >= settled);
  const timeline: Timeline = { watchFrom, faultFrom, faultTo, minutes: Math.ceil(faultTo + Math.max(SHORTEST_RECOVERY, window + 15)) };
  const started = await bench.run({ from: 0, minutes: warm, watchFrom: 0, seed: playSeed }, []);
  const between = faultTo - faultFrom;
  return {
    warm,
    days: Math.min(days, Math.max(1, Math.floor((MOST_RUNS * between) / MINUTES_PER_DAY))),
    play: async ({ runs = {} }) => {
      const trial = await bench.run(
        {
          from: warm,
          minutes: timeline.minutes,
          watchFrom,
          seed: playSeed,
          before: started.buckets,
          fault: { disturbance: runs, from: faultFrom, to: faultTo },
        },
        [...definitions.values()],
      );
      return {
        trial,
        timeline,
        off: wentOff(trial, faultFrom, [...definitions.keys()], deliveries),
        harm: trial.harm(timeline, started.buckets),
      };
    },
  };
}

/** When the inputs come of the first runs that are due from a minute on, minutes of the plays. */
function inputsFrom(plan: StartedPlan, minute: number, seed: number): number[] {
  const from = millisOf(minute);
  return cyclesOf(plan, from, from + HORIZON_MILLIS, seed, LEAST_RUNS).map(({ inputAt }) => minuteOf(inputAt));
}

async function seekWeakest(
  fault: Fault,
  judged: readonly AlarmDeclaration[],
  weakest: ReadonlyMap<AlarmDeclaration, Map<Fault, number>>,
  { target }: RunsInput,
  ground: Ground,
): Promise<void> {
  const { strength } = fault;
  if (strength.range[0] === strength.range[1]) return;
  const seen = new Map<number, ReadonlySet<string>>();
  const seenAt = async (at: number): Promise<ReadonlySet<string>> => {
    const known = seen.get(at);
    if (known !== undefined) return known;
    const { off } = await ground.play(fault.strike(at, target));
    const found = new Set(off.map(({ alarm }) => alarm.path));
    seen.set(at, found);
    return found;
  };
  for (const alarm of judged.filter((each) => couldSee(each, fault, target))) {
    const found = await weakestSeenLater(strength, async (at) => (await seenAt(at)).has(alarm.path));
    if (found !== undefined) weakest.get(alarm)?.set(fault, found);
  }
}
