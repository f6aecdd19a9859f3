import { millisIn, type AlarmRun } from '../../core/alarms/index.js';
import type { AlarmDeclaration } from '../plan.js';
import { CONSTANTS } from '../simulation/constants.js';
import { weekly, withBursts, type Arrivals } from '../simulation/arrivals.js';
import { RUN_START_MILLIS } from '../simulation/week.js';
import type { Bench, Trial, Variation } from './bench.js';
import type { Delivery } from './delivery.js';
import { seedOf } from './seed-of.js';
import { windowMinutes } from './timeline.js';

const MINUTES_PER_DAY = 1440;
const MINUTE_MILLIS = 60_000;
/** Requests of a minute that are played one by one: a quarter of a year has 130,000 minutes. */
const PLAYED = 60;
const PRECISION = 0.05;
/** An alarm that spends more of its healthy days in ALARM does not go off: it is always on. */
const ALWAYS = 0.9;

/** What an alarm did on healthy days. */
export interface HealthyAlarm {
  readonly falseAlarms: number;
  /** In ALARM nearly all the time. */
  readonly always: boolean;
  readonly run: AlarmRun;
}

/** Healthy days of one service. */
export interface HealthyDaysRun {
  readonly days: number;
  readonly requests: number;
  readonly alarms: ReadonlyMap<AlarmDeclaration, HealthyAlarm>;
  readonly falsePages: number;
  readonly falseTickets: number;
  readonly trial: Trial;
  readonly watchFrom: number;
}

/** Traffic of healthy days: by day and week between the usual and the quietest, with a burst a day. */
export function healthyArrivals(usual: number, quietest: number, seed: number): Arrivals {
  return withBursts(weekly(usual, quietest), CONSTANTS.burstFactor.value, seed);
}

export function healthyDays(
  bench: Bench,
  arrivals: Arrivals,
  days: number,
  declared: readonly AlarmDeclaration[],
  deliveries: ReadonlyMap<AlarmDeclaration, Delivery>,
  seed: number,
  variation?: Variation,
): HealthyDaysRun {
  const watchFrom = Math.min(MINUTES_PER_DAY * 2, Math.max(30, ...declared.map(windowMinutes)));
  const minutes = watchFrom + days * MINUTES_PER_DAY;
  const trial = bench.run({
    from: 0,
    minutes,
    watchFrom,
    arrivals,
    intervals: [],
    seed: seedOf(seed, bench.service.path, 'healthy'),
    played: PLAYED,
    precision: PRECISION,
    ...(variation === undefined ? {} : { variation }),
  });
  const alarms = healthyAlarms(trial, declared, { from: watchFrom, to: minutes });
  return {
    days,
    requests: trial.harms.sent.reduce((sum, sent) => sum + sent, 0),
    alarms,
    falsePages: toldFalsely(alarms, deliveries, 'page'),
    falseTickets: toldFalsely(alarms, deliveries, 'ticket'),
    trial,
    watchFrom,
  };
}

/** What alarms did between two minutes of a run in which nothing is wrong. */
export function healthyAlarms(
  trial: Trial,
  declared: readonly AlarmDeclaration[],
  watched: { readonly from: number; readonly to: number },
): Map<AlarmDeclaration, HealthyAlarm> {
  const from = RUN_START_MILLIS + watched.from * MINUTE_MILLIS;
  const to = RUN_START_MILLIS + watched.to * MINUTE_MILLIS;
  return new Map(
    declared.flatMap((alarm): [AlarmDeclaration, HealthyAlarm][] => {
      const run = trial.runs.get(alarm.path);
      if (run === undefined) return [];
      const falseAlarms = run.timeline.transitions.filter(({ to: state }) => state === 'ALARM').length;
      return [[alarm, { falseAlarms, always: millisIn(run.timeline, 'ALARM', from, to) > (to - from) * ALWAYS, run }]];
    }),
  );
}

/** False alarms of a severity that somebody would have been told of. */
export function toldFalsely(
  alarms: ReadonlyMap<AlarmDeclaration, HealthyAlarm>,
  deliveries: ReadonlyMap<AlarmDeclaration, Delivery>,
  severity: Delivery['severity'],
): number {
  return [...alarms].reduce((sum, [alarm, { falseAlarms }]) => {
    const delivery = deliveries.get(alarm);
    return sum + (delivery?.tells === true && delivery.severity === severity ? falseAlarms : 0);
  }, 0);
}
