import { setImmediate as turn } from 'node:timers/promises';
import { instanceFacts } from '../../core/limits/index.js';
import type { Fault } from '../faults/fault.js';
import { checkFilesOf } from '../measuring/check-files.js';
import type { AlarmDeclaration, ServicePlan, VariantPlan } from '../plan.js';
import { constant } from '../simulation/arrivals.js';
import { declaredWorkers } from '../simulation/fleet-model.js';
import { alarmReports } from './alarm-reports.js';
import { isAlwaysOn, withoutAlwaysOn } from './always-on.js';
import { deploymentReport } from './deployment-report.js';
import { blindSpots, faultReport, laterReports, muteAlarmReport, notRunnable } from './fault-reports.js';
import { healthyArrivals } from './healthy-days.js';
import { givenRows, profileOf } from './measure-services.js';
import { asksOf } from './missing.js';
import { modelReports } from './model-reports.js';
import { mergeFindings } from './monitor/merge-findings.js';
import { monitorFaultReport } from './monitor/monitor-fault-report.js';
import { rehearseMonitor } from './monitor/rehearse-monitor.js';
import { openTraffic, type MonitoredTraffic } from './monitor/traffic.js';
import { DEFAULT_HEALTHY_DAYS, type RehearsalOptions } from './options.js';
import { mutedIn, type Part, type Stage } from './part.js';
import { rehearseService, type ServiceFindings, type ServiceInput } from './rehearse-service.js';
import { seedOf } from './seed-of.js';
import { targetOf } from './service-target.js';
import type { Traffic } from './service-traffic.js';
import { staticReason } from './static-reason.js';
import { watchesMonitor, type Subject } from './subject.js';
import { updateFaultReport } from './updates/update-fault-report.js';
import { noticesOf } from './updates/update-notice.js';
import { refusedUpdate, updateReports } from './updates/update-reports.js';
import { tellersOf } from './updates/update-told.js';
import type { WorkersBand } from './variations.js';
import { orderOf, whyNot } from './why-not.js';

/** What the rehearsal of a deployment that answers requests adds to the report. */
export async function servicePart(subject: Subject, service: ServicePlan, traffic: Traffic, stage: Stage): Promise<Part> {
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
  const target = targetOf(service, traffic, here, monitored);
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
  const runs = withoutAlwaysOn(await played(input, monitored, standing, applicable));
  const telling = input.alarms.filter((alarm) => !isAlwaysOn(alarm, runs));
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
      updateFaultReport(subject.path, fault, update, tellersOf(update, telling, delivery, notices), promised),
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
      ...laterReports(subject),
    ],
    blindSpots: blindSpots(ran, applicable, service.covers, target, accepted),
    updates: [
      ...(refused === null ? [] : [refusedUpdate(subject.path, refused, accepted)]),
      ...(runs.updates === undefined
        ? []
        : updateReports({
            deployment: subject.path,
            updates: runs.updates,
            alarms: telling,
            deliveries: delivery,
            notices,
            accepted,
            declared: service.release !== undefined,
            known: subject.alarms.map(({ name }) => name),
            promised,
          })),
    ],
    models: modelReports(service, profile, accepted),
    asks: asksOf(subject),
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

/** Plays a service, and its drift monitor where it has one that can be played. */
async function played(
  input: ServiceInput,
  monitored: MonitoredTraffic | { readonly nothing: string },
  standing: readonly AlarmDeclaration[],
  applicable: readonly Fault[],
): Promise<ServiceFindings> {
  if ('nothing' in monitored) return rehearseService(input);
  const { service, target, arrivals, healthyArrivals, deliveries, days, bands, seed, host, signal } = input;
  const { path, monitor } = service;
  try {
    const findings = await rehearseService(input);
    if (monitor === undefined) return findings;
    const ofMonitor = await rehearseMonitor({
      path,
      monitor,
      traffic: monitored,
      target,
      alarms: standing.filter((alarm) => watchesMonitor(alarm) || alarm.kind === 'composite'),
      deliveries,
      faults: applicable.filter(({ rows, moves }) => rows !== undefined || moves.includes('captured records')),
      arrivals,
      healthyArrivals,
      days,
      bands,
      seed,
      step: async (text, done) => {
        host.say({ level: 'progress', stage: 'rehearse', text: `${path}: ${text}`, done });
        await turn();
        signal.throwIfAborted();
      },
    });
    return mergeFindings(findings, ofMonitor, deliveries);
  } finally {
    await monitored.close();
  }
}

/** What a service's monitor reads in a rehearsal, where it has one. */
async function monitoredTraffic(
  service: ServicePlan,
  { captured = {} }: RehearsalOptions,
): Promise<MonitoredTraffic | { readonly nothing: string }> {
  if (service.monitor === undefined) return { nothing: 'no drift monitor watches its rows' };
  return openTraffic(service, givenRows(service, captured[service.path]));
}

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
