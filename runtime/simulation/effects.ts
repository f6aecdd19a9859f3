import type { Disturbance, Interval } from '../faults/disturbance.js';

/** All that is different in one minute, whatever faults are about. */
export interface Effects {
  readonly traffic: number;
  readonly retries: number;
  readonly serviceTimes: readonly NonNullable<Disturbance['serviceTime']>[];
  /** Share of the requests that the model fails at, and refuses, on account of faults. */
  readonly failing: number;
  readonly refusing: number;
  readonly wrong: number;
  readonly changedRows: number;
  readonly bodyBytes: number | undefined;
  readonly refusedInFront: number;
  readonly memoryPercent: number;
  readonly diskPercent: number;
  /** Minutes that a new instance comes late; Infinity where none comes. */
  readonly newInstancesLate: number;
}

const CLIENT_ERROR = 400;
const SERVER_ERROR = 500;

/** Puts the disturbances of a minute together: factors multiply, chances add up as those of independent events, amounts add. */
export function effectsAt(intervals: readonly Interval[], minute: number): Effects {
  const active = intervals.filter(({ from, to }) => minute >= from && minute < to).map(({ disturbance }) => disturbance);
  const failing = (least: number, below: number): number =>
    either(active.map(({ failing: each }) => (each !== undefined && each.status >= least && each.status < below ? each.share : 0)));
  return {
    traffic: active.reduce((product, { traffic = 1 }) => product * traffic, 1),
    retries: active.reduce((most, { retries = 0 }) => Math.max(most, retries), 0),
    serviceTimes: active.flatMap(({ serviceTime }) => serviceTime ?? []),
    failing: failing(SERVER_ERROR, Number.POSITIVE_INFINITY),
    refusing: failing(CLIENT_ERROR, SERVER_ERROR),
    wrong: either(active.map(({ wrongAnswers }) => wrongAnswers?.share ?? 0)),
    changedRows: either(active.map(({ changedRows }) => changedRows?.share ?? 0)),
    bodyBytes: active.findLast(({ bodyBytes }) => bodyBytes !== undefined)?.bodyBytes,
    refusedInFront: either(active.map(({ refusedInFront = 0 }) => refusedInFront)),
    memoryPercent: active.reduce((sum, { memoryPercentPerMinute = 0 }) => sum + memoryPercentPerMinute, 0),
    diskPercent: active.reduce((sum, { diskPercentPerMinute = 0 }) => sum + diskPercentPerMinute, 0),
    newInstancesLate: active.reduce(
      (late, { newInstances }) => (newInstances === 'none' ? Number.POSITIVE_INFINITY : late + (newInstances?.lateMinutes ?? 0)),
      0,
    ),
  };
}

/** Chance that at least one of independent events happens. */
function either(chances: readonly number[]): number {
  return 1 - chances.reduce((none, chance) => none * (1 - chance), 1);
}
