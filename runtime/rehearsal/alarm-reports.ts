import { BATCH_RUNS, EXECUTIONS, findMetric, PIPELINE_RUNS } from '../../core/metrics/index.js';
import type { Finding } from '../../core/rules/index.js';
import type { Fault } from '../faults/fault.js';
import type { AlarmDeclaration } from '../plan.js';
import { alarmText } from '../report/alarm-text.js';
import type { AlarmPicture, AlarmReport } from '../report/rehearsal-report.js';
import type { Accepted } from './accepted.js';
import type { Delivery } from './delivery.js';
import { neverReason, tooFewSamples } from './never-reason.js';
import { pictureOf } from './pictures.js';
import { couldSee, NOISY_ABOVE } from './outcomes.js';
import type { ServiceFindings } from './rehearse-service.js';
import { staticReason } from './static-reason.js';
import { metricsOfAlarm, watchesLabels, watchesMonitor, type Subject } from './subject.js';
import type { UpdateFindings } from './updates/rehearse-updates.js';
import { updateAlarmsOf } from './updates/update-alarms.js';
import { judgeInUpdates, seenBy, stopsNothing, undoesMending, type UpdateJudging } from './updates/update-verdict.js';

/** What judging the alarms of one deployment needs. */
export interface Judging {
  readonly subject: Subject;
  readonly findings: readonly Finding[];
  readonly deliveries: ReadonlyMap<AlarmDeclaration, Delivery>;
  readonly accepted: Accepted;
  readonly faults: readonly Fault[];
  /** Somebody chose among the faults: of an alarm that stays quiet nothing can be said then. */
  readonly partial: boolean;
  readonly requestsPerMinute: number;
  /** Absent where nothing was run. */
  readonly runs?: ServiceFindings;
  /** Why nothing was run; absent where something was. */
  readonly notRun?: string;
  /** Why the drift monitor was not played; absent where it was. */
  readonly notMonitored?: string;
  /** Why no labels were played; absent where they were. */
  readonly notLabelled?: string;
  /** Why no update was played; absent where one was. */
  readonly noUpdate?: string;
}

type Judgement = Pick<AlarmReport, 'verdict' | 'reason' | 'depends'>;

const MINUTES_PER_DAY = 1440;

export function alarmReports(judging: Judging): AlarmReport[] {
  return judging.subject.alarms.map((alarm) => alarmReport(alarm, judging));
}

function alarmReport(alarm: AlarmDeclaration, judging: Judging): AlarmReport {
  const { subject, deliveries, accepted, runs } = judging;
  const delivery = deliveries.get(alarm);
  const judged = judge(alarm, judging);
  return {
    deployment: subject.path,
    path: alarm.path,
    logicalId: alarm.logicalId,
    name: alarm.name,
    kind: alarm.kind,
    watches: alarmText(alarm),
    severity: delivery?.severity ?? 'none',
    ...judged,
    delivers: delivery?.delivers ?? false,
    stopsUpdates: subject.service?.release?.alarms.includes(alarm.name) ?? false,
    source: alarm.place.source ?? null,
    firesOn: firesOn(alarm, runs),
    weakest: weakestOf(alarm, runs),
    falseAlarms: runs?.healthy.alarms.get(alarm)?.falseAlarms ?? 0,
    accepted: accepted.alarm(alarm),
    pictures: pictures(alarm, judging),
  };
}

function judge(alarm: AlarmDeclaration, judging: Judging): Judgement {
  const { subject, findings, deliveries, runs, notRun } = judging;
  const found = staticReason(alarm, subject, findings);
  if (found?.verdict === 'never-fires') return { ...found, depends: [] };
  const delivery = deliveries.get(alarm);
  if (delivery?.muted === true) return { verdict: 'never-fires', reason: delivery.because, depends: [] };
  if (found !== undefined) return { ...found, depends: [] };
  if (runs === undefined) return { verdict: 'not-reproducible', reason: notRun ?? null, depends: [] };
  const problem = runs.problems.get(alarm);
  if (problem !== undefined) return { verdict: 'not-reproducible', reason: `${problem.what}: ${problem.reason}`, depends: [] };
  if (watchesMonitor(alarm) && judging.notMonitored !== undefined)
    return { verdict: 'not-reproducible', reason: judging.notMonitored, depends: [] };
  if (watchesLabels(alarm) && judging.notLabelled !== undefined)
    return { verdict: 'not-reproducible', reason: judging.notLabelled, depends: [] };
  if (isFleetOnly(alarm, judging)) return judgeFleetOnly(alarm, judging, runs);
  const stuck = runs.healthy.trial.runs.get(alarm.path)?.stuck;
  if (stuck !== undefined) return { verdict: 'never-fires', reason: stuck, depends: [] };
  const judged = { ...judgeRuns(alarm, judging, runs), depends: runs.depends.get(alarm) ?? [] };
  return judged.verdict === 'fires' || judged.verdict === 'depends' ? asStopper(alarm, judging, runs, judged) : judged;
}

function isFleetOnly(alarm: AlarmDeclaration, { subject }: Judging): boolean {
  return updateAlarmsOf(subject.alarms, subject.service?.release).fleetOnly.includes(alarm);
}

/** An alarm on the fleet of an update alone: only updates say something of it. */
function judgeFleetOnly(alarm: AlarmDeclaration, judging: Judging, runs: ServiceFindings): Judgement {
  const { updates } = runs;
  if (updates === undefined) return { verdict: 'not-reproducible', reason: judging.noUpdate ?? null, depends: [] };
  return judgeInUpdates(alarm, updates, updateJudging(alarm, judging, runs));
}

/** What goes off on other days is still no good for stopping an update where it undoes one that mends, or comes too late. */
function asStopper(alarm: AlarmDeclaration, judging: Judging, { updates, ...runs }: ServiceFindings, judged: Judgement): Judgement {
  if (updates === undefined) return judged;
  const undoes = undoesMending(alarm, updates);
  if (undoes !== null) return { ...judged, verdict: 'noisy', reason: undoes };
  const nothing = stopsNothing(alarm, updates, updateJudging(alarm, judging, runs));
  return nothing === null ? judged : { ...judged, verdict: 'never-fires', reason: nothing };
}

function updateJudging(
  alarm: AlarmDeclaration,
  { subject, findings, partial, requestsPerMinute }: Judging,
  { definitions }: Pick<ServiceFindings, 'definitions'>,
): UpdateJudging {
  return { service: subject, findings, partial, requestsPerMinute, definition: definitions.get(alarm) };
}

function judgeRuns(alarm: AlarmDeclaration, judging: Judging, runs: ServiceFindings): Omit<Judgement, 'depends'> {
  const depends = runs.depends.get(alarm) ?? [];
  const { falseAlarms = 0, always = false } = runs.healthy.alarms.get(alarm) ?? {};
  const constants = [...new Set(depends.map(({ constant }) => constant))];
  const dependsReason = `it depends on ${constants.join(', ')}: ${depends.map(({ constant, at, outcome }) => `${constant} ${at}, ${outcome}`).join('; ')}`;
  const quiet = always ? [] : quietTestsBroken(alarm, runs);
  if ((falseAlarms > NOISY_ABOVE && !always) || quiet.length > 0) {
    if (depends.length > 0 && quiet.length === 0) return { verdict: 'depends', reason: dependsReason };
    return { verdict: 'noisy', reason: noisyReason(alarm, judging, falseAlarms, quiet) };
  }
  // What rings all day rings no louder when something breaks.
  const fires = !always && seesMoreThanTraffic(alarm, judging, runs);
  if (depends.length > 0 && !always) return { verdict: 'depends', reason: dependsReason };
  // Of an endpoint's own metrics that is the alarm's fault; rows can go wrong in more ways than the catalogue has.
  if (!fires && !always && watchesMonitor(alarm) && !judging.faults.some((fault) => couldSee(alarm, fault, judging.subject)))
    return {
      verdict: 'not-reproducible',
      reason: `no fault ${judging.partial ? 'that was chosen' : 'of the catalogue that applies here'} moves what it watches`,
    };
  if (!fires && !always && judging.partial)
    return { verdict: 'not-reproducible', reason: 'none of the faults that were chosen sets it off' };
  if (!fires) return { verdict: 'never-fires', reason: whyNever(alarm, judging, runs, always) };
  const stops = judging.subject.service?.release?.alarms.includes(alarm.name) === true;
  return { verdict: 'fires', reason: stops ? null : (judging.deliveries.get(alarm)?.because ?? null) };
}

/** Whether any fault sets it off; where its percentile has too few samples at the promised traffic, one that does not bring more of it. */
function seesMoreThanTraffic(alarm: AlarmDeclaration, { requestsPerMinute }: Judging, runs: ServiceFindings): boolean {
  const definition = runs.definitions.get(alarm);
  const starved =
    definition?.kind === 'metric' &&
    definition.lowSamples === 'ignore' &&
    tooFewSamples(alarm, definition, requestsPerMinute) !== undefined;
  const seen = [
    ...[...runs.trials].filter(([, { off }]) => off.some((each) => each.alarm === alarm)).map(([fault]) => fault),
    ...(runs.weakest.get(alarm)?.keys() ?? []),
  ];
  return seen.some(({ moves, quiet }) => quiet !== true && !(starved && moves.includes('requests')));
}

/** Quiet tests, in which nothing is wrong, that set an alarm off. */
function quietTestsBroken(alarm: AlarmDeclaration, { trials }: ServiceFindings): string[] {
  return [...trials]
    .filter(([fault, { off }]) => fault.quiet === true && off.some((each) => each.alarm === alarm))
    .map(([{ name }]) => name);
}

function noisyReason(alarm: AlarmDeclaration, { subject, findings, runs }: Judging, falseAlarms: number, quiet: readonly string[]): string {
  const hint = findings.find(({ logicalId, rule }) => logicalId === alarm.logicalId && rule === 'alarm-latency-unit')?.message;
  const days = runs?.healthy.days ?? 0;
  const parts = [
    ...(falseAlarms > NOISY_ABOVE ? [`it goes off ${falseAlarms} times in ${days} healthy days`] : []),
    ...(quiet.length > 0 ? [`it goes off in ${quiet.join(' and ')}, where nothing is wrong`] : []),
  ];
  const fix =
    hint ??
    (alarm.kind === 'composite'
      ? 'quieten the alarms in its rule'
      : `raise the threshold, ask for more periods, or for a least number of requests (${subject.endpointName})`);
  return `${parts.join('; ')}: ${fix}`;
}

function whyNever(
  alarm: AlarmDeclaration,
  { findings, faults, requestsPerMinute, subject }: Judging,
  runs: ServiceFindings,
  always: boolean,
): string {
  const definition = runs.definitions.get(alarm);
  if (definition === undefined) return 'it cannot be read';
  return neverReason({
    alarm,
    definition,
    findings,
    always,
    extremes: runs.extremes.get(alarm.path),
    silentWhenIdle: runs.silentWhenIdle.has(alarm.path),
    requestsPerMinute,
    tried: faults.filter((fault) => fault.quiet !== true && couldSee(alarm, fault, subject)).map(({ name }) => name),
  });
}

function firesOn(alarm: AlarmDeclaration, runs: ServiceFindings | undefined): AlarmReport['firesOn'] {
  const standing = [...(runs?.trials ?? [])].flatMap(([fault, { off, timeline }]) =>
    off
      .filter((each) => each.alarm === alarm && fault.quiet !== true)
      .map(({ minute }) => ({ fault: fault.name, minutes: minute - timeline.faultFrom })),
  );
  if (runs?.updates?.alarms.all.includes(alarm) !== true) return standing;
  const known = standing.map(({ fault }) => fault);
  const updated = seenBy(alarm, runs.updates).map(({ fault, minutes }) => ({ fault: fault.name, minutes }));
  return [...standing, ...updated.filter(({ fault }) => !known.includes(fault))];
}

function weakestOf(alarm: AlarmDeclaration, runs: ServiceFindings | undefined): AlarmReport['weakest'] {
  const standing = [...(runs?.weakest.get(alarm) ?? [])];
  const known = standing.map(([fault]) => fault);
  const updated = [...(runs?.updates?.weakest.get(alarm) ?? [])].filter(([fault]) => !known.includes(fault));
  return [...standing, ...updated].map(([fault, strength]) => ({
    fault: fault.name,
    strength: Number(strength.toPrecision(3)),
    text: fault.strength.text(strength),
  }));
}

function pictures(alarm: AlarmDeclaration, judging: Judging): AlarmPicture[] {
  const { runs } = judging;
  if (runs === undefined) return [];
  const unit = unitOf(alarm);
  const faults = [...runs.trials].flatMap(([fault, { trial, timeline }]): AlarmPicture[] => {
    const run = trial.runs.get(alarm.path);
    if (run === undefined) return [];
    return [pictureOf(fault.name, run, trial, [timeline.faultFrom, timeline.faultTo], unit, [timeline.watchFrom, timeline.minutes])];
  });
  if (runs.updates !== undefined && isFleetOnly(alarm, judging)) return updatePictures(alarm, runs.updates, unit);
  const { trial, watchFrom } = runs.healthy;
  const run = trial.runs.get(alarm.path);
  // The first whole day.
  const from = Math.ceil(watchFrom / MINUTES_PER_DAY) * MINUTES_PER_DAY;
  return run === undefined ? faults : [pictureOf('healthy', run, trial, null, unit, [from, from + MINUTES_PER_DAY]), ...faults];
}

/** What an alarm on the new fleet saw of it, from a while before the update until a while after. */
function updatePictures(alarm: AlarmDeclaration, { good, played }: UpdateFindings, unit: string): AlarmPicture[] {
  return [...[...played].map(([{ name }, update]) => [name, update] as const), [GOOD, good] as const].flatMap(
    ([name, { trial, servedFrom }]): AlarmPicture[] => {
      const run = trial.runs.get(alarm.path);
      if (run === undefined) return [];
      const { startedAt, endedAt } = trial.course;
      const bad = servedFrom === null || name === GOOD ? null : ([servedFrom, endedAt] as const);
      return [pictureOf(name, run, trial, bad, unit, [startedAt - AROUND, endedAt + AROUND])];
    },
  );
}

const GOOD = 'a good update';
/** Minutes shown before and after an update. */
const AROUND = 15;

/** The unit of the metric, where an alarm watches one as it is. */
function unitOf(alarm: AlarmDeclaration): string {
  const metrics = metricsOfAlarm(alarm);
  const units = [...new Set(metrics.filter(({ statistic }) => statistic !== 'SampleCount').map(({ name }) => unitOfMetric(name)))];
  return units.length === 1 && units[0] !== 'None' ? (units[0] ?? '') : '';
}

function unitOfMetric(name: string): string {
  return (
    (findMetric('real-time', name) ?? [...BATCH_RUNS, ...PIPELINE_RUNS, ...EXECUTIONS].find((entry) => entry.name === name))?.unit ?? ''
  );
}
