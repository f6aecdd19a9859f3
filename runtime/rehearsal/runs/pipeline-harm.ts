import { plural } from '../../report/words.js';
import type { RunsDisturbance } from '../../faults/runs-disturbance.js';
import type { Timeline } from '../timeline.js';
import type { Cycle } from './cycles.js';
import { minuteOf } from './minutes.js';
import type { RunOfPipeline } from './pipeline-play.js';
import type { RunsHarm } from './runs-harm.js';

/** What is to be known of a play of a pipeline. */
export interface PipelineLeft {
  readonly done: readonly RunOfPipeline[];
  readonly cycles: readonly Cycle[];
  readonly disturbance: RunsDisturbance;
}

/**
 * Reckons harm from the records of runs, and not from what any metric says: a run that came to nothing, one that was done twice, one that read
 * what was there before its input came, one that took broken rows for whole.
 */
export function pipelineHarm({ done, cycles, disturbance }: PipelineLeft, { faultFrom, faultTo, minutes }: Timeline): RunsHarm {
  const struck = cycles.filter(({ due }) => minuteOf(due) >= faultFrom && minuteOf(due) < faultTo);
  const losses = struck.flatMap(({ due, inputAt }) => {
    const own = done.filter(({ time }) => time === due);
    const [first] = own;
    if (first === undefined) return [{ minute: minuteOf(due), clause: 'the run came to nothing: what it makes is that of the run before' }];
    const minute = minuteOf(first.at);
    return [
      ...(own.length > 1 ? [{ minute, clause: `it was run ${plural(own.length, 'time')}` }] : []),
      ...(first.newest !== undefined && first.newest < inputAt
        ? [{ minute, clause: 'the run read what was there before its input came' }]
        : []),
      ...(disturbance.inputCut === true ? [{ minute, clause: 'the run took an object that was cut off for whole' }] : []),
      ...(disturbance.inputChanged === undefined ? [] : [{ minute, clause: 'the run took columns that had changed for what they were' }]),
    ];
  });
  const before = (minute: number): number => (losses.some((loss) => loss.minute < minute) ? 1 : 0);
  return { records: before(minutes), untilMinute: before, clauses: losses.map(({ clause }) => clause) };
}
