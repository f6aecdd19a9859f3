import {
  delayed,
  DEFAULT_CONSTANTS,
  evaluateAll,
  keyOf,
  millisIn,
  RecordedStore,
  type AlarmDefinition,
  type AlarmRun,
  type MetricAlarm,
  type MetricSource,
  type RecordedValue,
  type Window,
} from '../../core/alarms/index.js';
import { SlipwayError } from '../../core/errors/index.js';
import { STAND_IN_ACCOUNT } from '../assembly/stacks.js';
import type { Clock } from '../clock.js';
import type { Host } from '../host.js';
import type { AlarmDeclaration, Plan } from '../plan.js';
import { alarmVariations } from '../rehearsal/variations.js';
import { CONSTANTS } from '../simulation/constants.js';
import type { Backtest, BacktestedAlarm } from './backtest-report.js';
import { CloudWatch } from './cloudwatch.js';
import { fetchPast } from './fetch-metrics.js';
import { quieterThreshold, timesIn } from './quieter-threshold.js';
import { replayable, type NotReplayed } from './replayable.js';
import { wantedMetrics } from './wanted-metrics.js';

export interface BacktestOptions {
  /** Alarms, or stacks or stages around them, by construct path. Default: all. */
  readonly paths?: readonly string[];
  /** Past metrics. Default: what CloudWatch holds of them. */
  readonly metrics?: readonly RecordedValue[];
  /** How far back CloudWatch is asked. Default: 14. */
  readonly days?: number;
  /** How often an alarm should go off in thirty days at most. Default: 1. */
  readonly atMost?: number;
  /** Default: the one that a stack names, else that of the environment. */
  readonly region?: string;
  readonly clock: Clock;
  readonly host: Host;
  readonly signal?: AbortSignal;
}

export const BACKTEST_DEFAULTS = Object.freeze({ days: 14, atMost: 1 });
const MINUTE_MILLIS = 60_000;
const DAY_MILLIS = 1440 * MINUTE_MILLIS;
const MONTH_DAYS = 30;
const DELAY_MILLIS = CONSTANTS.metricDelayMinutes.value * MINUTE_MILLIS;

/** Replays past metrics under the alarms of an assembly: how often each would have gone off, and what threshold would have been quieter. */
export async function backtest(plan: Plan, options: BacktestOptions): Promise<{ report: Backtest; fetched: readonly RecordedValue[] }> {
  const { days = BACKTEST_DEFAULTS.days, atMost = BACKTEST_DEFAULTS.atMost, metrics, clock, host } = options;
  const groups = groupsOf(plan, chosen(plan.alarms, options.paths ?? []), options.region);
  const window = metrics === undefined ? lastDays(days, clock) : spanOf(metrics);
  const held = metrics === undefined ? undefined : new Set(metrics.map(({ metric }) => keyOf(metric)));
  const alarms: BacktestedAlarm[] = [];
  const notReplayed: NotReplayed[] = [];
  const fetched: RecordedValue[] = [];
  for (const { region, declared } of groups) {
    const group = replayable(declared, (alarm) => (held === undefined ? obstacleOf(wantedMetrics(alarm, days)) : lackingIn(held, alarm)));
    notReplayed.push(...group.notReplayed);
    const values = metrics ?? (await askAccount(group.alarms, region, window, options));
    if (metrics === undefined) fetched.push(...values);
    const source = new RecordedStore(delayed(DELAY_MILLIS));
    for (const value of values) source.add(value);
    host.say({ level: 'progress', stage: 'replay', text: `${group.alarms.length} alarms` });
    const replayed = metrics === undefined ? group.alarms : group.alarms.map(warmedUp);
    alarms.push(...replay(replayed, source, window, atMost, declared));
  }
  const report = { version: 1, from: iso(window.from), to: iso(window.to), days: daysOf(window), atMost, alarms, notReplayed } as const;
  return { report, fetched };
}

function replay(
  alarms: readonly AlarmDefinition[],
  source: MetricSource,
  window: Window,
  atMost: number,
  declared: readonly AlarmDeclaration[],
): BacktestedAlarm[] {
  const others = alarmVariations(alarms).map(({ constant, variation }) => ({
    constant,
    runs: evaluateAll(alarms, source, window, { ...DEFAULT_CONSTANTS, ...variation.alarms }),
  }));
  const allowed = (atMost * daysOf(window)) / MONTH_DAYS;
  return evaluateAll(alarms, source, window).map((run, index) => {
    const { alarm } = run;
    const times = timesIn(run.timeline);
    const varied = others.map(({ constant, runs }) => ({ constant, times: timesIn(runs[index]?.timeline ?? run.timeline) }));
    const declaration = declared.find(({ path }) => path === alarm.id);
    return {
      ...described(run, window),
      logicalId: declaration?.logicalId ?? '',
      source: declaration?.place.source ?? null,
      times,
      fewest: Math.min(times, ...varied.map((each) => each.times)),
      most: Math.max(times, ...varied.map((each) => each.times)),
      dependsOn: [...new Set(varied.filter((each) => each.times !== times).map(({ constant }) => constant))],
      tooOften: times > allowed,
      quieter: alarm.kind === 'metric' && times > allowed ? quieterThreshold(alarm, source, window, allowed, DEFAULT_CONSTANTS) : null,
    };
  });
}

type Described = Omit<BacktestedAlarm, 'logicalId' | 'source' | 'times' | 'fewest' | 'most' | 'dependsOn' | 'tooOften' | 'quieter'>;

function described({ alarm, timeline }: AlarmRun, window: Window): Described {
  const seen = [...(timeline.values?.points ?? [])].filter((value) => !Number.isNaN(value));
  const isMetric = alarm.kind === 'metric';
  return {
    path: alarm.id,
    name: alarm.name,
    kind: alarm.kind,
    threshold: isMetric ? alarm.threshold : null,
    comparison: isMetric ? alarm.comparison : null,
    minutesInAlarm: Math.round(millisIn(timeline, 'ALARM', window.from, window.to) / MINUTE_MILLIS),
    at: timeline.transitions.filter(({ to }) => to === 'ALARM').map(({ at }) => iso(at)),
    least: seen.length === 0 ? null : seen.reduce((a, b) => Math.min(a, b)),
    greatest: seen.length === 0 ? null : seen.reduce((a, b) => Math.max(a, b)),
    withoutData: isMetric && seen.length === 0,
    approximated: isMetric && alarm.periodSeconds > 60 && /"family":"Percentiles"/.test(JSON.stringify(alarm.watched)),
  };
}

async function askAccount(
  alarms: readonly AlarmDefinition[],
  region: string | undefined,
  window: Window,
  { host, signal }: BacktestOptions,
): Promise<RecordedValue[]> {
  const cloudwatch = await CloudWatch.open({ region, signal });
  try {
    return await fetchPast(cloudwatch, alarms, window, host);
  } finally {
    cloudwatch.close();
  }
}

interface Group {
  readonly region: string | undefined;
  readonly declared: readonly AlarmDeclaration[];
}

/** Alarms know each other by name within one environment. */
function groupsOf({ stacks }: Plan, alarms: readonly AlarmDeclaration[], region: string | undefined): Group[] {
  const groups = new Map<string, { region: string | undefined; declared: AlarmDeclaration[] }>();
  for (const alarm of alarms) {
    const stack = stacks.find(({ path }) => path === alarm.stack);
    const named = stack === undefined || stack.account === STAND_IN_ACCOUNT ? undefined : stack.region;
    const key = [stack?.stage, stack?.account, stack?.region].join(' ');
    const group = groups.get(key) ?? { region: region ?? named, declared: [] };
    groups.set(key, group);
    group.declared.push(alarm);
  }
  return [...groups.values()];
}

function chosen(alarms: readonly AlarmDeclaration[], paths: readonly string[]): readonly AlarmDeclaration[] {
  const isIn = (path: string, alarm: AlarmDeclaration): boolean =>
    alarm.path === path || alarm.name === path || alarm.path.startsWith(`${path}/`);
  const unknown = paths.filter((path) => !alarms.some((alarm) => isIn(path, alarm)));
  if (alarms.length === 0) throw new SlipwayError('nothing-to-replay', 'the assembly declares no alarm; give the app that does with --app');
  if (unknown.length > 0)
    throw new SlipwayError(
      'nothing-to-replay',
      `there is no alarm at ${unknown.join(', ')}; there are ${alarms.map(({ path }) => path).join(', ')}`,
    );
  return paths.length === 0 ? alarms : alarms.filter((alarm) => paths.some((path) => isIn(path, alarm)));
}

/** What a file does not hold is not known to have been missing. */
function lackingIn(held: ReadonlySet<string>, { watched }: MetricAlarm): string | undefined {
  const metrics = watched.kind === 'math' ? Object.values(watched.metrics) : [watched];
  const lacking = metrics.map(({ metric }) => metric).find((metric) => !held.has(keyOf(metric)));
  if (lacking === undefined) return undefined;
  const dimensions = Object.entries(lacking.dimensions).map(([name, value]) => `${name}=${value}`);
  return `the file holds no ${lacking.name} of ${lacking.namespace} under ${dimensions.join(';') || 'no dimensions'}`;
}

function obstacleOf(wanted: ReturnType<typeof wantedMetrics>): string | undefined {
  return typeof wanted === 'string' ? wanted : undefined;
}

/** Before a file begins nothing was missing: nobody wrote it down. */
function warmedUp(alarm: AlarmDefinition): AlarmDefinition {
  if (alarm.kind !== 'metric' || alarm.warmUp !== undefined) return alarm;
  const minutes = (alarm.periodSeconds * alarm.evaluationPeriods * 1000 + DELAY_MILLIS) / MINUTE_MILLIS;
  return { ...alarm, warmUp: { minutes: Math.ceil(minutes), whole: false } };
}

function lastDays(days: number, clock: Clock): Window {
  const to = Math.floor(clock.now() / MINUTE_MILLIS) * MINUTE_MILLIS;
  return { from: to - days * DAY_MILLIS, to };
}

function spanOf(values: readonly RecordedValue[]): Window {
  const from = values.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const to = values.reduce((most, { at, periodSeconds }) => Math.max(most, at + periodSeconds * 1000), Number.NEGATIVE_INFINITY);
  return { from: Math.floor(from / MINUTE_MILLIS) * MINUTE_MILLIS, to: to + DELAY_MILLIS };
}

function daysOf({ from, to }: Window): number {
  return (to - from) / DAY_MILLIS;
}

function iso(millis: number): string {
  return new Date(millis).toISOString();
}
