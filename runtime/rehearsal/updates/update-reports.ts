import type { Fault } from '../../faults/fault.js';
import type { AlarmDeclaration, UpdateRule } from '../../plan.js';
import type { UpdateReport } from '../../report/rehearsal-report.js';
import type { Accepted } from '../accepted.js';
import type { Delivery } from '../delivery.js';
import type { Promised } from '../harm.js';
import type { UpdateFindings } from './rehearse-updates.js';
import { releaseText } from './release-text.js';
import { SILENT_ROLLBACK } from './update-fault-report.js';
import { beginningOf, updateHarm } from './update-harm.js';
import { updatePicture } from './update-picture.js';
import { firstToldAt, tellersOf, type Teller } from './update-told.js';
import type { PlayedUpdate } from './update-trials.js';

/** What an update that does not hold is accepted by, beside faults. */
export const GOOD_UPDATE = 'good-update';

const WRONG_ANSWERS = 'wrong-answers';

/** What the reports of one deployment's updates need. */
export interface Reporting {
  readonly deployment: string;
  readonly updates: UpdateFindings;
  readonly alarms: readonly AlarmDeclaration[];
  readonly deliveries: ReadonlyMap<AlarmDeclaration, Delivery>;
  readonly notices: readonly UpdateRule[];
  readonly accepted: Accepted;
  readonly declared: boolean;
  /** Names of all alarms that are about the deployment, those that no run could judge among them. */
  readonly known: readonly string[];
  readonly promised: Promised;
}

/** Every update that was played: those that should hold, then those whose faults only a new version can bring, then the others. */
export function updateReports(reporting: Reporting): UpdateReport[] {
  const { updates } = reporting;
  const { good, mending, played, wrongAnswers } = updates;
  return [
    report(reporting, good, { version: 'good', what: 'as good as the one before', shouldStay: true }),
    ...(mending === undefined
      ? []
      : [report(reporting, mending, { version: 'mending', what: 'the version before fails, and the new one mends it', shouldStay: true })]),
    ...[...played]
      .filter(([{ name }]) => name !== SILENT_ROLLBACK)
      .toSorted(([a], [b]) => Number(a.newVersion === 'too') - Number(b.newVersion === 'too'))
      .map(([fault, update]) => report(reporting, update, { version: fault.name, what: whatOf(fault), shouldStay: false })),
    ...(wrongAnswers === undefined
      ? []
      : [
          report(reporting, wrongAnswers, {
            version: WRONG_ANSWERS,
            what: 'its answers are wrong, and their status is 200',
            shouldStay: false,
          }),
        ]),
  ];
}

function whatOf({ strength }: Fault): string {
  return strength.text(strength.fixed);
}

interface Version {
  readonly version: string;
  readonly what: string;
  readonly shouldStay: boolean;
}

function report(reporting: Reporting, update: PlayedUpdate, { version, what, shouldStay }: Version): UpdateReport {
  const { deployment, alarms, deliveries, notices, updates, accepted, declared, known, promised } = reporting;
  const { course, trace } = update.trial;
  const { startedAt, endedAt, turnedAt } = course;
  const tellers = tellersOf(update, alarms, deliveries, notices);
  const told = firstToldAt(tellers);
  const begins = beginningOf(update);
  const isCompleted = course.ending === 'completed';
  const { late, clauses } = updateHarm(update, promised);
  const isHarmless = clauses.length === 0;
  const failedUntil = (to: number): number => sum(trace.old.failed, startedAt, to) + sum(trace.new.failed, startedAt, to);
  // What is wrong with a version that stays goes on; the hour after it is counted too.
  const until = isCompleted && !shouldStay ? trace.new.failed.length : endedAt;
  return {
    deployment,
    version,
    what,
    how: releaseText(declared ? updates.release : undefined, known),
    outcome: isCompleted ? 'completed' : 'rolled back',
    asItShould: shouldStay ? isCompleted : !isCompleted || isHarmless,
    counts: shouldStay,
    accepted: shouldStay ? accepted.blindSpot(deployment, GOOD_UPDATE) : null,
    reason: version === WRONG_ANSWERS ? wrongReason(updates) : reasonOf(update, updates, shouldStay, isHarmless),
    stoppedBy: update.stoppedBy.map(({ name }) => name),
    minutes: endedAt - startedAt,
    servedAfter: update.servedFrom === null ? null : update.servedFrom - startedAt,
    turnedAfter: turnedAt === null ? null : turnedAt - startedAt,
    toldBy: tellers.filter(({ toldAt }) => toldAt !== undefined).map(({ name }) => name),
    toldAfter: told === undefined ? null : Math.max(0, told - begins),
    requests: Math.round(sum(trace.old.sent, startedAt, until) + sum(trace.new.sent, startedAt, until)),
    toNew: Math.round(sum(trace.new.sent, startedAt, until)),
    failed: Math.round(failedUntil(until)),
    failedBeforeTold: Math.round(failedUntil(Math.min(until, told ?? until))),
    late: shouldStay ? 0 : Math.round(late),
    picture: updatePicture(update, shownAlarms(updates, tellers)),
  };
}

/** Those that could stop it, and those that told somebody. */
function shownAlarms({ alarms: { stopping } }: UpdateFindings, tellers: readonly Teller[]): AlarmDeclaration[] {
  const told = tellers.flatMap(({ alarm, toldAt }) => (alarm === undefined || toldAt === undefined ? [] : [alarm]));
  return [...new Set([...stopping, ...told])];
}

/** No alarm is asked: what a model says is in no metric of an endpoint. */
function wrongReason({ goldenChecked }: UpdateFindings): string {
  return goldenChecked
    ? 'it does not answer its golden rows as recorded, and its server does not come up'
    : 'no metric shows it; let our server hold it against golden rows (samples/golden.jsonl), or watch what it answers';
}

function reasonOf(
  { trial: { course }, stoppedBy }: PlayedUpdate,
  { release, alarms }: UpdateFindings,
  shouldStay: boolean,
  isHarmless: boolean,
): string | null {
  switch (course.ending) {
    case 'completed':
      if (shouldStay) return null;
      if (isHarmless) return 'at this strength it harms nobody';
      if (release.overruled !== undefined) return release.overruled;
      return alarms.stopping.length === 0 ? 'no alarm can stop it' : 'none of its alarms goes off while it bakes';
    case 'timed out':
      return `it is not over within MaximumExecutionTimeoutInSeconds, ${release.timeoutSeconds ?? 0}; give more, or move larger parts`;
    case 'did not start':
      return 'its instances are not healthy in the time that SageMaker waits for them';
    default:
      return shouldStay ? `stopped by ${stoppedBy.map(({ name }) => name).join(', ')}, though it should hold` : null;
  }
}

/** An update that SageMaker would not begin. */
export function refusedUpdate(deployment: string, why: string, accepted: Accepted): UpdateReport {
  return {
    deployment,
    version: 'good',
    what: 'as good as the one before',
    how: 'as its DeploymentConfig says',
    outcome: 'refused',
    asItShould: false,
    counts: true,
    accepted: accepted.blindSpot(deployment, GOOD_UPDATE),
    reason: why,
    stoppedBy: [],
    minutes: 0,
    servedAfter: null,
    turnedAfter: null,
    toldBy: [],
    toldAfter: null,
    requests: 0,
    toNew: 0,
    failed: 0,
    failedBeforeTold: 0,
    late: 0,
    picture: null,
  };
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let minute = from; minute < Math.min(to, values.length); minute += 1) total += values[minute] ?? 0;
  return total;
}
