import { setImmediate as turn } from 'node:timers/promises';
import type { Fault } from '../../faults/fault.js';
import type { DeploymentReport } from '../../report/rehearsal-report.js';
import { alarmReports } from '../alarm-reports.js';
import { trialWithoutAlwaysOn, withoutAlwaysOn } from '../always-on.js';
import { blindSpots, laterReports, muteAlarmReport, notRunnable } from '../fault-reports.js';
import { DEFAULT_HEALTHY_DAYS } from '../options.js';
import { mutedIn, type Part, type Stage } from '../part.js';
import { staticReason } from '../static-reason.js';
import type { Subject } from '../subject.js';
import { orderOf, whyNot } from '../why-not.js';
import type { Deployed } from './deployed.js';
import { whyNotPlayed } from './job-subject.js';
import { rehearseRuns, type RunsFindings } from './rehearse-runs.js';
import { runsFaultReport } from './runs-fault-report.js';

export function isPlayable(plan: Parameters<typeof whyNotPlayed>[0]): boolean {
  return whyNotPlayed(plan) === undefined;
}

/** What the rehearsal of a deployment that runs and ends adds to the report. */
export async function runsPart(subject: Subject, deployed: Deployed, stage: Stage): Promise<Part> {
  const { options, findings, deliveries, accepted, faults } = stage;
  const { target, refused, covers } = deployed;
  const applicable = refused === undefined ? faults.filter((fault) => whyNot(fault, target) === null) : [];
  const runs = refused === undefined ? await played(subject, deployed, applicable, stage) : undefined;
  const ran = [...(runs?.ways ?? [])]
    .map(([fault, ways]) => runsFaultReport(subject.path, fault, ways))
    .toSorted((a, b) => orderOf(a) - orderOf(b));
  return {
    deployment: deploymentReport(subject, deployed, runs),
    alarms: alarmReports({
      subject,
      findings: findings.get(subject.stack) ?? [],
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
      ...laterReports(subject),
    ],
    blindSpots: blindSpots(ran, applicable, covers, target, accepted),
    updates: [],
    models: [],
    asks: [],
    workers: [],
  };
}

async function played(
  subject: Subject,
  { target, open }: Deployed,
  faults: readonly Fault[],
  { options, findings: found, deliveries }: Stage,
): Promise<RunsFindings> {
  const { seed, host, signal = new AbortController().signal, healthyDays = DEFAULT_HEALTHY_DAYS, bands = true } = options;
  const here = found.get(subject.stack) ?? [];
  const bench = await open();
  try {
    const findings = await rehearseRuns({
      bench,
      target,
      alarms: subject.alarms.filter((alarm) => staticReason(alarm, subject, here) === undefined),
      deliveries,
      faults,
      days: healthyDays,
      bands,
      seed,
      step: async (text, done) => {
        host.say({ level: 'progress', stage: 'rehearse', text: `${subject.path}: ${text}`, done });
        await turn();
        signal.throwIfAborted();
      },
    });
    const ways = [...findings.ways].map(([fault, each]) => [fault, each.map((way) => trialWithoutAlwaysOn(way, findings))] as const);
    return { ...withoutAlwaysOn(findings), ways: new Map(ways) };
  } finally {
    await bench.close();
  }
}

function deploymentReport(
  { path, stack, stage, mode, endpointName }: Subject,
  { refused, runs, measured }: Deployed,
  findings: RunsFindings | undefined,
): DeploymentReport {
  return {
    path,
    stack,
    environment: stage,
    mode,
    served: true,
    reason: refused ?? null,
    endpointName,
    promisedMillis: null,
    requestsPerMinute: null,
    runs,
    measured,
    serviceTimes: [],
    predictions: null,
    healthy:
      findings === undefined
        ? null
        : {
            days: findings.healthy.days,
            falsePages: findings.healthy.falsePages,
            falseTickets: findings.healthy.falseTickets,
            requests: findings.healthy.requests,
          },
  };
}
