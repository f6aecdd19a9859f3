import type { Target } from '../../faults/fault.js';
import type { BatchJobPlan } from '../../pipeline/declared/batch-job-plan.js';
import type { PipelinePlan } from '../../pipeline/local/pipeline-plan.js';
import type { Coverage } from '../../plan.js';
import type { Profile } from '../../measuring/profile.js';
import type { Figure, RunsReport } from '../../report/rehearsal-report.js';
import { RUN_CONSTANTS } from '../../simulation/run-constants.js';
import { pipelineProfileOf, recordsOf } from '../measure-services.js';
import { BatchBench } from './batch-bench.js';
import { startedBy, type StartedPlan } from './cycles.js';
import { PipelineBench } from './pipeline-bench.js';
import { promiseText } from './promise-text.js';
import type { RunsBench } from './runs-bench.js';

/** A deployment that runs and ends, ready to be rehearsed. */
export interface Deployed {
  readonly covers: Coverage;
  readonly target: Target;
  /** Why nothing of it can be played; absent where it can. */
  readonly refused?: string;
  readonly open: () => Promise<RunsBench>;
  readonly runs: RunsReport;
  readonly measured: readonly Figure[];
}

export function batchDeployed(job: BatchJobPlan, profile: Profile): Deployed {
  const records = recordsOf(profile, job);
  return {
    covers: job.covers,
    target: targetOf(job, 'batch'),
    ...(records.usual === 'answered' ? {} : { refused: `its job does not answer a usual record: ${records.because ?? records.usual}` }),
    open: () => BatchBench.open(job, records),
    runs: {
      promise: promiseText(job.settings.freshness),
      started: startedText(job),
      records: RUN_CONSTANTS.recordsOfInput.value,
    },
    measured: [
      {
        name: 'time per record',
        value: records.millis,
        unit: 'ms',
        basis: 'measured',
        source: `this machine, a job over rows of ${records.rows}`,
      },
    ],
  };
}

export function pipelineDeployed(pipeline: PipelinePlan, profile: Profile): Deployed {
  const found = pipelineProfileOf(profile, pipeline);
  const seconds = Object.values(found.usual).reduce((sum, outcome) => sum + outcome.seconds, 0);
  return {
    covers: pipeline.covers,
    target: targetOf(pipeline, 'pipeline', found.because === undefined ? found : undefined),
    ...(found.because === undefined
      ? {}
      : { refused: `its run over the files that stand for its tables does not succeed: ${found.because}` }),
    open: () => PipelineBench.open(pipeline, found),
    runs: { promise: null, started: startedText(pipeline), records: null },
    measured: [
      {
        name: 'time of its tasks',
        value: Number(seconds.toPrecision(3)),
        unit: 's',
        basis: 'measured',
        source: 'this machine, over the files that stand for its tables',
      },
    ],
  };
}

function startedText({ schedules, machine }: StartedPlan): string {
  const own = schedules.filter(({ target }) => target === machine);
  return own.length > 0 ? own.map(({ expression, timeZone }) => `${expression} ${timeZone}`).join(', ') : 'when its input has come';
}

function targetOf(plan: StartedPlan, mode: 'batch' | 'pipeline', measured?: RunsTargetFiles): Target {
  return {
    mode,
    requestsPerMinute: 0,
    quietestPerMinute: 0,
    trafficPromised: false,
    scales: false,
    instances: 1,
    watched: { nothing: 'a drift monitor of what runs and ends is not played' },
    labels: { unknown: 'labels of what runs and ends are not played' },
    update: { refused: 'it is no endpoint', guarded: false },
    runs: {
      startedBy: startedBy(plan),
      ways: (['cut', 'renamed', 'retyped'] as const).filter((way) => Object.keys(measured?.[way] ?? {}).length > 0),
    },
  };
}

type RunsTargetFiles = Readonly<Record<'cut' | 'renamed' | 'retyped', object>>;
