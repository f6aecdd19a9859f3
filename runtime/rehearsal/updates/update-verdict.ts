import type { PlayedMode } from '../../../core/hosting/mode.js';
import type { AlarmDefinition } from '../../../core/alarms/index.js';
import type { Finding } from '../../../core/rules/index.js';
import type { Fault } from '../../faults/fault.js';
import { minutesText } from '../../report/words.js';
import type { AlarmDeclaration } from '../../plan.js';
import { neverReason } from '../never-reason.js';
import { couldSee, NOISY_ABOVE, type Outcome } from '../outcomes.js';
import type { UpdateFindings } from './rehearse-updates.js';
import { FLEET_DIMENSION } from './update-alarms.js';
import { bakedMinutes, type PlayedUpdate } from './update-trials.js';

/** What updates say of an alarm. */
export interface UpdateJudgement {
  readonly verdict: 'fires' | 'never-fires' | 'noisy' | 'depends' | 'not-reproducible';
  readonly reason: string | null;
  readonly depends: readonly Outcome[];
}

export interface UpdateJudging {
  readonly service: { readonly mode: PlayedMode; readonly endpointName: string };
  readonly findings: readonly Finding[];
  readonly definition: AlarmDefinition | undefined;
  /** Somebody chose among the faults. */
  readonly partial: boolean;
  readonly requestsPerMinute: number;
}

const LATE_RULE = 'release-alarm-late';
const NO_BAKE = 'the update does not bake, so that no alarm can stop it; give TerminationWaitInSeconds, 600 for example';

/** Whether an alarm finds bad versions, and leaves good ones alone. */
export function judgeInUpdates(alarm: AlarmDeclaration, updates: UpdateFindings, judging: UpdateJudging): UpdateJudgement {
  const depends = updates.depends.get(alarm) ?? [];
  const noisy = noisyReason(alarm, updates, judging);
  if (noisy !== undefined && depends.length === 0) return { verdict: 'noisy', reason: noisy, depends };
  if (depends.length > 0) {
    const constants = [...new Set(depends.map(({ constant }) => constant))];
    const outcomes = depends.map(({ constant, at, outcome }) => `${constant} ${at}, ${outcome}`);
    return { verdict: 'depends', reason: `it depends on ${constants.join(', ')}: ${outcomes.join('; ')}`, depends };
  }
  if (seenBy(alarm, updates).length > 0 || (updates.weakest.get(alarm)?.size ?? 0) > 0) return { verdict: 'fires', reason: null, depends };
  if (isBlindToBakes(alarm, updates)) return { verdict: 'never-fires', reason: updates.release.overruled ?? NO_BAKE, depends };
  if (judging.partial) return { verdict: 'not-reproducible', reason: 'none of the faults that were chosen sets it off', depends };
  return { verdict: 'never-fires', reason: whyNever(alarm, updates, judging), depends };
}

/** Faults on which an alarm stops an update, or goes off where it can stop none; with the minutes since the new version served. */
export function seenBy(alarm: AlarmDeclaration, { played }: UpdateFindings): { readonly fault: Fault; readonly minutes: number }[] {
  return [...played].flatMap(([fault, { found, servedFrom }]) => {
    const at = found.get(alarm.path);
    return at === undefined || servedFrom === null ? [] : [{ fault, minutes: at - servedFrom }];
  });
}

/** An alarm that undoes the very update that mends what it sees; null where it does not, or cannot stop one. */
export function undoesMending(alarm: AlarmDeclaration, { mending, alarms }: UpdateFindings): string | null {
  if (mending?.found.has(alarm.path) !== true || !alarms.stopping.includes(alarm)) return null;
  return `it sees the old fleet too, and undoes an update that mends it; add dimension ${FLEET_DIMENSION} with Fn::GetAtt of the endpoint configuration`;
}

/** Why an alarm that goes off on other days stops no update; null where it does, or is not meant to. */
export function stopsNothing(alarm: AlarmDeclaration, updates: UpdateFindings, judging: UpdateJudging): string | null {
  if (!updates.alarms.stopping.includes(alarm) || judging.partial) return null;
  if (seenBy(alarm, updates).length > 0 || (updates.weakest.get(alarm)?.size ?? 0) > 0) return null;
  if (isBlindToBakes(alarm, updates)) return updates.release.overruled ?? NO_BAKE;
  return lateReason(alarm, updates, judging) ?? `it stops no update: ${triedText(alarm, updates, judging)}`;
}

function noisyReason(alarm: AlarmDeclaration, updates: UpdateFindings, { service }: UpdateJudging): string | undefined {
  const stopped = updates.stopsGood.get(alarm) ?? 0;
  if (stopped > NOISY_ABOVE) {
    const does = updates.alarms.stopping.includes(alarm) ? 'it stops' : 'it goes off in';
    return `${does} ${stopped} of ${updates.manyGood.length} updates to a version that is as good as the one before: raise the threshold, ask for more periods, or for a least number of requests (${service.endpointName})`;
  }
  return undoesMending(alarm, updates) ?? undefined;
}

function isBlindToBakes(alarm: AlarmDeclaration, { alarms, good }: UpdateFindings): boolean {
  return alarms.stopping.includes(alarm) && bakedMinutes(good.unstopped.course) === 0;
}

function whyNever(alarm: AlarmDeclaration, updates: UpdateFindings, judging: UpdateJudging): string {
  const late = lateReason(alarm, updates, judging);
  if (late !== undefined) return late;
  const { definition, findings, requestsPerMinute } = judging;
  if (definition === undefined) return 'it cannot be read';
  return neverReason({
    alarm,
    definition,
    findings,
    always: false,
    extremes: extremesOf(alarm, updates),
    silentWhenIdle: false,
    requestsPerMinute,
    tried: triedNames(alarm, updates, judging),
  });
}

/** It goes off when the update is over. */
function lateReason(alarm: AlarmDeclaration, updates: UpdateFindings, { findings }: UpdateJudging): string | undefined {
  const said = findings.find(({ rule, logicalId }) => rule === LATE_RULE && logicalId === alarm.logicalId)?.message;
  const late = [...updates.played].flatMap(([fault, update]) => {
    const minutes = goesOffAfter(alarm, update);
    return minutes === undefined ? [] : [{ fault, minutes }];
  });
  const [first] = late.toSorted((a, b) => a.minutes - b.minutes);
  if (first === undefined) return said;
  const baked = bakedMinutes(updates.good.unstopped.course);
  return `on ${first.fault.name} it goes off ${minutesText(first.minutes)} after the new version serves, and the update has waited its ${minutesText(baked)} by then; take fewer or shorter periods, or bake longer`;
}

function goesOffAfter(alarm: AlarmDeclaration, { unstopped, servedFrom }: PlayedUpdate): number | undefined {
  if (servedFrom === null) return undefined;
  const transitions = unstopped.runs.get(alarm.path)?.timeline.transitions ?? [];
  const minutes = transitions.filter(({ to }) => to === 'ALARM').map(({ at }) => unstopped.minuteOf(at) - servedFrom);
  return minutes.find((minute) => minute >= 0);
}

function triedText(alarm: AlarmDeclaration, updates: UpdateFindings, judging: UpdateJudging): string {
  const tried = triedNames(alarm, updates, judging);
  return tried.length === 0
    ? 'no fault that a new version can bring moves what it watches'
    : `none of ${tried.join(', ')} trips it within the bake`;
}

function triedNames(alarm: AlarmDeclaration, { played }: UpdateFindings, { service }: UpdateJudging): string[] {
  return [...played.keys()].filter((fault) => couldSee(alarm, fault, service)).map(({ name }) => name);
}

function extremesOf(alarm: AlarmDeclaration, { played, good }: UpdateFindings): { least: number; greatest: number } | undefined {
  const values = [good, ...played.values()].flatMap(({ unstopped }) => [
    ...(unstopped.runs.get(alarm.path)?.timeline.values?.points ?? []),
  ]);
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0
    ? undefined
    : { least: known.reduce((a, b) => Math.min(a, b)), greatest: known.reduce((a, b) => Math.max(a, b)) };
}
