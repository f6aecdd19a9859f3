import { existsSync } from 'node:fs';
import { z } from 'zod';
import { readDocument } from '../../core/drift/monitor/document.js';
import { MONITOR_VARIABLES, monitorSettings } from '../../core/drift/monitor/settings.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { MonitorPlan, ServicePlan } from '../plan.js';
import { readJson } from './read-json.js';
import type { ReadStack } from './stacks.js';
import { Unknown } from './unknown.js';
import { record, text } from './values.js';

const FUNCTION = 'AWS::Lambda::Function';
const SCHEDULE = 'AWS::Scheduler::Schedule';
const STATE_MACHINE = 'AWS::StepFunctions::StateMachine';

/** A monitor, and the endpoint that it watches. */
export interface DeclaredMonitor {
  readonly stage: string;
  readonly endpointName: string;
  readonly monitor: MonitorPlan;
}

/** Every drift monitor of the stacks: a function that is told what it has to know in its environment, and the schedules that call it. */
export function readMonitors(stacks: readonly ReadStack[]): DeclaredMonitor[] {
  return stacks.flatMap((stack) =>
    stack.scope.resources(FUNCTION).flatMap(({ logicalId }): DeclaredMonitor[] => {
      const variables = record(record(stack.scope.properties(logicalId)['Environment'])?.['Variables']) ?? {};
      if (variables[MONITOR_VARIABLES.document] === undefined) return [];
      const monitor = readMonitor(stack, logicalId, variables);
      return monitor === undefined ? [] : [{ stage: stack.stage, ...monitor }];
    }),
  );
}

/** A service with the monitor that watches it. */
export function withMonitor(service: ServicePlan, monitors: readonly DeclaredMonitor[]): ServicePlan {
  const found = monitors.find(({ stage, endpointName }) => stage === service.stage && endpointName === service.endpointName);
  return found === undefined ? service : { ...service, monitor: found.monitor };
}

function readMonitor(
  stack: ReadStack,
  logicalId: string,
  variables: Readonly<Record<string, unknown>>,
): Omit<DeclaredMonitor, 'stage'> | undefined {
  const texts = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textIn(value)]));
  const file = stack.assets.fileByKey(documentKey(stack, logicalId) ?? '');
  if (file === undefined || !existsSync(file)) return undefined;
  try {
    const settings = monitorSettings(texts);
    if (settings.endpoint === undefined) return undefined;
    return {
      endpointName: settings.endpoint.name,
      monitor: { settings, document: readDocument(readJson(file, z.unknown()), file), scheduled: scheduledTasks(stack, logicalId) },
    };
  } catch (cause) {
    // What the monitor itself could not start with is not played; its alarms then say so.
    if (cause instanceof SlipwayError) return undefined;
    throw cause;
  }
}

/** The object's key ends in the hash of its content, whatever the bucket is called. */
function documentKey({ scope }: ReadStack, logicalId: string): string | undefined {
  return /[0-9a-f]{64}\.json/.exec(JSON.stringify(scope.template.Resources?.[logicalId] ?? {}))?.[0];
}

/** Tasks that a schedule that is switched on calls the function for, itself or by a state machine that calls the function. */
function scheduledTasks({ scope }: ReadStack, functionId: string): string[] {
  const arn = JSON.stringify(scope.resolve({ 'Fn::GetAtt': [functionId, 'Arn'] }));
  const machines = scope
    .resources(STATE_MACHINE)
    .filter(({ logicalId }) => JSON.stringify(scope.template.Resources?.[logicalId] ?? {}).includes(`"${functionId}"`))
    .map(({ logicalId }) => JSON.stringify(scope.resolve({ Ref: logicalId })));
  const callers = [arn, ...machines];
  return scope.resources(SCHEDULE).flatMap(({ logicalId }) => {
    const { Target, State } = scope.properties(logicalId);
    const target = record(Target);
    if (State === 'DISABLED' || !callers.includes(JSON.stringify(target?.['Arn']))) return [];
    const { task } = JSON.parse(text(target?.['Input']) ?? '{}') as { task?: unknown };
    return typeof task === 'string' ? [task] : [];
  });
}

/** Names of buckets are the account's to make; that they are unknown keeps nothing from being played. */
function textIn(value: unknown): string | undefined {
  return value instanceof Unknown ? (value.reading ?? UNKNOWN_PLACE) : text(value);
}

const UNKNOWN_PLACE = 's3://unknown/unknown';
