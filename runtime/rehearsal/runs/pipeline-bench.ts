import type { AlarmDefinition } from '../../../core/alarms/index.js';
import type { PipelineProfile } from '../../measuring/profile.js';
import { checkDefinition } from '../../pipeline/check/check-definition.js';
import { JsonataEvaluator } from '../../pipeline/jsonata/evaluator.js';
import type { PipelinePlan } from '../../pipeline/local/pipeline-plan.js';
import { pipelineHarm } from './pipeline-harm.js';
import { PipelinePlay, playedTasks, type PipelineGround } from './pipeline-play.js';
import { evaluated, type RunsBench, type RunsTrial } from './runs-bench.js';
import type { RunsSpec } from './runs-play.js';

/** A data pipeline with its alarms, ready for plays: the state machine that was synthesized, its steps as they were measured. */
export class PipelineBench implements RunsBench {
  private constructor(private readonly ground: PipelineGround) {}

  static async open(plan: PipelinePlan, profile: PipelineProfile): Promise<PipelineBench> {
    const machine = await checkDefinition(plan.definition, playedTasks(plan.definition), plan.place);
    return new PipelineBench({ plan, machine, profile, evaluator: new JsonataEvaluator() });
  }

  get plan(): PipelinePlan {
    return this.ground.plan;
  }

  async close(): Promise<void> {
    await this.ground.evaluator.close();
  }

  async run(spec: RunsSpec, alarms: readonly AlarmDefinition[]): Promise<RunsTrial> {
    const play = new PipelinePlay(this.ground, spec);
    await play.run();
    const { done, cycles, buckets, store } = play;
    const disturbance = spec.fault?.disturbance ?? {};
    return {
      ...evaluated(alarms, store, spec),
      buckets,
      store,
      done: done.length,
      harm: (timeline) => pipelineHarm({ done, cycles, disturbance }, timeline),
    };
  }
}
