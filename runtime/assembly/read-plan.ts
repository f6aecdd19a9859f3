import { resolve } from 'node:path';
import type { StandInEntry } from '../../core/service/entry.js';
import { batchJobsOf } from '../pipeline/declared/read-batch-jobs.js';
import type { Plan, StackPlan } from '../plan.js';
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
  return {
    directory: root,
    stacks: stacks.map(stackPlan),
    services: services.map((service) => withMonitor(service, monitors)),
    unserved,
    batches: batchJobsOf(stacks, root),
    alarms: readAlarms(stacks),
    stateRules: readStateRules(stacks),
    updateRules: readUpdateRules(stacks),
    refusals: [...refusals, ...readRefusals(stacks)],
    allow,
  };
}

function stackPlan({ path, stage, scope }: ReadStack): StackPlan {
  const { stackName, account, region } = scope.location;
  return { path, stackName, stage, account, region, template: scope.template };
}
