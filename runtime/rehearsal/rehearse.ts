import { checkTemplate } from '../../core/rules/index.js';
import { FAULTS } from '../faults/catalogue.js';
import type { Plan } from '../plan.js';
import type { RehearsalReport } from '../report/rehearsal-report.js';
import { Accepted, refuseUnknown, unknownIn } from './accepted.js';
import { alarmReports } from './alarm-reports.js';
import { assumptions, NOT_MODELLED } from './assumptions.js';
import { chosenFaults, chosenSubjects, refuseUnknownTypes } from './choices.js';
import { deliveries } from './delivery.js';
import { deploymentReport } from './deployment-report.js';
import { laterReports, muteAlarmReport, notRunnable } from './fault-reports.js';
import { measureServices } from './measure-services.js';
import { asksOf, unknownRequests, UNKNOWN_RATE, type Missing } from './missing.js';
import { GOLDEN_ROWS } from './model-reports.js';
import type { RehearsalOptions } from './options.js';
import { mutedIn, type Part, type Stage } from './part.js';
import { batchDeployed, pipelineDeployed } from './runs/deployed.js';
import { isPlayable, runsPart } from './runs/runs-part.js';
import { servicePart } from './service-part.js';
import { trafficOf } from './service-traffic.js';
import { subjectsOf, type Subject } from './subject.js';
import { GOOD_UPDATE } from './updates/update-reports.js';
import { ownFaults } from './why-not.js';

/**
 * Runs what was synthesized, breaks it in every way of the catalogue, and says who is told, how late, and what nobody sees. Everything but
 * the measuring is reckoned on a simulated clock: the same plan, profile and seed give the same report on any machine.
 */
export async function rehearse(plan: Plan, options: RehearsalOptions): Promise<RehearsalReport> {
  const all = subjectsOf(plan);
  const subjects = chosenSubjects(all, options.paths);
  const faultNames = [...FAULTS.map(({ name }) => name), GOOD_UPDATE, GOLDEN_ROWS];
  refuseUnknown(options.allow ?? [], { alarms: plan.alarms, deployments: subjects.map(({ path }) => path), faults: faultNames });
  // It may be of another stage, or of an alarm that is gone: what it was to accept decides the verdict all the same.
  for (const id of unknownIn(plan.allow, { alarms: plan.alarms, deployments: all.map(({ path }) => path), faults: faultNames }))
    options.host.say({ level: 'warn', stage: 'read', text: `slipway.json accepts '${id}', which is neither an alarm nor a fault here` });
  const { factors = {} } = options;
  refuseUnknownTypes(factors, plan.services);
  const services = subjects.flatMap(({ service }) => service ?? []).filter((service) => trafficOf(service, options) !== undefined);
  const jobs = subjects.flatMap(({ job }) => job ?? []).filter(isPlayable);
  const pipelines = subjects.flatMap(({ pipeline }) => pipeline ?? []).filter(isPlayable);
  const findings = new Map(plan.stacks.map(({ path, template }) => [path, checkTemplate(template)]));
  const stage: Stage = {
    plan,
    options,
    profile: options.profile ?? (await measureServices(services, options, jobs, pipelines)),
    findings,
    deliveries: deliveries(plan, findings),
    accepted: new Accepted([...plan.allow, ...(options.allow ?? [])]),
    faults: chosenFaults(options.faults),
  };
  const parts: Part[] = [];
  for (const subject of subjects) parts.push(await rehearseSubject(subject, stage));
  return {
    version: 1,
    seed: options.seed,
    deployments: parts.map(({ deployment }) => deployment),
    alarms: parts.flatMap(({ alarms }) => alarms),
    faults: parts.flatMap(({ faults }) => faults),
    blindSpots: parts.flatMap((part) => part.blindSpots),
    updates: parts.flatMap(({ updates }) => updates),
    models: parts.flatMap(({ models }) => models),
    assumptions: assumptions(
      factors,
      parts.flatMap(({ workers }) => workers),
      {
        served: services.length > 0,
        monitored: services.some(({ monitor }) => monitor !== undefined),
        runs: jobs.length + pipelines.length > 0,
      },
    ),
    asks: parts.flatMap(({ asks }) => asks),
    notModelled: NOT_MODELLED,
  };
}

async function rehearseSubject(subject: Subject, { faults, ...rest }: Stage): Promise<Part> {
  const { service, job, pipeline } = subject;
  // Of faults that somebody named it is said why they do not apply.
  const stage: Stage = { ...rest, faults: rest.options.faults === undefined ? ownFaults(faults, subject.mode) : faults };
  const runs = job ?? pipeline;
  if (runs !== undefined && !isPlayable(runs)) return withoutRuns(subject, stage, { reason: subject.reason ?? '' });
  if (job !== undefined) return runsPart(subject, batchDeployed(job, stage.profile), stage);
  if (pipeline !== undefined) return runsPart(subject, pipelineDeployed(pipeline, stage.profile), stage);
  if (service === undefined) return withoutRuns(subject, stage, { reason: `its endpoint is not played: ${subject.reason ?? ''}` });
  const traffic = trafficOf(service, stage.options);
  if (traffic === undefined) return withoutRuns(subject, stage, UNKNOWN_RATE);
  const missing = unknownRequests(service, stage.profile);
  return missing === undefined ? servicePart(subject, service, traffic, stage) : withoutRuns(subject, stage, missing);
}

function withoutRuns(subject: Subject, { findings, deliveries: delivery, accepted, faults }: Stage, { reason, ask }: Missing): Part {
  const alarms = alarmReports({
    subject,
    findings: findings.get(subject.stack) ?? [],
    deliveries: delivery,
    accepted,
    faults,
    partial: false,
    requestsPerMinute: 0,
    notRun: reason,
  });
  return {
    deployment: deploymentReport({ subject, fromMetrics: false, requestsPerMinute: null, reason: ask === undefined ? null : reason }),
    alarms,
    faults: [
      ...faults.map((fault) => notRunnable(subject.path, { fault, because: reason })),
      muteAlarmReport(subject.path, mutedIn(subject, delivery)),
      ...laterReports(subject),
    ],
    blindSpots: [],
    updates: [],
    models: [],
    asks: asksOf(subject, ask),
    workers: [],
  };
}
