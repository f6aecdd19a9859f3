import type { AlarmDeclaration } from '../../plan.js';
import type { Fault, Target } from '../../faults/fault.js';
import type { PlayedMode } from '../../../core/hosting/mode.js';
import { STATES_NAMESPACE } from '../../../core/metrics/index.js';
import { RUN_CONSTANTS } from '../../simulation/run-constants.js';
import { couldSee, NOISY_ABOVE, type Outcome, type OutcomeWord } from '../outcomes.js';
import { strengthsTried } from '../strengths.js';
import { metricsOfAlarm } from '../subject.js';
import { alarmVariations, delayVariations, endsOf, type NamedVariation } from '../variations.js';
import type { HealthyRuns, RunsGround } from './runs-ground.js';
import type { WayTrial } from './ways.js';

/** What was played with everything as it is usually taken. */
export interface PlayedRuns {
  readonly ground: RunsGround;
  readonly target: Target;
  readonly ways: ReadonlyMap<Fault, readonly WayTrial[]>;
  readonly healthy: HealthyRuns;
  readonly weakest: ReadonlyMap<AlarmDeclaration, ReadonlyMap<Fault, number>>;
}

/** Both ends of every band that can make a difference to alarms on what runs and ends. */
export function runVariations({ definitions }: Pick<RunsGround, 'definitions'>, mode: PlayedMode): NamedVariation[] {
  const watchesExecutions = [...definitions.keys()].some((alarm) =>
    metricsOfAlarm(alarm).some(({ namespace }) => namespace === STATES_NAMESPACE),
  );
  return [
    ...delayVariations(),
    ...alarmVariations([...definitions.values()]),
    ...(watchesExecutions ? endsOf('executionZeros', RUN_CONSTANTS.executionZeros, (end) => ({ runs: { executionZeros: end } })) : []),
    ...(mode === 'batch' ? jobStarts() : []),
  ];
}

function jobStarts(): NamedVariation[] {
  return endsOf('jobStartMinutes', RUN_CONSTANTS.jobStartMinutes, (end) => ({ runs: { jobStartMinutes: end } })).map((each) => ({
    ...each,
    usually: 'drawn for each run',
  }));
}

/** Alarms whose outcome is another at one end of a band, with the outcome there and as usually taken. */
export async function runDependencies(
  played: PlayedRuns,
  variations: readonly NamedVariation[],
  step: (text: string, done: number) => Promise<void>,
): Promise<Map<AlarmDeclaration, Outcome[]>> {
  const found = new Map<AlarmDeclaration, Outcome[]>();
  const { ground, ways, healthy } = played;
  const sought = new Sought(played);
  for (const [index, { constant, at, usually, variation }] of variations.entries()) {
    await step(`${constant} at ${at}`, index / variations.length);
    const quiet = await healthy.alarmsAt(variation);
    const seen = new Map<WayTrial, Promise<ReadonlySet<string>>>();
    const sees = async (alarm: AlarmDeclaration): Promise<boolean> => {
      for (const way of [...ways.values()].flat().filter(({ off }) => off.some((each) => each.alarm === alarm))) {
        const there = seen.get(way) ?? way.seenAt(variation);
        seen.set(way, there);
        if ((await there).has(alarm.path)) return true;
      }
      return sought.sees(alarm, variation);
    };
    for (const alarm of ground.definitions.keys()) {
      const usual = usualOutcome(alarm, played);
      const { falseAlarms = 0, always = false } = quiet.get(alarm) ?? {};
      const there: OutcomeWord = !always && falseAlarms > NOISY_ABOVE ? 'noisy' : (await sees(alarm)) ? 'fires' : 'never fires';
      if (there === usual) continue;
      const sofar = found.get(alarm) ?? [];
      const isKnown = sofar.some((outcome) => outcome.constant === constant && outcome.at === usually);
      found.set(alarm, [...sofar, ...(isKnown ? [] : [{ constant, at: usually, outcome: usual }]), { constant, at, outcome: there }]);
    }
  }
  return found;
}

function usualOutcome(alarm: AlarmDeclaration, { ways, healthy, weakest }: PlayedRuns): OutcomeWord {
  const { falseAlarms = 0, always = false } = healthy.alarms.get(alarm) ?? {};
  if (!always && falseAlarms > NOISY_ABOVE) return 'noisy';
  const fires =
    (weakest.get(alarm)?.size ?? 0) > 0 || [...ways.values()].flat().some(({ off }) => off.some((each) => each.alarm === alarm));
  return fires ? 'fires' : 'never fires';
}

/** Faults at other strengths than the one that is stated, for alarms that see none as stated; each is played once. */
class Sought {
  private readonly plays = new Map<string, Promise<Omit<WayTrial, 'text'>>>();

  constructor(private readonly played: PlayedRuns) {}

  async sees(alarm: AlarmDeclaration, variation: Parameters<WayTrial['seenAt']>[0]): Promise<boolean> {
    for (const [fault, strength] of this.tried(alarm))
      if ((await (await this.playOf(fault, strength)).seenAt(variation)).has(alarm.path)) return true;
    return false;
  }

  /** Where it went off; else the strongest of every fault that moves what it watches. */
  private tried(alarm: AlarmDeclaration): [Fault, number][] {
    const { weakest, ways, target } = this.played;
    const seen = [...(weakest.get(alarm)?.keys() ?? [])];
    if (seen.length > 0)
      return seen.flatMap((fault) => strengthsTried(fault.strength).map((strength): [Fault, number] => [fault, strength]));
    return [...ways.keys()].filter((fault) => couldSee(alarm, fault, target)).map((fault) => [fault, fault.strength.range[1]]);
  }

  private playOf(fault: Fault, strength: number): Promise<Omit<WayTrial, 'text'>> {
    const { ground, target } = this.played;
    const key = `${fault.name} ${strength}`;
    const play = this.plays.get(key) ?? ground.play(fault.strike(strength, target));
    this.plays.set(key, play);
    return play;
  }
}
