import { setImmediate as turn } from 'node:timers/promises';
import type { Target } from '../../faults/fault.js';
import type { RecordsProfile } from '../../measuring/profile.js';
import type { BatchJobPlan } from '../../pipeline/declared/read-batch-jobs.js';
import type { DeploymentReport } from '../../report/rehearsal-report.js';
import { RUN_CONSTANTS } from '../../simulation/run-constants.js';
import { alarmReports } from '../alarm-reports.js';
import { blindSpots, laterReports, muteAlarmReport, notRunnable } from '../fault-reports.js';
import { recordsOf } from '../measure-services.js';
import { DEFAULT_HEALTHY_DAYS } from '../options.js';
import { mutedIn, type Part, type Stage } from '../part.js';
import { staticReason } from '../static-reason.js';
import type { Subject } from '../subject.js';
import { orderOf, whyNot } from '../why-not.js';
import { startedBy } from './cycles.js';
import { whyNotPlayed } from './job-subject.js';
import { promiseText } from './promise-text.js';
import { rehearseRuns, type RunsFindings } from './rehearse-runs.js';
import { runsFaultReport } from './runs-fault-report.js';

export function isPlayable(job: BatchJobPlan): boolean {
  return whyNotPlayed(job) === undefined;
}

/** What the rehearsal of a batch deployment adds to the report. */
export async function runsPart(subject: Subject, job: BatchJobPlan, stage: Stage): Promise<Part> {
  const { options, profile, findings, deliveries, accepted, faults } = stage;
  const records = recordsOf(profile, job);
  const here = findings.get(subject.stack) ?? [];
  const target = targetOf(job);
  const refused = records.usual === 'answered' ? undefined : `its job does not answer a usual record: ${records.because ?? records.usual}`;
  const applicable = refused === undefined ? faults.filter((fault) => whyNot(fault, target) === null) : [];
  const runs = refused === undefined ? await played(subject, job, records, target, applicable, stage) : undefined;
  const ran = [...(runs?.ways ?? [])]
    .map(([fault, ways]) => runsFaultReport(subject.path, fault, ways))
    .toSorted((a, b) => orderOf(a) - orderOf(b));
  return {
    deployment: deploymentReport(subject, job, records, runs, refused),
    alarms: alarmReports({
      subject,
      findings: here,
      deliveries,
      accepted,
      faults: applicable,
      partial: options.faults !== undefined,
      requestsPerMinute: 0,
      ...(runs === undefined ? { notRun: refused } : { runs }),
    }),
    faults: [
      ...ran,
      ...faults.flatMap((fault) => {
        const because = refused ?? whyNot(fault, target);
        return because === null ? [] : [notRunnable(subject.path, { fault, because })];
      }),
      muteAlarmReport(subject.path, mutedIn(subject, deliveries)),
      ...laterReports(subject.path),
    ],
    blindSpots: blindSpots(ran, applicable, job.covers, target, accepted),
    updates: [],
    models: [],
    asks: [],
    workers: [],
  };
}

async function played(
  subject: Subject,
  job: BatchJobPlan,
  records: RecordsProfile,
  target: Target,
  faults: Stage['faults'],
  { options, findings, deliveries }: Stage,
): Promise<RunsFindings> {
  const { seed, host, signal = new AbortController().signal, healthyDays = DEFAULT_HEALTHY_DAYS } = options;
  const here = findings.get(subject.stack) ?? [];
  return rehearseRuns({
    plan: job,
    records,
    target,
    alarms: subject.alarms.filter((alarm) => staticReason(alarm, subject, here) === undefined),
    deliveries,
    faults,
    days: healthyDays,
    seed,
    step: async (text, done) => {
      host.say({ level: 'progress', stage: 'rehearse', text: `${subject.path}: ${text}`, done });
      await turn();
      signal.throwIfAborted();
    },
  });
}

function targetOf(job: BatchJobPlan): Target {
  return {
    mode: 'batch',
    requestsPerMinute: 0,
    quietestPerMinute: 0,
    trafficPromised: false,
    scales: false,
    instances: job.settings.instances.count,
    watched: { nothing: 'no drift monitor watches its rows' },
    labels: { unknown: 'labels of a batch deployment are not played' },
    update: { refused: 'it is no endpoint', guarded: false },
    runs: { startedBy: startedBy(job) },
  };
}

function deploymentReport(
  { path, stack, stage, mode, endpointName }: Subject,
  job: BatchJobPlan,
  records: RecordsProfile,
  runs: RunsFindings | undefined,
  reason: string | undefined,
): DeploymentReport {
  const { settings, schedules, machine } = job;
  const own = schedules.filter(({ target }) => target === machine);
  return {
    path,
    stack,
    environment: stage,
    mode,
    served: true,
    reason: reason ?? null,
    endpointName,
    promisedMillis: null,
    requestsPerMinute: null,
    runs: {
      promise: promiseText(settings.freshness),
      started: own.length > 0 ? own.map(({ expression, timeZone }) => `${expression} ${timeZone}`).join(', ') : 'when its input has come',
      records: RUN_CONSTANTS.recordsOfInput.value,
    },
    measured: [
      {
        name: 'time per record',
        value: records.millis,
        unit: 'ms',
        basis: 'measured',
        source: `this machine, a job over rows of ${records.rows}`,
      },
    ],
    serviceTimes: [],
    predictions: null,
    healthy:
      runs === undefined
        ? null
        : {
            days: runs.healthy.days,
            falsePages: runs.healthy.falsePages,
            falseTickets: runs.healthy.falseTickets,
            requests: runs.healthy.requests,
          },
  };
}
