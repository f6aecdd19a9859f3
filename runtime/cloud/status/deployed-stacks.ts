import { SlipwayError } from '../../../core/errors/index.js';
import type { Host } from '../../host.js';
import { declaredEndpoints, type DeclaredEndpoint } from '../../assembly/services.js';
import type { DeployedIds, ReadStack } from '../../assembly/stacks.js';
import type { Accounts, RegionClients } from '../accounts.js';
import type { CloudFormation } from '../cloudformation.js';
import type { DescribedAlarm } from '../cloudwatch.js';
import { declaredAlarms } from './alarm-status.js';
import { regionOf } from './stack-region.js';

/** What is looked at. */
export interface Chosen {
  readonly endpoints: ReadonlySet<string>;
  readonly stacks: readonly ReadStack[];
}

/** The endpoints that are asked for, and the stacks of which they and their alarms are made. */
export function choose(stacks: readonly ReadStack[], paths: readonly string[]): Chosen {
  const endpoints = declaredEndpoints(stacks);
  if (endpoints.length === 0)
    throw new SlipwayError(
      'no-deployment',
      'the assembly declares no endpoint; give the app that does with --app, or -c env=… as it takes it',
    );
  const isIn = (path: string, { path: own, stack, logicalId }: DeclaredEndpoint): boolean =>
    own === path || own.startsWith(`${path}/`) || stack.scope.nameOf(logicalId) === path;
  const unknown = paths.filter((path) => !endpoints.some((endpoint) => isIn(path, endpoint)));
  if (unknown.length > 0)
    throw new SlipwayError(
      'no-deployment',
      `there is no deployment at ${unknown.join(', ')}; there are ${endpoints.map(({ path }) => path).join(', ')}`,
    );
  const chosen = endpoints.filter((endpoint) => paths.length === 0 || paths.some((path) => isIn(path, endpoint)));
  const stages = new Set(chosen.map(({ stack }) => stack.stage));
  const holds = (stack: ReadStack): boolean => chosen.some((each) => each.stack === stack) || declaredAlarms([stack]).length > 0;
  const needed = stacks.filter((stack) => stages.has(stack.stage) && holds(stack));
  return { endpoints: new Set(chosen.map(({ path }) => path)), stacks: [...new Set(needed.flatMap((stack) => withOuter(stack, stacks)))] };
}

/** A stack and those around it, the outermost first: a nested one is found through the one around it. */
export function withOuter(stack: ReadStack, stacks: readonly ReadStack[]): ReadStack[] {
  const outer = stacks.find(({ path }) => path === stack.nestedIn?.path);
  return outer === undefined ? [stack] : [...withOuter(outer, stacks), stack];
}

interface Looking {
  readonly region?: string;
  readonly host: Host;
}

/** What an account calls the resources of stacks, by path, those around nested ones first; what it has not is left out. */
export async function findIds(
  stacks: readonly ReadStack[],
  accounts: Accounts,
  { region, host }: Looking,
  lookUp: (clients: RegionClients, stack: ReadStack, name: string | undefined) => Promise<DeployedIds | undefined>,
): Promise<Map<string, DeployedIds>> {
  const ids = new Map<string, DeployedIds>();
  for (const [index, stack] of stacks.entries()) {
    host.say({ level: 'progress', stage: 'stacks', text: stack.path, done: index / stacks.length });
    const { nestedIn } = stack;
    const name = nestedIn === undefined ? stack.scope.location.stackName : ids.get(nestedIn.path)?.resources.get(nestedIn.logicalId);
    const known = await lookUp(await accounts.in(regionOf(stack, region)), stack, name);
    if (known !== undefined) ids.set(stack.path, known);
  }
  return ids;
}

/** What the account calls the resources of one stack. */
export async function idsOf(cloudformation: CloudFormation, stackId: string): Promise<DeployedIds> {
  const resources = await cloudformation.resources(stackId);
  return {
    stackId,
    resources: new Map(
      resources.flatMap(({ LogicalResourceId: id, PhysicalResourceId: physical }): [string, string][] =>
        id === undefined || physical === undefined || physical === '' ? [] : [[id, physical]],
      ),
    ),
  };
}

/** Every declared alarm of stacks that are there, by name. */
export async function describeAlarms(
  stacks: readonly ReadStack[],
  ids: ReadonlyMap<string, DeployedIds>,
  accounts: Accounts,
  { region }: Pick<Looking, 'region'>,
): Promise<Map<string, DescribedAlarm>> {
  const byRegion = new Map<string | undefined, string[]>();
  for (const stack of stacks.filter(({ path }) => ids.has(path))) {
    const names = declaredAlarms([stack]).map(({ name }) => name);
    const at = regionOf(stack, region);
    byRegion.set(at, [...(byRegion.get(at) ?? []), ...names]);
  }
  const described = new Map<string, DescribedAlarm>();
  for (const [at, names] of byRegion) {
    const { cloudwatch } = await accounts.in(at);
    for (const alarm of await cloudwatch.alarms(names)) described.set(alarm.name, alarm);
  }
  return described;
}
