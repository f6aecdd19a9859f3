import { DAY_MILLIS, dayOf, type Window } from '../../../core/drift/monitor/window.js';
import type { QualitySettings } from '../../../core/drift/monitor/settings.js';
import { withCohort, type CalibrationCounts } from '../../../core/quality/cohorts/calibration-counts.js';
import { calibratedBy } from '../../../core/quality/cohorts/estimate.js';
import { judgeQuality, markFailures } from '../../../core/quality/cohorts/judge-quality.js';
import { qualityData, qualityValues } from '../../../core/quality/cohorts/quality-data.js';
import { scoredCohort } from '../../../core/quality/cohorts/scored-cohort.js';
import { BrokenCount } from '../broken-count.js';
import { readLabels } from '../labels.js';
import { isTable, readSource } from '../read-table.js';
import type { CohortRecord } from './cohort-record.js';
import { answersOf } from './day-answers.js';
import type { Tick } from './integrity-tick.js';

/** A day is judged again while labels come, for so long after they were due. */
const RESTATED_DAYS = 7;
/** And so often at most. */
const AGAIN_MILLIS = 20 * 3_600_000;
/** Time that is kept back to store what was judged. */
export const RESERVE_MILLIS = 60_000;
/** Days that are kept to tell which fail twice running. */
const KEPT_DAYS = 60;

/** Judges the days whose labels are due by now, and again those of which more came. */
export async function qualityTick(tick: Tick): Promise<CohortRecord[]> {
  const { at, settings, results, world } = tick;
  const { quality } = settings;
  if (quality === undefined || world.labels === undefined) return [];
  const known = await results.cohorts();
  const due = dueDays(at, quality).filter((day) => isOpen(known.get(dayOf(day.from)), at));
  if (due.length === 0) return [];
  const labels = await labelsSince(tick, Math.min(...due.map(({ from }) => from)));
  const done: CohortRecord[] = [];
  let calibration = await results.calibration();
  for (const day of due) {
    if (done.length > 0 && world.remainingMillis() < RESERVE_MILLIS) break;
    const judged = await judgeDay(tick, quality, day, labels, calibration, known.get(dayOf(day.from)));
    if (judged === undefined) continue;
    const { record } = judged;
    await results.putCohort(record);
    if (judged.calibration !== calibration) await results.putCalibration((calibration = judged.calibration));
    known.set(record.day, record);
    done.push(record);
    world.log({ event: 'cohort', day: record.day, state: record.state, answers: record.answers, labels: record.labels });
  }
  if (done.length === 0) return [];
  const all = markFailures([...known.values()].toSorted((one, other) => (one.day < other.day ? -1 : 1))).slice(-KEPT_DAYS);
  await results.putCohorts(all);
  await world.publish({ at, data: qualityData(all, quality.atLeast, at), features: [], qualities: qualityValues(all, quality.atLeast) });
  return all.filter(({ day }) => done.some((record) => record.day === day));
}

/** Days whose last label is due at a time and was not before the last week, oldest first. */
function dueDays(at: number, { labelDelayMillis }: QualitySettings): Window[] {
  const end = Math.floor((at - labelDelayMillis) / DAY_MILLIS) * DAY_MILLIS;
  return Array.from({ length: RESTATED_DAYS + 1 }, (_, index) => {
    const to = end - (RESTATED_DAYS - index) * DAY_MILLIS;
    return { from: to - DAY_MILLIS, to };
  });
}

function isOpen(record: CohortRecord | undefined, at: number): boolean {
  return record === undefined || (record.coverage < 1 && at - Date.parse(record.readAt) >= AGAIN_MILLIS);
}

/** Labels that were written since a time: no label is older than its answer. */
async function labelsSince({ settings: { quality }, world }: Tick, from: number): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  const folder = world.labels;
  if (folder === undefined || quality === undefined) return labels;
  const broken = new BrokenCount();
  const options = { inputs: [], outputs: [], onBroken: broken.add.bind(broken) };
  const into = { label: (id: string, label: string) => void labels.set(id, label) };
  let lost = 0;
  for await (const object of folder.list(quality.labels.key)) {
    if (object.modified < from || !isTable(object.key)) continue;
    lost += await readLabels(readSource(folder.source(object), options), { id: 'id', label: 'label' }, into);
  }
  if (broken.count + lost > 0) world.log({ event: 'labels-broken', records: broken.count + lost, first: broken.first });
  return labels;
}

/** A day as it is known now, and the labelled scores that it adds to the calibration. */
interface Judged {
  readonly record: CohortRecord;
  readonly calibration: CalibrationCounts;
}

/** Undefined where there was no answer on the day. */
async function judgeDay(
  tick: Tick,
  quality: QualitySettings,
  day: Window,
  labels: ReadonlyMap<string, string>,
  calibration: CalibrationCounts,
  before: CohortRecord | undefined,
): Promise<Judged | undefined> {
  const { segments, groups, labelDelayMillis, labelledShare, atLeast } = quality;
  const { joined, scoring } = await answersOf(tick, quality, day, labels);
  const rules = {
    now: tick.at,
    labelDelay: labelDelayMillis,
    labelledShare,
    segments,
    groups,
    calibrated: calibratedBy(calibration),
    ...(before === undefined ? {} : { before: [before] }),
  };
  // A day whose classes do not give a metric, such as one without any positive, is no reason to fail the others.
  const known = judgeQuality(joined, scoring, { ...rules, atLeast: {} }).cohorts[0];
  const bars = Object.fromEntries(Object.entries(atLeast).filter(([name]) => known?.metrics[name] !== undefined));
  const name = dayOf(day.from);
  const answered = joined.cohorts.find((each) => each.day === name);
  const cohort = judgeQuality(joined, scoring, { ...rules, atLeast: bars }).cohorts.find((each) => each.day === name);
  if (answered === undefined || cohort === undefined) return undefined;
  return {
    record: { version: 1, ...cohort, readAt: new Date(tick.at).toISOString() },
    calibration: cohort.state === 'judged' ? withCohort(calibration, name, scoredCohort(answered, scoring).scored) : calibration,
  };
}
