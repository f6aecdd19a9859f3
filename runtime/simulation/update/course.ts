import type { FleetPart, ReleasePlan, Routing } from '../../plan.js';

/** What goes on in a stretch of an update. */
export type PhaseKind = 'starting' | 'baking' | 'last bake' | 'going back';

/** A stretch of an update in which the traffic stays as it is. */
export interface Phase {
  readonly kind: PhaseKind;
  /** Minutes of the run, `to` not included. */
  readonly from: number;
  readonly to: number;
  /** Parts of the fleet that serve the new version by now; Infinity once all do. */
  readonly moved: number;
  /** Whether the alarms are looked at. */
  readonly watched: boolean;
}

/** How an update ends: by itself, by an alarm, by its timeout, or because the new instances never came up. */
export type Ending = 'completed' | 'stopped' | 'timed out' | 'did not start';

/** An update from its beginning to its end. */
export interface Course {
  readonly phases: readonly Phase[];
  readonly ending: Ending;
  readonly startedAt: number;
  /** From here on one fleet serves alone: the new one where it is completed, else the old one. */
  readonly endedAt: number;
  /** Minute at which it turned back; null where it did not. */
  readonly turnedAt: number | null;
}

/** What the course of an update depends on besides its release. */
export interface Circumstances {
  readonly startedAt: number;
  /** Instances of each variant. */
  readonly instances: readonly number[];
  /** Minutes until new instances answer; Infinity where they never do. */
  readonly startMinutes: number;
  /** Minutes after which SageMaker gives new instances up that do not answer. */
  readonly givesUpMinutes: number;
  /** Minutes until instances of the old version are there again, and until a blue/green update has moved the traffic back. */
  readonly restartMinutes: number;
  readonly shiftMinutes: number;
}

const SECONDS_PER_MINUTE = 60;
/** What replaces the old version where nothing is declared: at once, and nobody looks. */
export const UNGUARDED: ReleasePlan = { declaredBy: [], routing: 'all at once', bakeSeconds: 0, lastBakeSeconds: 0, alarms: [] };

/** The course of an update that no alarm stops. */
export function courseOf(release: ReleasePlan, circumstances: Circumstances): Course {
  const { startedAt, startMinutes, givesUpMinutes } = circumstances;
  if (startMinutes > givesUpMinutes) {
    const gaveUpAt = startedAt + givesUpMinutes;
    const starting: Phase = { kind: 'starting', from: startedAt, to: gaveUpAt, moved: 0, watched: false };
    return within(release, circumstances, {
      phases: [starting],
      ending: 'did not start',
      startedAt,
      endedAt: gaveUpAt,
      turnedAt: gaveUpAt,
    });
  }
  const phases = release.routing === 'rolling' ? inBatches(release, circumstances) : blueGreen(release, circumstances);
  const endedAt = phases.at(-1)?.to ?? startedAt;
  return within(release, circumstances, { phases, ending: 'completed', startedAt, endedAt, turnedAt: null });
}

/** The same update when something stops it at a minute: the old version takes the traffic back. */
export function turnedBack(
  course: Course,
  { routing, rollbackPart }: ReleasePlan,
  { instances, restartMinutes, shiftMinutes }: Circumstances,
  at: number,
  ending: Ending,
): Course {
  const before = course.phases.filter(({ from }) => from < at).map((phase) => ({ ...phase, to: Math.min(phase.to, at) }));
  const moved = before.at(-1)?.moved ?? 0;
  const back = moved === 0 ? [] : phasesBack(routing, rollbackPart, { instances, restartMinutes, shiftMinutes }, moved, at);
  const phases = [...before, ...back];
  return { phases, ending, startedAt: course.startedAt, endedAt: phases.at(-1)?.to ?? at, turnedAt: at };
}

/** A timeout turns back whatever is not over by then. */
function within(release: ReleasePlan, circumstances: Circumstances, course: Course): Course {
  const { timeoutSeconds } = release;
  const latest = course.startedAt + (timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : minutesOf(timeoutSeconds));
  return course.endedAt <= latest ? course : turnedBack(course, release, circumstances, latest, 'timed out');
}

function blueGreen(
  { routing, part, bakeSeconds, lastBakeSeconds }: ReleasePlan,
  { startedAt, startMinutes, instances }: Circumstances,
): Phase[] {
  const bakes = routing === 'all at once' ? 0 : routing === 'canary' ? 1 : partsOf(part, instances);
  const phases = phasesFrom(startedAt).add('starting', startMinutes, 0);
  for (let moved = 1; moved <= bakes; moved += 1) phases.add('baking', minutesOf(bakeSeconds), moved);
  return phases.add('last bake', minutesOf(lastBakeSeconds), Number.POSITIVE_INFINITY).done();
}

/** Each batch is started, takes its traffic and bakes before the instances that it replaces go. */
function inBatches({ part, bakeSeconds }: ReleasePlan, { startedAt, startMinutes, instances }: Circumstances): Phase[] {
  const phases = phasesFrom(startedAt);
  for (let moved = 1; moved <= partsOf(part, instances); moved += 1)
    phases.add('starting', startMinutes, moved - 1).add('baking', minutesOf(bakeSeconds), moved);
  return phases.done();
}

/** Blue/green moves the traffic back; a rolling update has to start what it took away, all at once or in batches. */
function phasesBack(
  routing: Routing,
  part: FleetPart | undefined,
  { instances, restartMinutes, shiftMinutes }: Pick<Circumstances, 'instances' | 'restartMinutes' | 'shiftMinutes'>,
  moved: number,
  at: number,
): Phase[] {
  const back = phasesFrom(at);
  if (routing !== 'rolling') return back.add('going back', shiftMinutes, moved).done();
  const batches = part === undefined ? 1 : Math.min(moved, partsOf(part, instances));
  for (let left = batches; left >= 1; left -= 1) back.add('going back', restartMinutes, (moved * left) / batches);
  return back.done();
}

interface PhaseList {
  readonly add: (kind: PhaseKind, minutes: number, moved: number) => PhaseList;
  readonly done: () => Phase[];
}

/** Phases one after the other; those that take no time are left out. */
function phasesFrom(start: number): PhaseList {
  const phases: Phase[] = [];
  let from = start;
  const list: PhaseList = {
    add: (kind, minutes, moved) => {
      if (minutes > 0) phases.push({ kind, from, to: from + minutes, moved, watched: kind === 'baking' || kind === 'last bake' });
      from += minutes;
      return list;
    },
    done: () => phases,
  };
  return list;
}

/** Parts that the largest fleet is moved in. */
function partsOf(part: FleetPart | undefined, instances: readonly number[]): number {
  return Math.max(1, ...instances.map((count) => Math.ceil(count / sizeOf(part, count))));
}

/** Instances of one part: a share of them, rounded up, and at least one. */
function sizeOf(part: FleetPart | undefined, instances: number): number {
  if (part === undefined) return instances;
  return Math.max(1, Math.ceil('share' in part ? Number((part.share * instances).toFixed(6)) : part.instances));
}

/** Instances of a fleet that serve the new version. */
export function movedInstances(part: FleetPart | undefined, instances: number, moved: number): number {
  return moved === Number.POSITIVE_INFINITY ? instances : Math.min(instances, Math.round(sizeOf(part, instances) * moved));
}

/** Parts that serve the new version in a minute of the run. */
export function movedAt({ phases, ending, startedAt, endedAt }: Course, minute: number): number {
  if (minute < startedAt) return 0;
  if (minute >= endedAt) return ending === 'completed' ? Number.POSITIVE_INFINITY : 0;
  return phases.find(({ from, to }) => minute >= from && minute < to)?.moved ?? 0;
}

/** Minutes at which the alarms are looked at: so far apart, and at the end of each bake. */
export function pollsOf({ phases }: Course, every: number): number[] {
  return phases
    .filter(({ watched }) => watched)
    .flatMap(({ from, to }) => [
      ...Array.from({ length: Math.ceil((to - from) / every) - 1 }, (_, index) => from + (index + 1) * every),
      to,
    ]);
}

function minutesOf(seconds: number): number {
  return Math.ceil(seconds / SECONDS_PER_MINUTE);
}
