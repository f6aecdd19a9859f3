import { resolve } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import type { StandInEntry } from '../../core/service/entry.js';
import { batchJobsOf } from '../pipeline/declared/batch-jobs.js';
import type { PipelinePlan } from '../pipeline/local/pipeline-plan.js';
import { pipelinesOf } from '../pipeline/local/pipelines.js';
import type { Plan, Refusal, StackPlan } from '../plan.js';
import { readAlarms } from './alarms.js';
import { readMonitors, withMonitor } from './monitors.js';
import { readRefusals } from './not-played.js';
import { declaredEndpoints, readServices } from './services.js';
import { readSlipwayJson, withStandIns } from './slipway-json.js';
import { readStateRules } from './state-rules.js';
import { readStacks, type ReadStack } from './stacks.js';
import { readUpdateRules } from './update-rules.js';

/**
 * Reads a cloud assembly: endpoints that can be played, alarms, and by name what cannot. Runs nothing and asks no account.
 *
 * @param directory folder that `cdk synth` wrote, or that of one of its stages
 * @param standIns what answers for endpoints, by construct path, before what the app says of itself
 */
export function readPlan(directory: string, standIns: Readonly<Record<string, StandInEntry>> = {}): Plan {
  const root = resolve(directory);
  const stacks = readStacks(root);
  const endpoints = declaredEndpoints(stacks);
  const { services: saidByApp, allow } = readSlipwayJson(
    root,
    endpoints.map(({ path }) => path),
    stacks.map(({ path }) => path),
  );
  const said = withStandIns(
    saidByApp,
    standIns,
    endpoints.map(({ path }) => path),
  );
  const { services, unserved, refusals } = readServices(endpoints, stacks, root, said);
  const monitors = readMonitors(stacks);
  const { pipelines, refused } = readablePipelines(stacks, root);
  return {
    directory: root,
    stacks: stacks.map(stackPlan),
    services: services.map((service) => withMonitor(service, monitors)),
    unserved,
    batches: batchJobsOf(stacks, root),
    pipelines,
    alarms: readAlarms(stacks),
    stateRules: readStateRules(stacks),
    updateRules: readUpdateRules(stacks),
    refusals: [...refusals, ...refused, ...readRefusals(stacks)],
    allow,
  };
}

/** A pipeline that cannot be read keeps nothing else from being played. */
function readablePipelines(
  stacks: readonly ReadStack[],
  root: string,
): { readonly pipelines: readonly PipelinePlan[]; readonly refused: readonly Refusal[] } {
  const found = stacks.map((stack): { pipelines: PipelinePlan[]; refused: Refusal[] } => {
    try {
      return { pipelines: pipelinesOf([stack], root), refused: [] };
    } catch (cause) {
      if (!(cause instanceof SlipwayError)) throw cause;
      const { place, message: reason } = cause;
      return { pipelines: [], refused: [{ path: place.path ?? stack.path, place, what: 'data pipeline', reason }] };
    }
  });
  return { pipelines: found.flatMap(({ pipelines }) => pipelines), refused: found.flatMap(({ refused }) => refused) };
}

function stackPlan({ path, stage, scope }: ReadStack): StackPlan {
  const { stackName, account, region } = scope.location;
  return { path, stackName, stage, account, region, template: scope.template };
}
