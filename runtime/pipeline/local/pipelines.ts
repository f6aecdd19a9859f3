import { z } from 'zod';
import { SlipwayError } from '../../../core/errors/index.js';
import { PIPELINE_ENTRY_VERSION, PIPELINE_METADATA } from '../../../core/pipeline/index.js';
import { readContainers } from '../../assembly/containers.js';
import { coverageOf } from '../../assembly/coverage.js';
import { readObjectRules, readSchedules } from '../../assembly/schedules.js';
import { SERVICE_MODELS } from '../../assembly/service-entry.js';
import type { ReadStack } from '../../assembly/stacks.js';
import { placeOf } from '../../assembly/places.js';
import { readFunctions } from '../declared/read-functions.js';
import type { PipelinePlan } from './pipeline-plan.js';

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
        'map',
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
