import { SERVERLESS_LIMITS, type InstanceFacts } from '../limits/index.js';
import { durationText } from '../units/duration-text.js';
import { obstaclesOf, neededMemoryMiB, type Obstacle, type Room } from './obstacles.js';
import { serviceTimes, utilisation, waitP99, type ServiceTimes } from './queue.js';
import type { MeasuredModel, Option, Prices, Workload } from './workload.js';

/** Each instance is busy for so much of its time at most: beyond it queues grow faster than anybody scales. Assumed. */
const BUSY_AT_MOST = 0.7;
/** More instances than this are another plan. */
const MOST_INSTANCES = 100;
/** AWS's month of prices. */
const HOURS_PER_MONTH = 730;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const GB = 10 ** 9;
const MIB_PER_GIB = 1024;
/** Until a new instance answers, and until a serverless container is there beside the load of the model. Assumed, as in the rehearsal. */
export const START_UP_MILLIS = 6 * MINUTE;
export const COLD_START_MILLIS = 2000;
/** A serverless container without a request for so long is gone. Assumed, as in the rehearsal. */
const IDLE_MINUTES = 5;
/** Of a hundred requests one may be slow: that is what the promise leaves. */
const SLOW_SHARE = 0.01;

export interface Planning {
  readonly workload: Workload;
  readonly model: MeasuredModel;
  readonly prices?: Prices | undefined;
  /** Service time by instance type, or `serverless-2048`, over that where it was measured. */
  readonly factors: Readonly<Record<string, number>>;
}

/** Instances that are always there. */
export function realtimeOption(planning: Planning, facts: InstanceFacts): Option {
  const { workload, model, factors } = planning;
  const times = serviceTimes(model.millis, factors[facts.name]);
  const rate = peakOf(workload);
  const { latencyMillis = 0 } = workload;
  const count = leastInstances((n) => utilisation(rate, n, times) <= BUSY_AT_MOST && times.p99 + waitP99(rate, n, times) <= latencyMillis);
  const expectedMillis = times.p99 + waitP99(rate, count ?? 1, times);
  const obstacles = [
    ...obstaclesOf(needsOf(model, times), roomOf('real-time', facts)),
    ...tooSlow(times, expectedMillis, count, latencyMillis),
  ];
  return option('real-time', facts.name, obstacles, {
    count,
    expectedMillis: count === undefined ? undefined : expectedMillis,
    monthly: instancesPrice(planning, facts.name, 'hosting', (count ?? 0) * HOURS_PER_MONTH),
    notes: count === 1 ? ['one instance: while it is replaced nobody answers, and updates go all at once'] : [],
  });
}

/** Containers that come and go. */
export function serverlessOption(planning: Planning, memoryMiB: number): Option {
  const { workload, model, factors, prices } = planning;
  const size = `${memoryMiB} MB`;
  const times = serviceTimes(model.millis, factors[`serverless-${memoryMiB}`]);
  const { latencyMillis = 0, quietestPerMinute = workload.perMinute ?? 0 } = workload;
  const rate = peakOf(workload);
  // Little's law, and room for what comes together.
  const count = Math.max(1, Math.ceil((utilisation(rate, 1, times) + 3 * Math.sqrt(utilisation(rate, 1, times))) / BUSY_AT_MOST));
  const coldMillis = model.loadMillis + COLD_START_MILLIS + times.p99;
  const coldShare = Math.exp(-IDLE_MINUTES * quietestPerMinute);
  const { max } = SERVERLESS_LIMITS.maxConcurrency;
  const cold = `the first request after ${IDLE_MINUTES} idle minutes takes ${durationText(Math.round(coldMillis))} (assumed)`;
  const isColdOften = coldMillis > latencyMillis && coldShare > SLOW_SHARE;
  const obstacles: Obstacle[] = [
    ...obstaclesOf(needsOf(model, times), { mode: 'serverless', name: `${size} of serverless memory`, memoryMiB }),
    ...tooSlow(times, times.p99, 1, latencyMillis),
    ...(isColdOften
      ? [
          {
            kind: 'start' as const,
            text: `${cold}, which at the quietest is ${percent(coldShare)} of them, and ${durationText(latencyMillis)} are promised`,
          },
        ]
      : []),
    ...(count > max ? [{ kind: 'timeout' as const, text: `${count} requests at once are needed, and an endpoint takes ${max}` }] : []),
  ];
  const perMonth = (workload.perMinute ?? 0) * 60 * HOURS_PER_MONTH;
  const gigabytes = (perMonth * ((model.bodyBytes ?? 0) + (model.answerBytes ?? 0))) / GB;
  const price = prices?.serverless;
  return option('serverless', size, obstacles, {
    count,
    expectedMillis: times.p99,
    monthly:
      price === undefined
        ? null
        : perMonth * (times.mean / 1000) * (memoryMiB / MIB_PER_GIB) * price.gbSecond + gigabytes * (price.gbProcessed ?? 0),
    notes: [
      ...(coldMillis > latencyMillis && !isColdOften ? [`${cold}; at the quietest that is ${percent(coldShare)} of them`] : []),
      'how much CPU its memory brings is not published: measure there, or state a factor',
    ],
  });
}

/** A queue in front of instances. */
export function asyncOption(planning: Planning, facts: InstanceFacts): Option {
  const { workload, model, factors } = planning;
  const times = serviceTimes(model.millis, factors[facts.name]);
  const rate = peakOf(workload);
  const { completedMillis = 0 } = workload;
  const count = leastInstances(
    (n) => utilisation(rate, n, times) <= BUSY_AT_MOST && times.p99 + waitP99(rate, n, times) <= completedMillis,
  );
  const expectedMillis = times.p99 + waitP99(rate, count ?? 1, times);
  const zero = START_UP_MILLIS + times.p99 <= completedMillis;
  return option(
    'async',
    facts.name,
    [...obstaclesOf(needsOf(model, times), roomOf('async', facts)), ...tooSlow(times, expectedMillis, count, completedMillis)],
    {
      count,
      expectedMillis: count === undefined ? undefined : expectedMillis,
      monthly: instancesPrice(planning, facts.name, 'hosting', (count ?? 0) * HOURS_PER_MONTH),
      notes: [
        zero
          ? `may go to no instance while nothing is queued, for less: a new one needs ${durationText(START_UP_MILLIS)} (assumed)`
          : `may not go to no instance: a new one needs ${durationText(START_UP_MILLIS)} (assumed)`,
      ],
    },
  );
}

/** Files that are scored on a schedule. */
export function batchOption(planning: Planning, facts: InstanceFacts): Option {
  const { workload, model, factors } = planning;
  const times = serviceTimes(model.millis, factors[facts.name]);
  const { refreshedMillis = 0, rows = 0 } = workload;
  const runMillis = (n: number): number => START_UP_MILLIS + (rows * times.mean) / n;
  const count = leastInstances((n) => runMillis(n) <= refreshedMillis);
  const expectedMillis = runMillis(count ?? 1);
  const tooLong: Obstacle[] =
    count === undefined
      ? [
          {
            kind: 'timeout',
            text: `${rows} rows take ${durationText(round(runMillis(MOST_INSTANCES)))} on ${MOST_INSTANCES} instances, and ${durationText(refreshedMillis)} are promised`,
          },
        ]
      : [];
  const runs = refreshedMillis === 0 ? 0 : (HOURS_PER_MONTH * HOUR) / refreshedMillis;
  return option('batch', facts.name, [...obstaclesOf(needsOf(model, times), roomOf('batch', facts)), ...tooLong], {
    count,
    expectedMillis: count === undefined ? undefined : expectedMillis,
    monthly: instancesPrice(planning, facts.name, 'batch', ((count ?? 0) * runs * expectedMillis) / HOUR),
    notes: ['one row a request, as measured; batches of rows take less', `${Number(runs.toFixed(1))} runs a month`],
  });
}

/** Inside the application. */
export function embeddedOption({ workload, model, factors }: Planning): Option {
  const times = serviceTimes(model.millis, factors['embedded']);
  const { latencyMillis = 0 } = workload;
  return option('embedded', 'the application', tooSlow(times, times.p99, 1, latencyMillis), {
    expectedMillis: times.p99,
    monthly: null,
    notes: [
      `costs what the application's own machine costs: ${Math.ceil(neededMemoryMiB(model))} MiB of memory, and ${percent(utilisation(peakOf(workload), 1, times))} of one core at the busiest`,
      'a new version of the model is a new version of the application',
    ],
  });
}

function option(
  mode: Option['mode'],
  size: string,
  obstacles: readonly Obstacle[],
  rest: {
    readonly count?: number | undefined;
    readonly expectedMillis?: number | undefined;
    readonly monthly: number | null;
    readonly notes: readonly string[];
  },
): Option {
  const { count, expectedMillis, monthly, notes } = rest;
  const fits = obstacles.length === 0;
  return {
    mode,
    size,
    fits,
    obstacles,
    ...(fits && count !== undefined ? { count } : {}),
    ...(expectedMillis === undefined ? {} : { expectedMillis: Number(expectedMillis.toPrecision(3)) }),
    monthly: fits && monthly !== null ? Number(monthly.toFixed(2)) : null,
    notes,
  };
}

function roomOf(mode: Room['mode'], { name, memoryGiB, gpus, gpuMemoryGiB }: InstanceFacts): Room {
  return { mode, name, memoryMiB: memoryGiB * MIB_PER_GIB, gpuMemoryMiB: gpus * gpuMemoryGiB * MIB_PER_GIB };
}

function needsOf(model: MeasuredModel, { slowest }: ServiceTimes): MeasuredModel {
  return { ...model, slowestMillis: slowest };
}

function tooSlow(times: ServiceTimes, expected: number, count: number | undefined, promised: number): Obstacle[] {
  if (count !== undefined && expected <= promised) return [];
  const text =
    times.p99 > promised
      ? `ninety-nine of a hundred answers take ${millisText(times.p99)}, and ${durationText(promised)} are promised`
      : `at the busiest ${MOST_INSTANCES} instances do not keep to ${durationText(promised)}`;
  return [{ kind: 'timeout', text }];
}

function leastInstances(isEnough: (count: number) => boolean): number | undefined {
  for (let count = 1; count <= MOST_INSTANCES; count += 1) if (isEnough(count)) return count;
  return undefined;
}

function instancesPrice({ prices }: Planning, type: string, of: 'hosting' | 'batch', hours: number): number | null {
  const price = prices?.instances[type]?.[of];
  return price === undefined ? null : price * hours;
}

function peakOf({ perMinute = 0, peakPerMinute = perMinute }: Workload): number {
  return peakPerMinute;
}

const LEAST_SHARE = 1e-6;

function percent(share: number): string {
  // One in a million is nothing that anybody could measure.
  if (share > 0 && share < LEAST_SHARE) return 'less than 0.0001 %';
  return `${Number((share * 100).toPrecision(2))} %`;
}

function millisText(millis: number): string {
  return `${Number(millis.toPrecision(3))} ms`;
}

function round(millis: number): number {
  return Math.ceil(millis / MINUTE) * MINUTE;
}
