import type { PlayedMode } from '../../core/hosting/mode.js';
import { CATALOGUE, findMonitorMetric, MONITOR_DIMENSION, MONITOR_NAMESPACE } from '../../core/metrics/index.js';
import { alarmRuleOf, childrenOf } from '../../core/rules/alarm-rule.js';
import { movesMachines } from './machine-actions.js';
import type { BatchJobPlan } from '../pipeline/declared/batch-job-plan.js';
import type { PipelinePlan } from '../pipeline/local/pipeline-plan.js';
import type { AlarmDeclaration, Plan, ServicePlan, StackPlan, UnservedPlan } from '../plan.js';
import { jobSubject, pipelineSubject } from './runs/job-subject.js';

/** Something that alarms are about: a service, an endpoint that cannot be played, or one that this assembly only names. */
export interface Subject {
  readonly path: string;
  readonly stack: string;
  readonly stage: string;
  readonly mode: PlayedMode;
  readonly endpointName: string;
  readonly variantNames: readonly string[];
  readonly service?: ServicePlan;
  /** A batch deployment. */
  readonly job?: BatchJobPlan;
  readonly pipeline?: PipelinePlan;
  /** Values of dimensions that are its own, beside its name. */
  readonly owned?: readonly string[];
  /** Why it is not played; absent where it is. */
  readonly reason?: string;
  readonly unserved?: UnservedPlan;
  readonly alarms: readonly AlarmDeclaration[];
}

/** One metric that an alarm reads, as it comes out. */
export interface ReadMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  readonly periodSeconds: number;
}

const NAMESPACES = new Set([...CATALOGUE.map(({ namespace }) => namespace), MONITOR_NAMESPACE]);
const ENDPOINT_ARN = /:endpoint\/([^/]+)$/i;

/**
 * Every deployment of a plan with the alarms that are about it; alarms on what SageMaker does not publish are nobody's here, and those that
 * only start scaling are played with it.
 */
export function subjectsOf(plan: Plan): Subject[] {
  const known = [
    ...plan.services.map(served),
    ...plan.unserved.map(unservedSubject),
    ...plan.batches.map(jobSubject),
    ...plan.pipelines.map(pipelineSubject),
  ];
  const foreign: Subject[] = [];
  const owners = new Map<AlarmDeclaration, Subject>();
  for (const alarm of plan.alarms.filter((each) => each.kind === 'metric' && !movesMachines(each))) {
    const stack = plan.stacks.find(({ path }) => path === alarm.stack);
    const owner = ownerOf(alarm, stack, known, foreign);
    if (owner !== undefined) owners.set(alarm, owner);
  }
  addComposites(plan.alarms, owners);
  return [...known, ...foreign].map((subject) => ({ ...subject, alarms: plan.alarms.filter((alarm) => owners.get(alarm) === subject) }));
}

function served(service: ServicePlan): Subject {
  const { path, stack, stage, mode, endpointName, variants } = service;
  return { path, stack, stage, mode, endpointName, variantNames: variants.map(({ name }) => name), service, alarms: [] };
}

function unservedSubject(unserved: UnservedPlan): Subject {
  const { path, stack, stage, mode, endpointName, variantNames, reason } = unserved;
  return { path, stack, stage, mode, endpointName, variantNames, reason, unserved, alarms: [] };
}

function ownerOf(
  alarm: AlarmDeclaration,
  stack: StackPlan | undefined,
  known: readonly Subject[],
  foreign: Subject[],
): Subject | undefined {
  const metrics = metricsOfAlarm(alarm).filter(({ namespace }) => NAMESPACES.has(namespace));
  const stage = stack?.stage ?? '';
  const near = known.filter((subject) => subject.stage === stage);
  const values = metricsOfAlarm(alarm).flatMap(({ dimensions }) => Object.values(dimensions));
  const holder = near.find(({ owned }) => owned?.some((value) => values.includes(value)) === true);
  if (holder !== undefined) return holder;
  const named = metrics.flatMap(({ dimensions }) => endpointNamed(dimensions) ?? []);
  const [first] = named;
  const owner = near.find(({ endpointName }) => named.includes(endpointName));
  if (owner !== undefined) return owner;
  const inStack = near.filter(({ stack: of, job, pipeline }) => of === alarm.stack && job === undefined && pipeline === undefined);
  // An alarm whose dimensions name nothing that is there, beside the only endpoint of its stack, is meant for that.
  if (inStack.length === 1 && (metrics.length > 0 || namesEndpoint(alarm)) && !isForeignName(first)) return inStack[0];
  if (first === undefined) return undefined;
  const there = foreign.find((subject) => subject.endpointName === first && subject.stage === stage);
  if (there !== undefined) return there;
  const made: Subject = {
    path: `${alarm.stack}/${first}`,
    stack: alarm.stack,
    stage,
    mode: 'real-time',
    endpointName: first,
    variantNames: [],
    reason: `endpoint '${first}' is declared nowhere in this assembly`,
    alarms: [],
  };
  foreign.push(made);
  return made;
}

/** A plain name of an endpoint that is made elsewhere; an ARN, or a text that says why it is unknown, is a mistake about the one beside. */
function isForeignName(name: string | undefined): boolean {
  return name !== undefined && /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/.test(name);
}

function namesEndpoint({ properties }: AlarmDeclaration): boolean {
  return JSON.stringify(properties).includes('sagemaker');
}

function endpointNamed(dimensions: Readonly<Record<string, string>>): string | undefined {
  // Our own monitor publishes under the name of the endpoint that it watches.
  const value = dimensions['EndpointName'] ?? dimensions['Endpoint'] ?? dimensions[MONITOR_DIMENSION];
  return value === undefined ? undefined : (ENDPOINT_ARN.exec(value)?.[1] ?? value);
}

/** A composite is about what the first of its children is about. */
function addComposites(alarms: readonly AlarmDeclaration[], owners: Map<AlarmDeclaration, Subject>): void {
  const composites = alarms.filter(({ kind }) => kind === 'composite');
  for (let more = true; more;) {
    more = false;
    for (const composite of composites.filter((each) => !owners.has(each))) {
      const owner = childAlarms(composite, alarms)
        .map((child) => owners.get(child))
        .find((each) => each !== undefined);
      if (owner === undefined) continue;
      owners.set(composite, owner);
      more = true;
    }
  }
}

/** The alarms that a composite's rule names, by name or ARN. */
export function childAlarms({ kind, properties, stack }: AlarmDeclaration, alarms: readonly AlarmDeclaration[]): AlarmDeclaration[] {
  if (kind !== 'composite') return [];
  const names = childrenOf(alarmRuleOf(properties['AlarmRule'])?.text ?? '').map((name) => name.split(':alarm:').at(-1) ?? name);
  const stageOf = (path: string): string => path.split('/').slice(0, -1).join('/');
  return alarms.filter((alarm) => names.includes(alarm.name) && stageOf(alarm.stack) === stageOf(stack));
}

/** Every metric that an alarm reads, its functions evaluated. */
export function metricsOfAlarm({ properties }: AlarmDeclaration): ReadMetric[] {
  if (properties['MetricName'] !== undefined) {
    return [readMetric(properties, textOf(properties['ExtendedStatistic'] ?? properties['Statistic']), properties['Period'])];
  }
  const items: unknown = properties['Metrics'];
  return (Array.isArray(items) ? (items as readonly MetricItem[]) : []).flatMap(({ MetricStat: stat }) =>
    stat?.Metric === undefined ? [] : [readMetric(stat.Metric, textOf(stat.Stat), stat.Period)],
  );
}

/** Whether an alarm is on what a drift monitor publishes. */
export function watchesMonitor(alarm: AlarmDeclaration): boolean {
  return metricsOfAlarm(alarm).some(({ namespace }) => namespace === MONITOR_NAMESPACE);
}

/** Whether an alarm is on what a drift monitor makes of labels. */
export function watchesLabels(alarm: AlarmDeclaration): boolean {
  return metricsOfAlarm(alarm).some(
    ({ namespace, name }) => namespace === MONITOR_NAMESPACE && findMonitorMetric(name)?.cadence === 'quality',
  );
}

interface MetricItem {
  readonly MetricStat?: { readonly Metric?: Readonly<Record<string, unknown>>; readonly Stat?: unknown; readonly Period?: unknown };
}

function readMetric(metric: Readonly<Record<string, unknown>>, statistic: string, period: unknown): ReadMetric {
  const list: unknown = metric['Dimensions'];
  const dimensions = Array.isArray(list) ? (list as readonly { Name?: unknown; Value?: unknown }[]) : [];
  return {
    namespace: textOf(metric['Namespace']),
    name: textOf(metric['MetricName']),
    dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [String(Name), String(Value)])),
    statistic,
    periodSeconds: Number(period ?? 60),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
