import { resolve } from 'node:path';
import { z } from 'zod';
import { SlipwayError, type Place } from '../../../core/errors/index.js';
import { PIPELINE_ENTRY_VERSION, PIPELINE_METADATA, type PipelineEntry } from '../../../core/pipeline/index.js';
import { readContainers, type ReadContainer } from '../../assembly/containers.js';
import { coverageOf } from '../../assembly/coverage.js';
import { readObjectRules, readSchedules } from '../../assembly/schedules.js';
import { SERVICE_MODELS } from '../../assembly/service-entry.js';
import { readStacks, type ReadStack } from '../../assembly/stacks.js';
import { placeOf } from '../../assembly/places.js';
import { readFunctions } from '../declared/read-functions.js';
import type { Coverage, ObjectRulePlan, SchedulePlan } from '../../plan.js';
import type { FunctionSpec } from '../lambda/function-spec.js';

/** A pipeline that was synthesized. */
export interface PipelinePlan {
  /** Construct path. */
  readonly path: string;
  readonly place: Place;
  readonly entry: PipelineEntry;
  /** The state machine as it will be deployed. */
  readonly definition: unknown;
  /** Root of the assembly, below which the code of local commands lies. */
  readonly assembly: string;
  /** The containers of the models that its steps score with, by step. */
  readonly models: { readonly [step: string]: readonly ReadContainer[] };
  /** The functions that its steps call. */
  readonly functions: readonly FunctionSpec[];
  readonly region: string;
  readonly account: string;
  readonly stack: string;
  readonly stage: string;
  /** ARN of the state machine. */
  readonly machine: string;
  /** What starts it by the clock. */
  readonly schedules: readonly SchedulePlan[];
  readonly objectRules: readonly ObjectRulePlan[];
  /** Of which troubles a blind spot counts against it. */
  readonly covers: Coverage;
}

const ENTRY = z.looseObject({
  version: z.literal(PIPELINE_ENTRY_VERSION),
  pipeline: z.string(),
  stateMachine: z.string(),
  database: z.string(),
  tables: z.record(
    z.string(),
    z.looseObject({
      name: z.string(),
      format: z.enum(['jsonl', 'csv', 'parquet']),
      location: z.string(),
      columns: z.record(z.string(), z.string()).optional(),
      local: z.string().optional(),
    }),
  ),
  steps: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.enum([
        'sql',
        'check',
        'lambda',
        'processing',
        'training',
        'transform',
        'evaluation',
        'gate',
        'registration',
        'publication',
        'branch',
        'either',
        'wait',
        'approval',
      ]),
      after: z.array(z.string()),
      reads: z.array(z.string()),
      local: z.object({ folder: z.string(), command: z.array(z.string()) }).optional(),
      model: z.looseObject({ logicalId: z.string(), containers: SERVICE_MODELS }).optional(),
    }),
  ),
});

/** The data pipelines of an assembly. */
export function readPipelines(directory: string): PipelinePlan[] {
  const root = resolve(directory);
  return pipelinesOf(readStacks(root), root);
}

/** The data pipelines of stacks that have been read. */
export function pipelinesOf(stacks: readonly ReadStack[], root: string): PipelinePlan[] {
  return stacks.flatMap((stack) =>
    Object.entries(stack.metadata).flatMap(([key, items]) =>
      items
        .filter(({ type }) => type === PIPELINE_METADATA)
        // The metadata of an artifact tell of its nested stacks too, which have a template of their own.
        .filter(({ data }) => stack.scope.template.Resources?.[stateMachineOf(data)] !== undefined)
        .map(({ data }) => pipelinePlan(key.replace(/^\//, ''), data, stack, root)),
    ),
  );
}

const stateMachineOf = (data: unknown): string => String((data as { readonly stateMachine?: unknown } | undefined)?.stateMachine);

function pipelinePlan(path: string, data: unknown, stack: ReadStack, assembly: string): PipelinePlan {
  const place = { ...placeOf(stack.metadata, path), path };
  const entry = ENTRY.safeParse(stack.scope.resolve(data));
  if (!entry.success)
    throw new SlipwayError(
      'service-entry',
      `the entry of pipeline ${path} is of another version of this package (${entry.error.issues[0]?.message}); synthesize again`,
      place,
    );
  const { DefinitionString: text } = stack.scope.properties(entry.data.stateMachine);
  if (typeof text !== 'string')
    throw new SlipwayError(
      'state-machine-unplayed',
      `the definition of pipeline ${path} depends on what only a deployment decides: ${String(text)}`,
      place,
    );
  const { region, account } = stack.scope.location;
  const machine = String(stack.scope.ref(entry.data.stateMachine));
  const models = entry.data.steps.flatMap(({ name, model }) =>
    model === undefined ? [] : [[name, readContainers(stack, model.logicalId, { root: assembly, models: model.containers })] as const],
  );
  return {
    path,
    place,
    entry: entry.data,
    definition: JSON.parse(text),
    assembly,
    models: Object.fromEntries(models),
    functions: readFunctions(stack, text),
    region,
    account,
    stack: stack.path,
    stage: stack.stage,
    machine,
    schedules: readSchedules(stack, [machine]),
    objectRules: readObjectRules(stack, [machine]),
    covers: coverageOf(stack.metadata, path, true, undefined),
  };
}
