import type { Stack } from 'aws-cdk-lib';
import {
  AlarmProblem,
  evaluateAll,
  nameOf,
  parseAlarm,
  SampleStore,
  stateAt,
  type AlarmDefinition,
  type AlarmState,
  type MetricAlarm,
  type WatchedMetric,
} from '../core/alarms/index.js';
import { SlipwayError } from '../core/errors/index.js';
import { childrenOf } from '../core/rules/alarm-rule.js';
import { alarmLabels, type AlarmDeclaration } from '../runtime/index.js';
import { planOf } from './plan-of.js';
import type { Series } from './series.js';

/** An alarm of a stack as CloudWatch would hold it, with those that a composite refers to. */
export interface AlarmUnderTest {
  readonly path: string;
  readonly declaration: AlarmDeclaration;
  /** Every alarm of its stack that can be evaluated here. */
  readonly beside: readonly AlarmDefinition[];
  readonly definition: AlarmDefinition;
}

/** What an alarm did over a series. */
export interface AlarmOutcome {
  readonly alarm: string;
  /** States by the minute at which they began; the first began at 0. */
  readonly states: readonly { readonly minute: number; readonly state: AlarmState; readonly reason: string }[];
  /** Minute at which it first went to ALARM; null where it never did. */
  readonly alarmAtMinute: number | null;
  readonly stateAtMinute: (minute: number) => AlarmState;
}

/**
 * Finds an alarm of a stack.
 *
 * @param path construct path, or as much of its end as tells it from the others: `Filter/Alarms/Latency`, `Latency`
 */
export function alarmOf(stack: Stack, path: string): AlarmUnderTest {
  const { alarms: all } = planOf(stack);
  const alarms = all.filter((alarm) => alarm.stack === stack.node.path || all.every((each) => each.stack !== stack.node.path));
  const label = alarmLabels(alarms.map((alarm) => ({ ...alarm, deployment: '' })));
  const meant = alarms.filter((alarm) => isMeant(alarm, path));
  const [declaration] = meant;
  if (declaration === undefined || meant.length > 1) {
    const those = (meant.length > 1 ? meant : alarms).map(({ name }) => label('', name)).join(', ');
    const problem = meant.length > 1 ? 'means several alarms' : 'is no alarm of the stack';
    throw new SlipwayError('alarm-not-found', `'${path}' ${problem}; give one of ${those || 'none, for it has none'}`, {
      path: stack.node.path,
    });
  }
  const parsed = new Map(alarms.map((alarm) => [alarm, parseAlarm(alarm)]));
  const definition = parsed.get(declaration);
  if (definition === undefined || definition instanceof AlarmProblem) {
    const why = definition === undefined ? 'it was not read' : `${definition.what}: ${definition.reason}`;
    throw new SlipwayError('alarm-not-evaluated', `the alarm cannot be evaluated here: ${why}`, { ...declaration.place });
  }
  const beside = [...parsed.values()].filter((each): each is AlarmDefinition => !(each instanceof AlarmProblem));
  return { path: declaration.path, declaration, definition, beside };
}

function isMeant({ path, name }: AlarmDeclaration, asked: string): boolean {
  const ends = path.replace(/\/(Resource|Default)$/, '');
  const without = ends.replace(/\/Alarm$/, '');
  return [path, ends, without].some((each) => each === asked || each.endsWith(`/${asked}`)) || name === asked;
}

/**
 * Evaluates an alarm over series, as CloudWatch would: data are there as soon as their minute is over, and the alarm is made at minute 0.
 *
 * @param series samples of the metric that it watches, or of each by its name where it watches several
 */
export function evaluate(alarm: AlarmUnderTest, series: Series | Readonly<Record<string, Series>>): AlarmOutcome {
  const { definition, beside, declaration } = alarm;
  const watched = watchedBy(alarm);
  const given = isSeries(series) ? Object.fromEntries(watched.map(({ metric }) => [metric.name, series])) : series;
  const names = [...new Set(watched.map(({ metric }) => metric.name))];
  const missing = names.filter((name) => given[name] === undefined);
  if (missing.length > 0 || (isSeries(series) && names.length > 1)) {
    const example = `{ ${names.map((name) => `${name}: everyMinute([…])`).join(', ')} }`;
    throw new SlipwayError('alarm-not-evaluated', `the alarm watches ${names.join(', ')}; give ${example}`, { ...declaration.place });
  }
  const store = new SampleStore();
  for (const each of watched) fill(store, each, given[each.metric.name]);
  const minutes = Math.max(0, ...Object.values(given).map((each) => each.minutes.length));
  const run = evaluateAll(beside, store, { from: 0, to: minutes * MINUTE }).find((each) => each.alarm === definition);
  const timeline = run?.timeline ?? { initial: 'INSUFFICIENT_DATA' as const, transitions: [], values: undefined };
  const states = [
    { minute: 0, state: timeline.initial, reason: 'as CloudWatch creates it' },
    ...timeline.transitions.map(({ at, to, reason }) => ({ minute: at / MINUTE, state: to, reason })),
  ];
  return {
    alarm: definition.id,
    states,
    alarmAtMinute: states.find(({ state }) => state === 'ALARM')?.minute ?? null,
    stateAtMinute: (minute) => stateAt(timeline, minute * MINUTE),
  };
}

const MINUTE = 60_000;

/** Every metric that it reads: its own, or those of the alarms under a composite. */
function watchedBy(alarm: AlarmUnderTest): WatchedMetric[] {
  return metricAlarmsOf(alarm, alarm.definition, []).flatMap(({ watched }) =>
    watched.kind === 'statistic' ? [watched] : Object.values(watched.metrics),
  );
}

function metricAlarmsOf(under: AlarmUnderTest, alarm: AlarmDefinition, within: readonly AlarmDefinition[]): MetricAlarm[] {
  if (alarm.kind === 'metric') return [alarm];
  const names = childrenOf(alarm.rule).map(nameOf);
  return under.beside
    .filter((each) => names.includes(each.name) && !within.includes(each))
    .flatMap((each) => metricAlarmsOf(under, each, [...within, alarm]));
}

function isSeries(series: Series | Readonly<Record<string, Series>>): series is Series {
  return Array.isArray(series['minutes']);
}

function fill(store: SampleStore, { metric, unit }: WatchedMetric, series: Series | undefined): void {
  if (series === undefined) return;
  const written = store.series(metric, { unit: series.unit ?? unit ?? 'None' });
  if (written.span !== undefined) return;
  for (const [minute, values] of series.minutes.entries()) {
    for (const value of values === null ? [] : [values].flat()) written.add(minute * MINUTE, value, series.requests);
  }
}
