import type { AlarmReport, AlarmVerdict, BlindSpot, DeploymentReport, RehearsalReport } from './rehearsal-report.js';
import { countsAgainst, modelCounts, plural, spotCounts, updateCounts } from './words.js';

/** Alarms that something is to be said about, under one heading. */
export interface AlarmFindings {
  readonly title: string;
  readonly alarms: readonly AlarmReport[];
}

const GROUPS: readonly { readonly title: string; readonly holds: (alarm: AlarmReport) => boolean }[] = [
  { title: 'Alarms that no fault trips', holds: ({ verdict }) => verdict === 'never-fires' },
  {
    title: 'Alarms that reach nobody',
    // Without a reason it is not meant to: it stops updates.
    holds: ({ verdict, delivers, reason }) => verdict === 'fires' && !delivers && reason !== null,
  },
  { title: 'Alarms that go off on healthy days', holds: ({ verdict }) => verdict === 'noisy' },
  { title: 'Alarms that depend on what AWS does not publish', holds: ({ verdict }) => verdict === 'depends' },
  { title: 'Alarms that cannot be reproduced here', holds: ({ verdict }) => verdict === 'not-reproducible' },
];

const SAID: Readonly<Record<AlarmVerdict, string>> = {
  fires: 'reaches nobody',
  'never-fires': 'never fires',
  noisy: 'is noisy',
  depends: 'depends',
  'not-reproducible': 'cannot be reproduced here',
};

/** What is to be said about alarms, the worst first; headings that hold nothing are left out. */
export function alarmFindings({ alarms }: RehearsalReport): AlarmFindings[] {
  return GROUPS.map(({ title, holds }) => ({ title, alarms: alarms.filter(holds) })).filter((group) => group.alarms.length > 0);
}

/** Whether faults were played on it: it answers here, and somebody said how much traffic it has, or when it runs. */
export function isPlayed({ served, requestsPerMinute, runs }: DeploymentReport): boolean {
  return served && (requestsPerMinute !== null || runs !== null);
}

/** Endpoints that no alarm watches: whatever breaks there, nobody is told. */
export function unwatched({ deployments, alarms }: RehearsalReport): DeploymentReport[] {
  return deployments.filter(({ path }) => !alarms.some(({ deployment }) => deployment === path));
}

/** Faults that were left out on endpoints that were played, by the reason; what was not played at all is said once, with the endpoint. */
export function notRun({ deployments, faults }: RehearsalReport): { readonly reason: string; readonly faults: readonly string[] }[] {
  const played = new Set(deployments.filter(isPlayed).map(({ path }) => path));
  const byReason = new Map<string, Set<string>>();
  for (const { deployment, name, status, text } of faults) {
    if (status !== 'not-runnable' || !played.has(deployment)) continue;
    byReason.set(text, (byReason.get(text) ?? new Set()).add(name));
  }
  return [...byReason].map(([reason, names]) => ({ reason, faults: [...names] }));
}

/** What follows an alarm's name: `never fires: threshold 100 is milliseconds, ModelLatency is in microseconds (app.ts:14)`. */
export function alarmSentence({ verdict, reason, source, path, depends, accepted }: AlarmReport): string {
  const ends = depends.map(({ constant, at, outcome }) => `${constant} ${at}: ${outcome}`).join('; ');
  const why = reason ?? ends;
  const note = accepted === null ? '' : `, accepted: ${accepted}`;
  return `${SAID[verdict]}${why === '' ? '' : `: ${why}`} (${source ?? path})${note}`;
}

/** What follows a blind spot's fault. */
export function spotSentence({ trouble, deployment, text, accepted }: BlindSpot): string {
  return `${trouble}, ${deployment}: ${text}${accepted === null ? '' : ` (accepted: ${accepted})`}`;
}

/** Blind spots, those that count first. */
export function orderedSpots({ blindSpots }: RehearsalReport): BlindSpot[] {
  return [...blindSpots].sort((a, b) => Number(spotCounts(b)) - Number(spotCounts(a)));
}

/** `1 blind spot, 2 alarms that never fire`: what decides the exit code; null where nothing does. */
export function foundText({ alarms, blindSpots, updates, models }: RehearsalReport): string | null {
  const bad = alarms.filter(countsAgainst);
  const never = bad.filter(({ verdict }) => verdict === 'never-fires').length;
  const noisy = bad.length - never;
  const blind = blindSpots.filter(spotCounts).length;
  const strange = models.filter(modelCounts).length;
  const broken = updates.filter(updateCounts).length;
  const found = [
    ...(blind > 0 ? [plural(blind, 'blind spot')] : []),
    ...(never > 0 ? [`${plural(never, 'alarm')} that never ${never === 1 ? 'fires' : 'fire'}`] : []),
    ...(noisy > 0 ? [plural(noisy, 'noisy alarm')] : []),
    ...(strange > 0 ? [`${plural(strange, 'model')} that ${strange === 1 ? 'does' : 'do'} not answer as recorded`] : []),
    ...(broken > 0 ? [`${plural(broken, 'update')} that ${broken === 1 ? 'does' : 'do'} not hold`] : []),
  ];
  return found.length === 0 ? null : found.join(', ');
}

/** `2 deployments: 14 faults against 11 alarms, seed 1`. */
export function scopeText({ seed, deployments, alarms, faults }: RehearsalReport): string {
  const played = new Set(deployments.filter(isPlayed).map(({ path }) => path));
  const run = faults.filter(({ status, deployment }) => status !== 'not-runnable' && played.has(deployment)).length;
  return `${plural(deployments.length, 'deployment')}: ${plural(run, 'fault')} against ${plural(alarms.length, 'alarm')}, seed ${seed}`;
}
