import { closedWindows, DAY_MILLIS, dayOf } from '../../../core/drift/monitor/window.js';
import { calibratedBy, estimatedQuality } from '../../../core/quality/cohorts/estimate.js';
import { answersOf } from './day-answers.js';
import type { EstimateRecord } from './estimate-record.js';
import type { Tick } from './integrity-tick.js';
import { RESERVE_MILLIS } from './quality-tick.js';

/** Days that nobody estimated when they were over are caught up for so long. */
const CATCH_UP_DAYS = 3;
/** Days that are kept. */
const KEPT_DAYS = 60;

const NO_LABELS: ReadonlyMap<string, string> = new Map();

/**
 * Says of each day that is over what its metrics come to if the probabilities are right, long before its labels are due. Nothing is judged by it: it is
 * blind to concept drift.
 */
export async function estimateTick(tick: Tick): Promise<EstimateRecord[]> {
  const { at, settings, results, world } = tick;
  const { quality } = settings;
  if (quality === undefined) return [];
  const known = await results.estimates();
  const due = closedWindows(at, DAY_MILLIS, CATCH_UP_DAYS * DAY_MILLIS).filter(({ from }) => !known.some(({ day }) => day === dayOf(from)));
  if (due.length === 0) return [];
  const calibrated = calibratedBy(await results.calibration());
  const done: EstimateRecord[] = [];
  for (const window of due) {
    if (world.remainingMillis() < RESERVE_MILLIS) break;
    const { joined, scoring } = await answersOf(tick, quality, window, NO_LABELS);
    const cohort = joined.cohorts.find(({ day }) => day === dayOf(window.from));
    const estimated = cohort === undefined ? undefined : estimatedQuality(cohort, scoring, calibrated);
    done.push({
      day: dayOf(window.from),
      answers: cohort?.said.length ?? 0,
      ...(estimated === undefined ? {} : { estimated }),
      readAt: new Date(at).toISOString(),
    });
  }
  if (done.length === 0) return [];
  await results.putEstimates([...known, ...done].toSorted((one, other) => (one.day < other.day ? -1 : 1)).slice(-KEPT_DAYS));
  const metrics = done.findLast(({ estimated }) => estimated !== undefined)?.estimated?.metrics ?? {};
  const estimates = Object.keys(quality.atLeast).flatMap((metric) =>
    metrics[metric] === undefined ? [] : [{ metric, value: metrics[metric] }],
  );
  if (estimates.length > 0) await world.publish({ at, data: [], features: [], estimates });
  for (const { day, answers, estimated } of done)
    world.log({ event: 'estimate', day, answers, ...(estimated === undefined ? {} : { note: estimated.note }) });
  return done;
}
