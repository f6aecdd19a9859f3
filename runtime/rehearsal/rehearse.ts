import { setImmediate as turn } from 'node:timers/promises';
import { SlipwayError } from '../../core/errors/index.js';
import { instanceFacts } from '../../core/limits/index.js';
import { checkTemplate, type Finding } from '../../core/rules/index.js';
import { FAULTS } from '../faults/catalogue.js';
import type { Fault, Target } from '../faults/fault.js';
import { checkFilesOf } from '../measuring/check-files.js';
import { readCaptured } from '../measuring/captured.js';
import type { Plan, ServicePlan, VariantPlan } from '../plan.js';
import type { RehearsalReport } from '../report/rehearsal-report.js';
import { constant, replayed, type Arrivals } from '../simulation/arrivals.js';
import { declaredWorkers } from '../simulation/fleet-model.js';
import { Accepted, refuseUnknown } from './accepted.js';
import { alarmReports } from './alarm-reports.js';
import { assumptions, NOT_MODELLED } from './assumptions.js';
import { deliveries } from './delivery.js';
import { deploymentReport } from './deployment-report.js';
import { blindSpots, faultReport, laterReports, muteAlarmReport, notRunnable } from './fault-reports.js';
import { healthyArrivals } from './healthy-days.js';
import { givenRows, measureServices, profileOf } from './measure-services.js';
import { mergeFindings } from './monitor/merge-findings.js';
import { monitorFaultReport } from './monitor/monitor-fault-report.js';
import { rehearseMonitor } from './monitor/rehearse-monitor.js';
import { openTraffic, type MonitoredTraffic } from './monitor/traffic.js';
import { modelReports, GOLDEN_ROWS } from './model-reports.js';
import { asked, latencyAsk, unknownRequests, UNKNOWN_RATE, type Missing } from './missing.js';
import { DEFAULT_HEALTHY_DAYS, type RehearsalOptions } from './options.js';
import { mutedIn, type Part, type Stage } from './part.js';
import { rehearseService, type ServiceInput } from './rehearse-service.js';
import { batchDeployed, pipelineDeployed } from './runs/deployed.js';
import { isPlayable, runsPart } from './runs/runs-part.js';
import { seedOf } from './seed-of.js';
import { staticReason } from './static-reason.js';
import { subjectsOf, watchesMonitor, type Subject } from './subject.js';
import { updateFaultReport } from './updates/update-fault-report.js';
import { noticesOf } from './updates/update-notice.js';
import { GOOD_UPDATE, refusedUpdate, updateReports } from './updates/update-reports.js';
import { updateTargetOf } from './updates/update-target.js';
import { tellersOf } from './updates/update-told.js';
import type { WorkersBand } from './variations.js';
import { orderOf, whyNot } from './why-not.js';

/**
 * Runs what was synthesized, breaks it in every way of the catalogue, and says who is told, how late, and what nobody sees. Everything but
 * the measuring is reckoned on a simulated clock: the same plan, profile and seed give the same report on any machine.
 */
export async function rehearse(plan: Plan, options: RehearsalOptions): Promise<RehearsalReport> {
  const subjects = chosen(subjectsOf(plan), options.paths);
  refuseUnknown(
    options.allow ?? [],
    plan.alarms,
    subjects.map(({ path }) => path),
    [...FAULTS.map(({ name }) => name), GOOD_UPDATE, GOLDEN_ROWS],
  );
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
  const { factors = {} } = options;
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
      services.some(({ monitor }) => monitor !== undefined),
      jobs.length + pipelines.length > 0,
    ),
    asks: parts.flatMap(({ asks }) => asks),
    notModelled: NOT_MODELLED,
  };
}

async function rehearseSubject(subject: Subject, stage: Stage): Promise<Part> {
  const { service, job, pipeline } = subject;
  const runs = job ?? pipeline;
  if (runs !== undefined && !isPlayable(runs)) return withoutRuns(subject, stage, { reason: subject.reason ?? '' });
  if (job !== undefined) return runsPart(subject, batchDeployed(job, stage.profile), stage);
  if (pipeline !== undefined) return runsPart(subject, pipelineDeployed(pipeline, stage.profile), stage);
  if (service === undefined) return withoutRuns(subject, stage, { reason: `its endpoint is not played: ${subject.reason ?? ''}` });
  const traffic = trafficOf(service, stage.options);
  if (traffic === undefined) return withoutRuns(subject, stage, UNKNOWN_RATE);
  const missing = unknownRequests(service, stage.profile);
  return missing === undefined ? withRuns(subject, service, traffic, stage) : withoutRuns(subject, stage, missing);
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
      ...laterReports(subject.path),
    ],
    blindSpots: [],
    updates: [],
    models: [],
    asks: [...(ask === undefined ? [] : [asked(subject.path, ask)]), ...latencyAsk(subject)],
    workers: [],
  };
}

async function withRuns(subject: Subject, service: ServicePlan, traffic: Traffic, stage: Stage): Promise<Part> {
  const { plan, options, profile, findings, deliveries: delivery, accepted, faults } = stage;
  const {
    seed,
    host,
    signal = new AbortController().signal,
    healthyDays = DEFAULT_HEALTHY_DAYS,
    bands = true,
    factors = {},
    latencies = {},
  } = options;
  const workers = workersOf(service);
  const here = findings.get(subject.stack) ?? [];
  const monitored = await monitoredTraffic(service, options);
  const target = { ...targetOf(service, traffic, here), watched: watchedBy(service, monitored), labels: labelsOf(service, monitored) };
  const { refused } = target.update;
  const applicable = faults.filter((fault) => whyNot(fault, target) === null);
  const standing = subject.alarms.filter((alarm) => staticReason(alarm, subject, here) === undefined);
  const input: ServiceInput = {
    service,
    target,
    arrivals: traffic.arrivals ?? constant(traffic.perMinute),
    healthyArrivals:
      traffic.arrivals ?? healthyArrivals(traffic.perMinute, traffic.quietestPerMinute, seedOf(seed, service.path, 'bursts')),
    profileOf: (variant) => profileOf(profile, service, variant, latencies[service.path]),
    factors,
    workers: workers.band,
    workersKnown: workers.known,
    goldenChecked: service.variants.every(checksGoldenRows),
    alarms: standing.filter((alarm) => !watchesMonitor(alarm)),
    deliveries: delivery,
    faults: applicable.filter(({ rows }) => rows === undefined),
    days: healthyDays,
    bands,
    seed,
    host,
    signal,
  };
  const played = await rehearseService(input);
  const runs =
    service.monitor === undefined || 'nothing' in monitored
      ? played
      : mergeFindings(
          played,
          await rehearseMonitor({
            path: service.path,
            monitor: service.monitor,
            traffic: monitored,
            target,
            alarms: standing.filter((alarm) => watchesMonitor(alarm) || alarm.kind === 'composite'),
            deliveries: delivery,
            faults: applicable.filter(({ rows, moves }) => rows !== undefined || moves.includes('captured records')),
            arrivals: input.arrivals,
            healthyArrivals: input.healthyArrivals,
            days: healthyDays,
            bands,
            seed,
            step: async (text, done) => {
              host.say({ level: 'progress', stage: 'rehearse', text: `${service.path}: ${text}`, done });
              await turn();
              signal.throwIfAborted();
            },
          }),
          delivery,
        );
  if (!('nothing' in monitored)) await monitored.close();
  const promised = {
    ...(service.latencyMillis === undefined ? {} : { latencyMillis: service.latencyMillis }),
    ...(traffic.promised ? { requestsPerMinute: traffic.perMinute } : {}),
  };
  const alarms = alarmReports({
    subject,
    findings: here,
    deliveries: delivery,
    accepted,
    faults: applicable,
    partial: options.faults !== undefined,
    requestsPerMinute: traffic.perMinute,
    runs,
    ...(refused === null ? {} : { noUpdate: refused }),
    ...('nothing' in monitored ? { notMonitored: monitored.nothing } : {}),
    ...(target.labels.unknown === null ? {} : { notLabelled: target.labels.unknown }),
  });
  const notices = noticesOf(plan, subject, findings);
  const updated = [...(runs.updates?.played ?? [])].filter(([{ newVersion }]) => newVersion === 'alone');
  const ran = [
    ...[...runs.trials].map(([fault, trial]) =>
      fault.rows === undefined
        ? faultReport(subject.path, fault, trial, promised)
        : monitorFaultReport(subject.path, fault, trial, traffic.perMinute),
    ),
    ...updated.map(([fault, update]) =>
      updateFaultReport(subject.path, fault, update, tellersOf(update, input.alarms, delivery, notices), promised),
    ),
  ].toSorted((a, b) => orderOf(a) - orderOf(b));
  const first = service.variants[0];
  return {
    deployment: deploymentReport({
      subject,
      ...(first === undefined ? {} : { profile: input.profileOf(first) }),
      fromMetrics: latencies[service.path] !== undefined,
      requestsPerMinute: traffic.perMinute,
      healthy: runs.healthy,
      reason: null,
    }),
    alarms,
    faults: [
      ...ran,
      ...faults.flatMap((fault) => {
        const because = whyNot(fault, target);
        return because === null ? [] : [notRunnable(subject.path, { fault, because })];
      }),
      muteAlarmReport(subject.path, mutedIn(subject, delivery)),
      ...laterReports(subject.path),
    ],
    blindSpots: blindSpots(ran, applicable, service.covers, target, accepted),
    updates: [
      ...(refused === null ? [] : [refusedUpdate(subject.path, refused, accepted)]),
      ...(runs.updates === undefined
        ? []
        : updateReports({
            deployment: subject.path,
            updates: runs.updates,
            alarms: input.alarms,
            deliveries: delivery,
            notices,
            accepted,
            declared: service.release !== undefined,
            known: subject.alarms.map(({ name }) => name),
            promised,
          })),
    ],
    models: modelReports(service, profile, accepted),
    asks: latencyAsk(subject),
    workers: workers.known
      ? []
      : [
          {
            name: `requests at once on ${service.path}`,
            value: workers.band.usual,
            unit: 'an instance',
            basis: 'assumed',
            source: `nothing says how many workers its image starts; ${workers.band.usual} to ${workers.band.most}`,
          },
        ],
  };
}

interface Traffic {
  readonly perMinute: number;
  readonly quietestPerMinute: number;
  /** A promise, not only an observation. */
  readonly promised: boolean;
  readonly arrivals?: Arrivals;
}

/** What is promised, or was captured; undefined where nobody knows: no rate is invented. */
function trafficOf({ path, traffic, capture }: ServicePlan, { captured = {} }: RehearsalOptions): Traffic | undefined {
  const folder = captured[path];
  if (folder !== undefined) {
    const { perMinute } = readCaptured(folder);
    const arrivals = replayed(perMinute, (capture?.sampling ?? 100) / 100);
    const mean = perMinute.reduce((sum, count) => sum + count, 0) / perMinute.length;
    return { perMinute: mean, quietestPerMinute: traffic?.quietestPerMinute ?? mean, promised: traffic !== undefined, arrivals };
  }
  return traffic === undefined ? undefined : { ...traffic, promised: true };
}

function targetOf(
  service: ServicePlan,
  { perMinute, quietestPerMinute, promised }: Traffic,
  findings: readonly Finding[],
): Omit<Target, 'watched' | 'labels'> {
  return {
    mode: service.mode,
    requestsPerMinute: perMinute,
    quietestPerMinute,
    trafficPromised: promised,
    scales: service.variants.some(({ scaling }) => scaling !== undefined && scaling.tracking.length + scaling.steps.length > 0),
    instances: Math.min(...service.variants.map(({ instances }) => instances)),
    update: updateTargetOf(service, findings),
  };
}

/** What a service's monitor reads in a rehearsal, where it has one. */
async function monitoredTraffic(
  service: ServicePlan,
  { captured = {} }: RehearsalOptions,
): Promise<MonitoredTraffic | { readonly nothing: string }> {
  if (service.monitor === undefined) return { nothing: 'no drift monitor watches its rows' };
  return openTraffic(service, givenRows(service, captured[service.path]));
}

function watchedBy({ monitor }: ServicePlan, traffic: MonitoredTraffic | { readonly nothing: string }): Target['watched'] {
  if ('nothing' in traffic) return traffic;
  return monitor?.document ?? { nothing: 'no drift monitor watches its rows' };
}

function labelsOf({ monitor }: ServicePlan, traffic: MonitoredTraffic | { readonly nothing: string }): Target['labels'] {
  const delay = monitor?.settings.quality?.labelDelayMillis;
  if ('nothing' in traffic) return { unknown: traffic.nothing };
  const { truth } = traffic;
  return { ...(delay === undefined ? {} : { delayMinutes: delay / MINUTE_MILLIS }), unknown: 'nothing' in truth ? truth.nothing : null };
}

const MINUTE_MILLIS = 60_000;

/** Our own server answers in one process; of other images nobody knows. */
function workersOf({ variants }: ServicePlan): { readonly band: WorkersBand; readonly known: boolean } {
  const told = variants.map(declaredWorkers);
  const known = variants.every(({ containers }, index) => told[index] !== undefined || containers.every(({ ours }) => ours));
  const cores = Math.max(1, ...variants.map(({ instanceType }) => instanceFacts(instanceType ?? '')?.vcpu ?? 1));
  return { band: { usual: 1, most: cores }, known };
}

/** Our own server does, where golden rows travel with the model; of other images nobody knows. */
function checksGoldenRows(variant: VariantPlan): boolean {
  return variant.containers.every(({ ours }) => ours) && (checkFilesOf(variant)?.golden.length ?? 0) > 0;
}

function chosen(subjects: readonly Subject[], paths: readonly string[] | undefined): Subject[] {
  if (paths === undefined || paths.length === 0) return [...subjects];
  const matches =
    (path: string) =>
    (subject: Subject): boolean =>
      subject.path === path || subject.path.startsWith(`${path}/`);
  const unknown = paths.filter((path) => !subjects.some(matches(path)));
  if (unknown.length > 0) {
    throw new SlipwayError(
      'rehearsal-option',
      `there is no deployment at ${unknown.join(', ')}; there are ${subjects.map(({ path }) => path).join(', ') || 'none'}`,
    );
  }
  return subjects.filter((subject) => paths.some((path) => matches(path)(subject)));
}

function chosenFaults(names: readonly string[] | undefined): readonly Fault[] {
  if (names === undefined) return FAULTS;
  const unknown = names.filter((name) => !FAULTS.some((fault) => fault.name === name));
  if (unknown.length > 0) {
    throw new SlipwayError(
      'rehearsal-option',
      `there is no fault ${unknown.join(', ')} that can run; there are ${FAULTS.map(({ name }) => name).join(', ')}`,
    );
  }
  return FAULTS.filter(({ name }) => names.includes(name));
}
