import { SlipwayError } from '../../../core/errors/index.js';
import type { Clock } from '../../clock.js';
import type { Host } from '../../host.js';
import { declaredEndpoints, type DeclaredEndpoint } from '../../assembly/services.js';
import { readStacks, type DeployedIds, type ReadStack } from '../../assembly/stacks.js';
import { Accounts, type RegionClients } from '../accounts.js';
import type { DescribedAlarm } from '../cloudwatch.js';
import { alarmLabel } from './alarm-label.js';
import { alarmStatus, childrenOf, declaredAlarms, endpointsOf, judgeAlarm, type DeclaredAlarm } from './alarm-status.js';
import { shown } from './definition.js';
import { declaredService, type DeclaredService } from './declared.js';
import { judgeEndpoint } from './judge-endpoint.js';
import { judgeScaling } from './judge-scaling.js';
import type { AlarmStatus, DeploymentStatus, StackStatus, Status } from './report.js';
import { servingOf } from './serving.js';
import { regionOf } from './stack-region.js';
import { findStack } from './stack-status.js';

export interface StatusOptions {
  /** Deployments, or stacks or stages around them, by construct path or endpoint name. Default: all. */
  readonly paths?: readonly string[];
  /** Default: the one that a stack names, else that of the environment. */
  readonly region?: string;
  readonly clock: Clock;
  readonly host: Host;
  readonly signal?: AbortSignal;
  /** How often a call is made that fails for the moment. */
  readonly attempts?: number;
}

/**
 * What a cloud assembly declares beside what an account serves. The account is only read.
 *
 * @param directory folder that `cdk synth` wrote
 */
export async function status(directory: string, options: StatusOptions): Promise<Status> {
  const { signal, attempts } = options;
  const accounts = new Accounts({ ...(signal === undefined ? {} : { signal }), ...(attempts === undefined ? {} : { attempts }) });
  try {
    const chosen = choose(readStacks(directory), options.paths ?? []);
    const { found, ids } = await findStacks(chosen.stacks, accounts, options);
    // Read again: with what the account calls things.
    const stacks = readStacks(directory, (path) => ids.get(path));
    const alarms = new Alarms(
      declaredAlarms(stacks.filter(({ path }) => found.has(path))),
      await describeAlarms(stacks, ids, accounts, options),
      options.clock.now(),
    );
    const deployments: DeploymentStatus[] = [];
    for (const endpoint of declaredEndpoints(stacks).filter(({ path }) => chosen.endpoints.has(path))) {
      options.host.say({ level: 'progress', stage: 'describe', text: endpoint.path });
      const clients = await accounts.in(regionOf(endpoint.stack, options.region));
      deployments.push(await deploymentStatus(declaredService(endpoint, stacks), clients, alarms, ids.has(endpoint.stack.path)));
    }
    return {
      version: 1,
      at: new Date(options.clock.now()).toISOString(),
      stacks: [...found.values()],
      deployments,
      otherAlarms: options.paths === undefined || options.paths.length === 0 ? alarms.rest() : [],
    };
  } finally {
    accounts.close();
  }
}

interface Chosen {
  readonly endpoints: ReadonlySet<string>;
  readonly stacks: readonly ReadStack[];
}

/** The endpoints that are asked for, and the stacks of which they and their alarms are made. */
function choose(stacks: readonly ReadStack[], paths: readonly string[]): Chosen {
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
  // A nested stack is found through the one around it.
  const around = (stack: ReadStack): ReadStack[] => {
    const outer = stacks.find(({ path }) => path === stack.nestedIn?.path);
    return outer === undefined ? [stack] : [...around(outer), stack];
  };
  return { endpoints: new Set(chosen.map(({ path }) => path)), stacks: [...new Set(needed.flatMap(around))] };
}

async function findStacks(
  stacks: readonly ReadStack[],
  accounts: Accounts,
  { region, host }: StatusOptions,
): Promise<{ found: Map<string, StackStatus>; ids: Map<string, DeployedIds> }> {
  const found = new Map<string, StackStatus>();
  const ids = new Map<string, DeployedIds>();
  for (const stack of stacks) {
    host.say({ level: 'progress', stage: 'stacks', text: stack.path, done: found.size / stacks.length });
    const { nestedIn } = stack;
    const name = nestedIn === undefined ? stack.scope.location.stackName : ids.get(nestedIn.path)?.resources.get(nestedIn.logicalId);
    const { status, ids: known } = await findStack(await accounts.in(regionOf(stack, region)), stack, name);
    found.set(stack.path, status);
    if (known !== undefined) ids.set(stack.path, known);
  }
  return { found, ids };
}

/** Every declared alarm of stacks that are there, by the key under which {@link Alarms} finds it. */
async function describeAlarms(
  stacks: readonly ReadStack[],
  ids: ReadonlyMap<string, DeployedIds>,
  accounts: Accounts,
  { region }: StatusOptions,
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

async function deploymentStatus(
  declared: DeclaredService,
  { sagemaker, autoScaling }: RegionClients,
  alarms: Alarms,
  deployed: boolean,
): Promise<DeploymentStatus> {
  const { path, stack, mode, endpointName, configName, variants } = declared;
  const serving = endpointName === null ? undefined : await servingOf(sagemaker, endpointName);
  const watching = endpointName === null ? [] : alarms.of(endpointName);
  const known = {
    path,
    stack: stack.path,
    mode,
    endpointName: endpointName ?? '',
    declared: { configName: deployed ? configName : null, variants: shown(variants) },
  };
  const states = watching.map((alarm) => alarms.status(alarm));
  const ofAlarms = deployed ? watching.flatMap((alarm) => alarms.findings(alarm, path)) : [];
  if (serving === undefined) {
    const text =
      endpointName === null
        ? 'its name is made by CloudFormation, and the stack is not deployed'
        : `SageMaker in ${sagemaker.region} has no endpoint ${endpointName}; deploy it, or give the region where it is`;
    return {
      ...known,
      state: null,
      since: null,
      serving: null,
      alarms: states,
      findings: [{ kind: 'endpoint-missing', wrong: true, text }, ...ofAlarms],
    };
  }
  const { EndpointStatus, LastModifiedTime } = serving.endpoint;
  return {
    ...known,
    state: EndpointStatus ?? null,
    since: LastModifiedTime?.toISOString() ?? null,
    serving: { ...serving.serving, variants: shown(serving.serving.variants) },
    alarms: states,
    findings: [
      ...judgeEndpoint({ ...declared, configName: known.declared.configName }, serving),
      ...(await judgeScaling(autoScaling, declared.scaling)),
      ...ofAlarms,
    ],
  };
}

/** The alarms of the stacks, and what the account holds of them. */
class Alarms {
  private readonly used = new Set<DeclaredAlarm>();

  constructor(
    private readonly declared: readonly DeclaredAlarm[],
    private readonly described: ReadonlyMap<string, DescribedAlarm>,
    private readonly now: number,
  ) {}

  /** Those that watch an endpoint, composites over them first. */
  of(endpointName: string): DeclaredAlarm[] {
    const metric = this.declared.filter((alarm) => endpointsOf(alarm).includes(endpointName));
    const names = new Set(metric.map(({ name }) => name));
    const composite = this.declared.filter((alarm) => childrenOf(alarm).some((name) => names.has(name)));
    const all = [...composite, ...metric];
    for (const alarm of all) this.used.add(alarm);
    return all;
  }

  status(alarm: DeclaredAlarm): AlarmStatus {
    return alarmStatus(alarm, this.described.get(alarm.name), this.now);
  }

  findings(alarm: DeclaredAlarm, around: string): ReturnType<typeof judgeAlarm> {
    return judgeAlarm(alarm, this.described.get(alarm.name), alarmLabel(alarm.path, around));
  }

  rest(): AlarmStatus[] {
    return this.declared.filter((alarm) => !this.used.has(alarm)).map((alarm) => this.status(alarm));
  }
}
