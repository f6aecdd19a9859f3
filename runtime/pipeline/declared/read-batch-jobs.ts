import { resolve } from 'node:path';
import { BATCH_VARIABLE, readBatchSettings, type BatchSettings } from '../../../core/batch/settings.js';
import type { Place } from '../../../core/errors/index.js';
import { readContainers } from '../../assembly/containers.js';
import { coverageOf } from '../../assembly/coverage.js';
import { readObjectRules, readSchedules } from '../../assembly/schedules.js';
import type { FoundEntry } from '../../assembly/service-entry.js';
import { readStacks, type ReadStack } from '../../assembly/stacks.js';
import { text } from '../../assembly/values.js';
import type { ContainerPlan, Coverage, ObjectRulePlan, SchedulePlan } from '../../plan.js';
import type { FunctionSpec } from '../lambda/function-spec.js';
import { allFunctions } from './read-functions.js';

/** A batch deployment as it was synthesized: the state machine, the functions and the model that it calls. */
export interface BatchJobPlan {
  /** Construct path. */
  readonly path: string;
  readonly stack: string;
  readonly stage: string;
  readonly place: Place;
  readonly region: string;
  readonly account: string;
  /** Amazon States Language, with the names that the stack's resources have here. */
  readonly definition: unknown;
  readonly functions: readonly FunctionSpec[];
  readonly containers: readonly ContainerPlan[];
  readonly settings: BatchSettings;
  /** ARN of the state machine. */
  readonly machine: string;
  /** What starts it, and what looks at freshness. */
  readonly schedules: readonly SchedulePlan[];
  readonly objectRules: readonly ObjectRulePlan[];
  /** Of which troubles a blind spot counts against it. */
  readonly covers: Coverage;
  /** What is in the way of playing it; absent where nothing is. */
  readonly refused?: string;
}

const MODEL = 'AWS::SageMaker::Model';

/** Every batch deployment of an assembly. */
export function readBatchJobs(directory: string): BatchJobPlan[] {
  const root = resolve(directory);
  return batchJobsOf(readStacks(root), root);
}

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
