import type { AlarmDefinition } from '../../../core/alarms/index.js';
import type { Fault } from '../../faults/fault.js';
import type { AlarmDeclaration, ReleasePlan } from '../../plan.js';
import { UNGUARDED } from '../../simulation/update/course.js';
import { Bench } from '../bench.js';
import { couldSee, NOISY_ABOVE, type Outcome, type OutcomeWord } from '../outcomes.js';
import type { ServiceInput } from '../rehearse-service.js';
import { strengthsTried, weakestSeen } from '../strengths.js';
import { updateVariations } from '../variations.js';
import { updateAlarmsOf, type UpdateAlarms } from './update-alarms.js';
import { UpdateTrials, type PlayedUpdate } from './update-trials.js';

/** What updates of one service showed. */
export interface UpdateFindings {
  readonly release: ReleasePlan;
  readonly alarms: UpdateAlarms;
  readonly good: PlayedUpdate;
  readonly manyGood: readonly PlayedUpdate[];
  /** An update that mends an old version that fails; absent where no alarm could undo it. */
  readonly mending?: PlayedUpdate;
  readonly played: ReadonlyMap<Fault, PlayedUpdate>;
  /** A version whose answers are wrong, with statuses of 200; absent where somebody chose among the faults and left bad versions out. */
  readonly wrongAnswers?: PlayedUpdate;
  readonly goldenChecked: boolean;
  /** Good updates that each alarm found wrong. */
  readonly stopsGood: ReadonlyMap<AlarmDeclaration, number>;
  readonly weakest: ReadonlyMap<AlarmDeclaration, ReadonlyMap<Fault, number>>;
  readonly depends: ReadonlyMap<AlarmDeclaration, readonly Outcome[]>;
}

/** Plays updates of a service: good ones, and with every fault that a new version can bring. */
export async function rehearseUpdates(
  input: ServiceInput,
  definitions: ReadonlyMap<AlarmDeclaration, AlarmDefinition>,
  step: (text: string, done: number) => Promise<void>,
): Promise<UpdateFindings> {
  const { service, target, arrivals, healthyArrivals, seed } = input;
  const release = service.release ?? UNGUARDED;
  const judged = [...definitions.keys()];
  const alarms = updateAlarmsOf(judged, release);
  const benchWith = (which: readonly AlarmDeclaration[]): Bench =>
    new Bench(
      service,
      input.profileOf,
      which.flatMap((alarm) => definitions.get(alarm) ?? []),
      input.factors,
      input.workers.usual,
    );
  const trials = new UpdateTrials({
    bench: benchWith(judged),
    updateBench: benchWith(alarms.all),
    release,
    target,
    arrivals,
    healthyArrivals,
    alarms: judged,
    updateAlarms: alarms.all,
    stopping: alarms.stopping,
    seed,
  });
  const faults = input.faults.filter(({ newVersion }) => newVersion !== undefined);
  await step('updates', 0);
  const played = new Map(faults.map((fault) => [fault, trials.fixed(fault)]));
  const manyGood = trials.manyGood();
  const failing = faults.find(({ name }) => name === 'bad-candidate');
  const mending = failing === undefined || alarms.stopping.length === 0 ? undefined : trials.mending(failing);
  const stopsGood = new Map(alarms.all.map((alarm) => [alarm, manyGood.filter(({ found }) => found.has(alarm.path)).length]));
  const weakest = new Map(alarms.all.map((alarm) => [alarm, new Map<Fault, number>()]));
  for (const [index, fault] of faults.entries()) {
    await step(`updates, ${fault.name}, weakest strength`, (0.7 * (index + 1)) / (faults.length + 1));
    for (const alarm of alarms.all.filter((each) => couldSee(each, fault, service))) {
      const least = weakestSeen(fault.strength, (strength) => trials.seenAt(fault, strength).has(alarm.path));
      if (least !== undefined) weakest.get(alarm)?.set(fault, least);
    }
  }
  await step('updates, the ends of what nobody publishes', 0.7);
  const ground: Ground = { trials, alarms: alarms.all, played, stopsGood, weakest, faults };
  return {
    release,
    alarms,
    good: trials.good(),
    manyGood,
    ...(mending === undefined ? {} : { mending }),
    played,
    ...(failing === undefined ? {} : { wrongAnswers: trials.wrongAnswers(input.goldenChecked) }),
    goldenChecked: input.goldenChecked,
    stopsGood,
    weakest,
    depends: input.bands ? dependencies(input, ground, definitions) : new Map<AlarmDeclaration, Outcome[]>(),
  };
}

interface Ground extends Pick<UpdateFindings, 'played' | 'stopsGood' | 'weakest'> {
  readonly trials: UpdateTrials;
  readonly alarms: readonly AlarmDeclaration[];
  readonly faults: readonly Fault[];
}

/** Alarms whose outcome is another at one end of a band, with the outcome there and as usually taken. */
function dependencies(
  { service, workers, workersKnown }: ServiceInput,
  ground: Ground,
  definitions: ReadonlyMap<AlarmDeclaration, AlarmDefinition>,
): Map<AlarmDeclaration, Outcome[]> {
  const { trials, alarms } = ground;
  const found = new Map<AlarmDeclaration, Outcome[]>();
  const own = alarms.flatMap((alarm) => definitions.get(alarm) ?? []);
  for (const { constant, at, usually, variation, onHealthyDays } of updateVariations(own, workersKnown ? undefined : workers)) {
    if (alarms.length === 0) break;
    const good = onHealthyDays ? trials.manyGood(variation) : undefined;
    for (const alarm of alarms) {
      const usual = outcomeOf(alarm, ground);
      const wrongly = good?.filter((update) => update.found.has(alarm.path)).length ?? ground.stopsGood.get(alarm) ?? 0;
      const sees = (): boolean =>
        witnesses(alarm, ground, service).some(([fault, strength]) => trials.seenAt(fault, strength, variation).has(alarm.path));
      const there: OutcomeWord = wrongly > NOISY_ABOVE ? 'noisy' : sees() ? 'fires' : 'never fires';
      if (there === usual) continue;
      const sofar = found.get(alarm) ?? [];
      const isKnown = sofar.some((outcome) => outcome.constant === constant && outcome.at === usually);
      found.set(alarm, [...sofar, ...(isKnown ? [] : [{ constant, at: usually, outcome: usual }]), { constant, at, outcome: there }]);
    }
  }
  return found;
}

function outcomeOf(alarm: AlarmDeclaration, { stopsGood, weakest, played }: Ground): OutcomeWord {
  if ((stopsGood.get(alarm) ?? 0) > NOISY_ABOVE) return 'noisy';
  const fires = (weakest.get(alarm)?.size ?? 0) > 0 || [...played.values()].some(({ found }) => found.has(alarm.path));
  return fires ? 'fires' : 'never fires';
}

/** Strengths at which an alarm is most likely to go off: where it did, or was tried; else the strongest of every fault that moves what it watches. */
function witnesses(alarm: AlarmDeclaration, { played, weakest, faults }: Ground, service: ServiceInput['service']): [Fault, number][] {
  const seen = [...played]
    .filter(([, { found }]) => found.has(alarm.path))
    .map(([fault]): [Fault, number] => [fault, fault.strength.fixed]);
  const sought = [...(weakest.get(alarm)?.keys() ?? [])].flatMap((fault) =>
    strengthsTried(fault.strength).map((strength): [Fault, number] => [fault, strength]),
  );
  if (seen.length + sought.length > 0) return [...seen, ...sought];
  return faults.filter((fault) => couldSee(alarm, fault, service)).map((fault): [Fault, number] => [fault, fault.strength.range[1]]);
}
