import type { AlarmDefinition, Window } from '../../core/alarms/index.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { Clock } from '../clock.js';
import type { Host } from '../host.js';
import { CONSTANTS } from '../simulation/constants.js';
import { CloudWatch, type DescribedAlarm } from './cloudwatch.js';
import { ComparedReplay, type KnownPast } from './compared-replay.js';
import type { Comparison } from './comparison.js';
import { fetchPast } from './fetch-metrics.js';
import { readPast } from './history.js';
import { referred, replayable } from './replayable.js';
import { wantedMetrics } from './wanted-metrics.js';

export interface CompareOptions {
  /** Names of alarms. Default: all of the account's region. */
  readonly names?: readonly string[];
  /** Default: 14, as far as CloudWatch keeps minutes. */
  readonly days?: number;
  /** Default: 3, the longest that a datapoint is taken to need until it can be seen. */
  readonly toleranceMinutes?: number;
  /** Default: that of the environment. */
  readonly region?: string;
  readonly clock: Clock;
  readonly host: Host;
  readonly signal?: AbortSignal;
  /** How often a call is made that fails for the moment. */
  readonly attempts?: number;
}

export const COMPARE_DEFAULTS = Object.freeze({ days: 14, toleranceMinutes: CONSTANTS.metricDelayMinutes.band[1] });
const MINUTE_MILLIS = 60_000;
const DAY_MILLIS = 1440 * MINUTE_MILLIS;

/** Replays an account's metrics under its alarms, and lists where the states that come out differ from those that its history tells. */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { names, days = COMPARE_DEFAULTS.days, toleranceMinutes = COMPARE_DEFAULTS.toleranceMinutes, region, signal, attempts } = options;
  const cloudwatch = await CloudWatch.open({ region, signal, ...(attempts === undefined ? {} : { attempts }) });
  try {
    const described = await describe(cloudwatch, names);
    const to = Math.floor(options.clock.now() / MINUTE_MILLIS) * MINUTE_MILLIS;
    const window = { from: to - days * DAY_MILLIS, to };
    const { alarms, notReplayed } = replayable(
      described.map(({ name, kind, properties }) => ({ path: name, name, kind, properties })),
      (alarm) => {
        const wanted = wantedMetrics(alarm, days);
        return typeof wanted === 'string' ? wanted : undefined;
      },
    );
    const pasts = await pastsOf(cloudwatch, alarms, described, window, options.host);
    const values = await fetchPast(cloudwatch, alarms, window, options.host);
    const replay = new ComparedReplay(alarms, pasts, values, window, toleranceMinutes * MINUTE_MILLIS);
    return {
      version: 1,
      region: cloudwatch.region,
      from: iso(window.from),
      to: iso(window.to),
      toleranceMinutes,
      alarms: replay.compared(),
      settings: replay.settings(),
      notReplayed,
    };
  } finally {
    cloudwatch.close();
  }
}

/** The alarms that are asked for, and those that their rules ask for. */
async function describe(cloudwatch: CloudWatch, names: readonly string[] | undefined): Promise<DescribedAlarm[]> {
  const found = await cloudwatch.alarms(names);
  const lacking = (names ?? []).filter((name) => !found.some((alarm) => alarm.name === name));
  if (found.length === 0 || lacking.length > 0) {
    const what = lacking.length > 0 ? `no alarm called ${lacking.join(', ')}` : 'no alarm';
    throw new SlipwayError(
      'nothing-to-replay',
      `CloudWatch in ${cloudwatch.region} has ${what}; give names of alarms that are there, or another --region`,
    );
  }
  for (;;) {
    const asked = found.flatMap(({ kind, properties }) => (kind === 'composite' ? childrenOf(properties) : []));
    const more = [...new Set(asked)].filter((name) => !found.some((alarm) => alarm.name === name));
    const children = more.length === 0 ? [] : await cloudwatch.alarms(more);
    if (children.length === 0) return found;
    found.push(...children);
  }
}

function childrenOf({ AlarmRule, ActionsSuppressor }: Readonly<Record<string, unknown>>): string[] {
  const suppressor =
    typeof ActionsSuppressor === 'string' && ActionsSuppressor !== ''
      ? { suppressor: { alarm: ActionsSuppressor, waitSeconds: 0, extensionSeconds: 0 } }
      : {};
  return referred({ rule: typeof AlarmRule === 'string' ? AlarmRule : '', ...suppressor });
}

async function pastsOf(
  cloudwatch: CloudWatch,
  alarms: readonly AlarmDefinition[],
  described: readonly DescribedAlarm[],
  window: Window,
  host: Host,
): Promise<Map<string, KnownPast>> {
  const pasts = new Map<string, KnownPast>();
  for (const alarm of described.filter(({ name }) => alarms.some((each) => each.name === name))) {
    host.say({ level: 'progress', stage: 'history', text: alarm.name, done: pasts.size / alarms.length });
    const since = Math.max(window.from, alarm.configuredAt);
    pasts.set(alarm.name, { ...(await readPast(cloudwatch, alarm, { from: since, to: window.to })), since });
  }
  return pasts;
}

function iso(millis: number): string {
  return new Date(millis).toISOString();
}
