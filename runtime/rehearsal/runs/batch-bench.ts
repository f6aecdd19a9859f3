import type { AlarmDefinition } from '../../../core/alarms/index.js';
import type { RunRecord } from '../../../core/batch/record.js';
import { RUN_KEYS, type Pointer } from '../../../core/batch/run.js';
import type { RecordsProfile } from '../../measuring/profile.js';
import { checkDefinition } from '../../pipeline/check/check-definition.js';
import type { BatchJobPlan } from '../../pipeline/declared/batch-job-plan.js';
import { JsonataEvaluator } from '../../pipeline/jsonata/evaluator.js';
import type { MemoryBuckets } from '../../pipeline/s3/memory-buckets.js';
import { BATCH_TASKS, BatchPlay, type BatchGround } from './batch-play.js';
import { evaluated, type RunsBench, type RunsTrial } from './runs-bench.js';
import { runsHarm, type ReadBefore } from './runs-harm.js';
import type { RunsSpec } from './runs-play.js';

/**
 * A batch deployment with its alarms, ready for plays: the state machine that was synthesized, the steps that run in the account, the schedules
 * that start them, on a simulated clock and over objects in memory.
 */
export class BatchBench implements RunsBench {
  private constructor(private readonly ground: BatchGround) {}

  static async open(plan: BatchJobPlan, records: RecordsProfile): Promise<BatchBench> {
    const machine = await checkDefinition(plan.definition, BATCH_TASKS, plan.place);
    return new BatchBench({ plan, machine, records, evaluator: new JsonataEvaluator() });
  }

  get plan(): BatchJobPlan {
    return this.ground.plan;
  }

  async close(): Promise<void> {
    await this.ground.evaluator.close();
  }

  async run(spec: RunsSpec, alarms: readonly AlarmDefinition[]): Promise<RunsTrial> {
    const play = new BatchPlay(this.ground, spec);
    await play.run();
    const { left, buckets, store } = play;
    return {
      ...evaluated(alarms, store, spec),
      buckets,
      store,
      done: left.records.reduce((sum, { record }) => sum + record.rowsIn, 0),
      harm: (timeline, before) => runsHarm(left, readBefore(before, this.plan), this.plan.settings.freshness, timeline),
    };
  }
}

function readBefore(buckets: MemoryBuckets, { settings: { output } }: BatchJobPlan): ReadBefore | undefined {
  const pointer = jsonAt<Pointer>(buckets, output + RUN_KEYS.pointer);
  const record = pointer === undefined ? undefined : jsonAt<RunRecord>(buckets, output + RUN_KEYS.record(pointer.runId));
  return pointer === undefined || record === undefined ? undefined : { pointer, digest: record.input.digest };
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what the object holds is the caller's to say
function jsonAt<T>(buckets: MemoryBuckets, uri: string): T | undefined {
  const found = buckets.get(uri);
  return found === undefined ? undefined : (JSON.parse(Buffer.from(found.bytes).toString('utf8')) as T);
}
