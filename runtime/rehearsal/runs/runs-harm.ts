import { overdueSeconds, type FreshnessRule } from '../../../core/batch/freshness.js';
import { runIdOf, type Pointer } from '../../../core/batch/run.js';
import { countText, minutesText } from '../../report/words.js';
import type { Timeline } from '../timeline.js';
import { minuteOf, millisOf } from './minutes.js';
import type { BatchLeft } from './batch-play.js';
import { promiseText } from './promise-text.js';

/** What a fault did to whoever reads the results. */
export interface RunsHarm {
  /** Records without a result of their own by the end. */
  readonly records: number;
  /** Of those, by a minute of the run. */
  readonly untilMinute: (minute: number) => number;
  /** One clause each; none, no harm. */
  readonly clauses: readonly string[];
}

interface Loss {
  readonly minute: number;
  readonly records: number;
  readonly clause: string;
}

/** What readers read when a play began, and the input that it came of. */
export interface ReadBefore {
  readonly pointer: Pointer;
  readonly digest: string;
}

/** How closely it is looked when a promise is broken, minutes. */
const STEP = 5;
/** A promise that is broken for no longer than this, minutes, is taken as kept. */
const TOLERATED = 10;

/**
 * Reckons harm from what was published, and not from what any metric says: results later than promised, records that came to nothing, rows of
 * before that were published as new, readers who were led back.
 */
export function runsHarm(left: BatchLeft, before: ReadBefore | undefined, rule: FreshnessRule, timeline: Timeline): RunsHarm {
  const losses = [
    ...staleness(left, before, rule, timeline),
    ...ofRuns(left, before, timeline),
    ...ofPointers(left, before, timeline),
  ].toSorted((a, b) => a.minute - b.minute);
  return {
    records: losses.reduce((sum, { records }) => sum + records, 0),
    untilMinute: (minute) => losses.filter((loss) => loss.minute < minute).reduce((sum, { records }) => sum + records, 0),
    clauses: losses.map(({ clause }) => clause),
  };
}

function staleness({ pointers, perRun }: BatchLeft, before: ReadBefore | undefined, rule: FreshnessRule, timeline: Timeline): Loss[] {
  const { faultFrom, minutes } = timeline;
  let first: number | undefined;
  let broken = 0;
  for (let minute = faultFrom; minute < minutes; minute += STEP) {
    const at = millisOf(minute);
    const current = pointers.findLast((each) => each.at <= at)?.pointer ?? before?.pointer;
    const dataTime = current === undefined ? undefined : Date.parse(current.dataTime);
    if (overdueSeconds(rule, dataTime, at, millisOf(0)) === 0) continue;
    first ??= minute;
    broken += STEP;
  }
  if (first === undefined || broken <= TOLERATED) return [];
  const clause = `results were older than promised (${promiseText(rule)}) for ${minutesText(broken)}`;
  return [{ minute: first, records: perRun, clause }];
}

/** What became of the records of the runs that were struck. */
function ofRuns({ records, cycles, perRun }: BatchLeft, before: ReadBefore | undefined, { faultFrom, faultTo }: Timeline): Loss[] {
  const struck = cycles.filter(({ due }) => minuteOf(due) >= faultFrom && minuteOf(due) < faultTo).map(({ due }) => runIdOf(due));
  return records
    .filter(({ record }) => struck.includes(record.runId))
    .flatMap(({ at, record }): Loss[] => {
      const minute = minuteOf(at);
      const earlier = records.findLast((each) => each.at < at)?.record.input.digest ?? before?.digest;
      const unscored = (record.setAside ?? []).reduce((sum, { rows }) => sum + rows, record.rejected);
      const missing = Math.max(0, perRun - record.rowsIn);
      return [
        ...(unscored > 0
          ? [{ minute, records: unscored, clause: `${countText(unscored)} of ${countText(record.rowsIn)} records got no result` }]
          : []),
        ...(missing > 0 ? [{ minute, records: missing, clause: `${countText(missing)} of ${countText(perRun)} records never came` }] : []),
        ...(earlier === record.input.digest && record.published
          ? [{ minute, records: record.rowsIn, clause: 'the input of the run before was scored again and published as new' }]
          : []),
      ];
    });
}

/** The pointer went from newer data to older ones, or told those of before to be new. */
function ofPointers({ pointers, perRun }: BatchLeft, before: ReadBefore | undefined, { faultFrom, faultTo }: Timeline): Loss[] {
  let newest = before?.pointer;
  return pointers.flatMap(({ at, pointer }): Loss[] => {
    const minute = minuteOf(at);
    const last = newest;
    const isOlder = last !== undefined && Date.parse(pointer.dataTime) < Date.parse(last.dataTime);
    if (!isOlder) newest = pointer;
    if (minute < faultFrom || minute >= faultTo || last === undefined) return [];
    if (isOlder) return [{ minute, records: perRun, clause: 'readers were led back to older results' }];
    return last.runId === pointer.runId && last.dataTime !== pointer.dataTime
      ? [{ minute, records: perRun, clause: `${countText(perRun)} of ${countText(perRun)} records never came` }]
      : [];
  });
}
