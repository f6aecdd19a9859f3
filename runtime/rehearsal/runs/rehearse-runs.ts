import { AlarmProblem, parseAlarm } from '../../../core/alarms/index.js';
import type { Fault } from '../../faults/fault.js';
import type { AlarmDeclaration } from '../../plan.js';
import { extremesOf } from '../extremes.js';
import { couldSee } from '../outcomes.js';
import type { ServiceFindings } from '../rehearse-service.js';
import { weakestSeenLater } from '../strengths.js';
import { runDependencies, runVariations } from './run-bands.js';
import { groundOf, type RunsGround, type RunsInput } from './runs-ground.js';
import { together, type WayTrial } from './ways.js';

/** Shares of the time that the parts of a rehearsal take, as they are reported. */
const PARTS = { healthy: 0.25, weakest: 0.5, bands: 0.8 };

/** What its runs showed. */
export interface RunsFindings extends ServiceFindings {
  readonly ways: ReadonlyMap<Fault, readonly WayTrial[]>;
}

/** Plays healthy days and every fault against a deployment that runs and ends, and its alarms. */
export async function rehearseRuns(input: RunsInput): Promise<RunsFindings> {
  const { alarms, target, faults, step } = input;
  const parsed = alarms.map((alarm) => [alarm, parseAlarm(alarm)] as const);
  const definitions = new Map(parsed.flatMap(([alarm, each]) => (each instanceof AlarmProblem ? [] : [[alarm, each] as const])));
  const problems = new Map(parsed.flatMap(([alarm, each]) => (each instanceof AlarmProblem ? [[alarm, each] as const] : [])));
  const judged = [...definitions.keys()];
  const ground = await groundOf(input, definitions);
  const ways = new Map<Fault, readonly WayTrial[]>();
  for (const [index, fault] of faults.entries()) {
    await step(fault.name, (PARTS.healthy * index) / faults.length);
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
  await step(`${ground.days} healthy days`, PARTS.healthy);
  const healthy = await ground.healthy();
  const weakest = new Map<AlarmDeclaration, Map<Fault, number>>(judged.map((alarm) => [alarm, new Map<Fault, number>()]));
  for (const [index, fault] of faults.entries()) {
    await step(`${fault.name}, weakest strength`, PARTS.weakest + ((PARTS.bands - PARTS.weakest) * index) / faults.length);
    if (fault.quiet !== true) await seekWeakest(fault, judged, weakest, input, ground);
  }
  const variations = input.bands ? runVariations(ground, target.mode) : [];
  const depends = await runDependencies({ ground, target, ways, healthy, weakest }, variations, (text, done) =>
    step(text, PARTS.bands + (1 - PARTS.bands) * done),
  );
  const trials = new Map([...ways].map(([fault, played]) => [fault, together(played)] as const));
  return {
    definitions,
    problems,
    trials,
    ways,
    weakest,
    depends,
    extremes: extremesOf([healthy.trial, ...[...ways.values()].flat().map(({ trial }) => trial)]),
    silentWhenIdle: new Set(),
    healthy,
  };
}

async function seekWeakest(
  fault: Fault,
  judged: readonly AlarmDeclaration[],
  weakest: ReadonlyMap<AlarmDeclaration, Map<Fault, number>>,
  { target }: RunsInput,
  ground: RunsGround,
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
