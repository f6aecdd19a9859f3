import { BATCH_VARIABLE, readBatchSettings } from '../../../core/batch/settings.js';
import { readContainers } from '../../assembly/containers.js';
import { coverageOf } from '../../assembly/coverage.js';
import { readObjectRules, readSchedules } from '../../assembly/schedules.js';
import type { FoundEntry } from '../../assembly/service-entry.js';
import type { ReadStack } from '../../assembly/stacks.js';
import { text } from '../../assembly/values.js';
import type { ContainerPlan } from '../../plan.js';
import type { BatchJobPlan } from './batch-job-plan.js';
import { allFunctions } from './read-functions.js';

const MODEL = 'AWS::SageMaker::Model';

/** The batch deployments of stacks that have been read. */
export function batchJobsOf(stacks: readonly ReadStack[], root: string): BatchJobPlan[] {
  return stacks.flatMap((stack) =>
    stack.entries.filter(({ entry }) => entry.stateMachineLogicalId !== undefined).map((entry) => readJob(stack, entry, root)),
  );
}

function readJob(stack: ReadStack, { path, entry }: FoundEntry, root: string): BatchJobPlan {
  const { scope } = stack;
  const { region, account } = scope.location;
  const definition = text(scope.properties(entry.stateMachineLogicalId ?? '')['DefinitionString']);
  const all = allFunctions(stack);
  const called = all.filter(({ arn }) => definition?.includes(`"${arn}"`) ?? false);
  const models = scope.resources(MODEL).filter(({ logicalId }) => definition?.includes(`"${String(scope.nameOf(logicalId))}"`) ?? false);
  const read = models.flatMap(({ logicalId }) => readContainers(stack, logicalId, { root, models: entry.models }));
  const containers = read.flatMap((each) => (each.ok ? [each.container] : []));
  const settings = called.map(({ environment }) => environment?.[BATCH_VARIABLE]).find((each) => each !== undefined);
  // Beside those that the state machine calls, the one that looks at freshness: it is told the same.
  const functions = all.filter(
    (each) => called.includes(each) || (settings !== undefined && each.environment?.[BATCH_VARIABLE] === settings),
  );
  const machine = String(scope.ref(entry.stateMachineLogicalId ?? ''));
  const targets = [machine, ...functions.map(({ arn }) => arn)];
  const refused =
    definition === undefined || settings === undefined
      ? 'its state machine refers to what only a deployment knows'
      : (read.flatMap((each) => (each.ok ? [] : [`${each.what}: ${each.reason}`]))[0] ?? seriesProblem(containers));
  return {
    path,
    stack: stack.path,
    stage: stack.stage,
    place: { ...scope.placeOf(entry.stateMachineLogicalId ?? ''), path },
    region,
    account,
    definition: definition === undefined ? undefined : JSON.parse(definition),
    functions,
    containers,
    settings: readBatchSettings({ [BATCH_VARIABLE]: settings }),
    machine,
    schedules: readSchedules(stack, targets),
    objectRules: readObjectRules(stack, targets),
    covers: coverageOf(stack.metadata, path, true, undefined),
    ...(refused === undefined ? {} : { refused }),
  };
}

function seriesProblem(containers: readonly ContainerPlan[]): string | undefined {
  return containers.length === 1 ? undefined : `${containers.length} containers in series; a job is played with one`;
}
