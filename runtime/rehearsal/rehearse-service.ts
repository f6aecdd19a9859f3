import { setImmediate as turn } from 'node:timers/promises';
import { parseAlarm, AlarmProblem, type AlarmDefinition } from '../../core/alarms/index.js';
import type { Fault, Target } from '../faults/fault.js';
import type { Host } from '../host.js';
import type { ModelProfile } from '../measuring/profile.js';
import type { AlarmDeclaration, ServicePlan, VariantPlan } from '../plan.js';
import type { Arrivals } from '../simulation/arrivals.js';
import { Bench } from './bench.js';
import type { Delivery } from './delivery.js';
import { FaultTrials, type FaultTrial } from './fault-trials.js';
import { healthyDays, type HealthyDaysRun } from './healthy-days.js';
import { couldSee, NOISY_ABOVE, type Outcome, type OutcomeWord } from './outcomes.js';
import { strengthsTried, weakestSeen } from './strengths.js';
import { rehearseUpdates, type UpdateFindings } from './updates/rehearse-updates.js';
import { updateAlarmsOf } from './updates/update-alarms.js';
import { variationsFor, type WorkersBand } from './variations.js';

/** What a rehearsal of one service needs. */
export interface ServiceInput {
  readonly service: ServicePlan;
  readonly target: Target;
  readonly arrivals: Arrivals;
  readonly healthyArrivals: Arrivals;
  readonly profileOf: (variant: VariantPlan) => ModelProfile;
  readonly factors: Readonly<Record<string, number>>;
  readonly workers: WorkersBand;
  readonly workersKnown: boolean;
  /** Whether what answers holds itself against golden rows when it starts, in production as here. */
  readonly goldenChecked: boolean;
  /** Those that a run can say something about. */
  readonly alarms: readonly AlarmDeclaration[];
  readonly deliveries: ReadonlyMap<AlarmDeclaration, Delivery>;
  readonly faults: readonly Fault[];
  readonly days: number;
  readonly bands: boolean;
  readonly seed: number;
  readonly host: Host;
  readonly signal: AbortSignal;
}

/** What the runs of one service showed. */
export interface ServiceFindings {
  readonly definitions: ReadonlyMap<AlarmDeclaration, AlarmDefinition>;
  readonly problems: ReadonlyMap<AlarmDeclaration, AlarmProblem>;
  readonly trials: ReadonlyMap<Fault, FaultTrial>;
  readonly healthy: HealthyDaysRun;
  /** Weakest strength by alarm and fault. */
  readonly weakest: ReadonlyMap<AlarmDeclaration, ReadonlyMap<Fault, number>>;
  readonly depends: ReadonlyMap<AlarmDeclaration, readonly Outcome[]>;
  readonly extremes: ReadonlyMap<string, { readonly least: number; readonly greatest: number }>;
  readonly silentWhenIdle: ReadonlySet<string>;
  /** Absent where no update can be played. */
  readonly updates?: UpdateFindings;
}

/** Healthy days of a run at one end of a band, where there are so many. */
const SHORT_DAYS = 14;
const MINUTES_PER_DAY = 1440;
/** Shares of the time that the parts of a rehearsal take, as they are reported. */
const PARTS = { fixed: 0.25, healthy: 0.4, weakest: 0.6, bands: 0.85 };

/** Runs every fault, healthy days, bisections, the ends of bands and updates for one service. */
export async function rehearseService(input: ServiceInput): Promise<ServiceFindings> {
  const { service, alarms, deliveries, host, signal, seed, target } = input;
  const faults = input.faults.filter(({ newVersion }) => newVersion !== 'alone');
  const parsed = alarms.map((alarm) => [alarm, parseAlarm(alarm)] as const);
  const definitions = new Map(parsed.flatMap(([alarm, each]) => (each instanceof AlarmProblem ? [] : [[alarm, each] as const])));
  const problems = new Map(parsed.flatMap(([alarm, each]) => (each instanceof AlarmProblem ? [[alarm, each] as const] : [])));
  // What sees the fleet of an update alone has nothing to see on other days.
  const { fleetOnly } = updateAlarmsOf([...definitions.keys()], service.release);
  const judged = [...definitions.keys()].filter((alarm) => !fleetOnly.includes(alarm));
  const standing = new Map([...definitions].filter(([alarm]) => judged.includes(alarm)));
  const bench = new Bench(service, input.profileOf, [...standing.values()], input.factors, input.workers.usual);
  const trials = new FaultTrials({ bench, target: input.target, arrivals: input.arrivals, alarms: judged, deliveries, seed });
  const step = async (text: string, done: number): Promise<void> => {
    host.say({ level: 'progress', stage: 'rehearse', text: `${service.path}: ${text}`, done });
    await turn();
    signal.throwIfAborted();
  };
  const fixed = new Map<Fault, FaultTrial>();
  for (const [index, fault] of faults.entries()) {
    await step(fault.name, (PARTS.fixed * index) / faults.length);
    fixed.set(fault, trials.fixed(fault));
  }
  await step(`${input.days} healthy days`, PARTS.fixed);
  const healthy = healthyDays(bench, input.healthyArrivals, input.days, judged, deliveries, seed);
  const weakest = new Map<AlarmDeclaration, Map<Fault, number>>(judged.map((alarm) => [alarm, new Map<Fault, number>()]));
  for (const [index, fault] of faults.entries()) {
    await step(`${fault.name}, weakest strength`, PARTS.healthy + ((PARTS.weakest - PARTS.healthy) * index) / faults.length);
    if (fault.quiet === true) continue;
    for (const alarm of judged.filter((each) => couldSee(each, fault, service))) {
      const found = weakestSeen(fault.strength, (strength) => trials.seenAt(fault, strength).has(alarm.path));
      if (found !== undefined) weakest.get(alarm)?.set(fault, found);
    }
  }
  await step('the ends of what nobody publishes', PARTS.weakest);
  const ground = { bench, trials, fixed, weakest, healthy, definitions: standing };
  const depends = input.bands ? await dependencies({ ...input, faults }, ground, step) : new Map<AlarmDeclaration, Outcome[]>();
  const updates =
    target.update.refused === null
      ? await rehearseUpdates(input, definitions, (text, done) => step(text, PARTS.bands + (1 - PARTS.bands) * done))
      : undefined;
  return {
    definitions,
    problems,
    trials: fixed,
    healthy,
    weakest,
    depends,
    extremes: trials.extremes,
    silentWhenIdle: trials.silentWhenIdle,
    ...(updates === undefined ? {} : { updates }),
  };
}

interface Ground {
  readonly bench: Bench;
  readonly trials: FaultTrials;
  readonly fixed: ReadonlyMap<Fault, FaultTrial>;
  readonly weakest: ReadonlyMap<AlarmDeclaration, ReadonlyMap<Fault, number>>;
  readonly healthy: HealthyDaysRun;
  readonly definitions: ReadonlyMap<AlarmDeclaration, AlarmDefinition>;
}

/** Alarms whose outcome is another at one end of a band, with the outcome there and as usually taken. */
async function dependencies(
  input: ServiceInput,
  ground: Ground,
  step: (text: string, done: number) => Promise<void>,
): Promise<Map<AlarmDeclaration, Outcome[]>> {
  const found = new Map<AlarmDeclaration, Outcome[]>();
  const band = input.workersKnown ? undefined : input.workers;
  const variations = variationsFor([...ground.definitions.values()], band);
  for (const [index, { constant: name, at, usually, variation, onHealthyDays }] of variations.entries()) {
    await step(`${name} at ${at}`, PARTS.weakest + ((PARTS.bands - PARTS.weakest) * index) / variations.length);
    const days = onHealthyDays
      ? healthyDays(
          ground.bench,
          input.healthyArrivals,
          Math.min(SHORT_DAYS, input.days),
          [...ground.definitions.keys()],
          input.deliveries,
          input.seed,
          variation,
        )
      : undefined;
    for (const alarm of ground.definitions.keys()) {
      const usual = outcomeOf(alarm, ground);
      const there = outcomeThere(alarm, usual);
      if (there === usual) continue;
      const sofar = found.get(alarm) ?? [];
      const known = sofar.some((outcome) => outcome.constant === name && outcome.at === usually);
      found.set(alarm, [
        ...sofar,
        ...(known ? [] : [{ constant: name, at: usually, outcome: usual }]),
        { constant: name, at, outcome: there },
      ]);
    }

    function outcomeThere(alarm: AlarmDeclaration, usual: OutcomeWord): OutcomeWord {
      const there = days?.alarms.get(alarm);
      if (there !== undefined && !there.always && there.falseAlarms > NOISY_ABOVE) return 'noisy';
      if (usual === 'noisy' && (there === undefined || there.falseAlarms > 0 || falseAlarmsWithin(alarm, ground.healthy) === 0))
        return usual;
      return seesAny(alarm) ? 'fires' : 'never fires';
    }

    function seesAny(alarm: AlarmDeclaration): boolean {
      return witnesses(alarm).some(([fault, strength]) => ground.trials.seenAt(fault, strength, variation).has(alarm.path));
    }
  }
  return found;

  /** Strengths at which an alarm is most likely to go off: where it did, or was tried; else the strongest of every fault that moves what it watches. */
  function witnesses(alarm: AlarmDeclaration): [Fault, number][] {
    const seen = [...ground.fixed]
      .filter(([, { off }]) => off.some((each) => each.alarm === alarm))
      .map(([fault]): [Fault, number] => [fault, fault.strength.fixed]);
    const sought = [...(ground.weakest.get(alarm)?.keys() ?? [])].flatMap((fault) =>
      strengthsTried(fault.strength).map((strength): [Fault, number] => [fault, strength]),
    );
    const possible = input.faults
      .filter((fault) => couldSee(alarm, fault, input.service))
      .map((fault): [Fault, number] => [fault, fault.strength.range[1]]);
    return [...seen, ...sought, ...(seen.length + sought.length === 0 ? possible : [])];
  }
}

/** False alarms in as many of the healthy days as a shorter run has. */
function falseAlarmsWithin(alarm: AlarmDeclaration, { alarms, trial, watchFrom }: HealthyDaysRun): number {
  const until = watchFrom + SHORT_DAYS * MINUTES_PER_DAY;
  const transitions = alarms.get(alarm)?.run.timeline.transitions ?? [];
  return transitions.filter(({ to, at }) => to === 'ALARM' && trial.minuteOf(at) < until).length;
}

/** What an alarm does as everything is usually taken. */
function outcomeOf(alarm: AlarmDeclaration, { fixed, weakest, healthy }: Ground): OutcomeWord {
  const { falseAlarms = 0, always = false } = healthy.alarms.get(alarm) ?? {};
  if (!always && falseAlarms > NOISY_ABOVE) return 'noisy';
  const fires = (weakest.get(alarm)?.size ?? 0) > 0 || [...fixed.values()].some(({ off }) => off.some((each) => each.alarm === alarm));
  return fires ? 'fires' : 'never fires';
}
