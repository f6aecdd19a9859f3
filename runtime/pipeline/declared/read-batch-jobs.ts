import { resolve } from 'node:path';
import { BATCH_VARIABLE, readBatchSettings, type BatchSettings } from '../../../core/batch/settings.js';
import type { Place } from '../../../core/errors/index.js';
import { readContainers } from '../../assembly/containers.js';
import type { FoundEntry } from '../../assembly/service-entry.js';
import { readStacks, type ReadStack } from '../../assembly/stacks.js';
import { text } from '../../assembly/values.js';
import type { ContainerPlan } from '../../plan.js';
import type { FunctionSpec } from '../lambda/function-spec.js';
import { readFunctions } from './read-functions.js';

/** A batch deployment as it was synthesized: the state machine, the functions and the model that it calls. */
export interface BatchJobPlan {
  /** Construct path. */
  readonly path: string;
  readonly place: Place;
  readonly region: string;
  readonly account: string;
  /** Amazon States Language, with the names that the stack's resources have here. */
  readonly definition: unknown;
  readonly functions: readonly FunctionSpec[];
  readonly containers: readonly ContainerPlan[];
  readonly settings: BatchSettings;
  /** What is in the way of playing it; absent where nothing is. */
  readonly refused?: string;
}

const MODEL = 'AWS::SageMaker::Model';

/** Every batch deployment of an assembly. */
export function readBatchJobs(directory: string): BatchJobPlan[] {
  const root = resolve(directory);
  return readStacks(root).flatMap((stack) =>
    stack.entries.filter(({ entry }) => entry.stateMachineLogicalId !== undefined).map((entry) => readJob(stack, entry, root)),
  );
}

function readJob(stack: ReadStack, { path, entry }: FoundEntry, root: string): BatchJobPlan {
  const { scope } = stack;
  const { region, account } = scope.location;
  const definition = text(scope.properties(entry.stateMachineLogicalId ?? '')['DefinitionString']);
  const functions = readFunctions(stack, definition ?? '');
  const models = scope.resources(MODEL).filter(({ logicalId }) => definition?.includes(`"${String(scope.nameOf(logicalId))}"`) ?? false);
  const read = models.flatMap(({ logicalId }) => readContainers(stack, logicalId, { root, models: entry.models }));
  const containers = read.flatMap((each) => (each.ok ? [each.container] : []));
  const settings = functions.map(({ environment }) => environment?.[BATCH_VARIABLE]).find((each) => each !== undefined);
  const refused =
    definition === undefined || settings === undefined
      ? 'its state machine refers to what only a deployment knows'
      : (read.flatMap((each) => (each.ok ? [] : [`${each.what}: ${each.reason}`]))[0] ?? seriesProblem(containers));
  return {
    path,
    place: { ...scope.placeOf(entry.stateMachineLogicalId ?? ''), path },
    region,
    account,
    definition: definition === undefined ? undefined : JSON.parse(definition),
    functions,
    containers,
    settings: readBatchSettings({ [BATCH_VARIABLE]: settings }),
    ...(refused === undefined ? {} : { refused }),
  };
}

function seriesProblem(containers: readonly ContainerPlan[]): string | undefined {
  return containers.length === 1 ? undefined : `${containers.length} containers in series; a job is played with one`;
}
