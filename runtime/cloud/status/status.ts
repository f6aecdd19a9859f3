import type { Clock } from '../../clock.js';
import type { Host } from '../../host.js';
import { declaredEndpoints } from '../../assembly/services.js';
import { readStacks } from '../../assembly/stacks.js';
import { Accounts, type RegionClients } from '../accounts.js';
import type { DescribedAlarm } from '../cloudwatch.js';
import { alarmLabel } from './alarm-label.js';
import { alarmStatus, declaredAlarms, judgeAlarm, watchingAlarms, type DeclaredAlarm } from './alarm-status.js';
import { shown } from './definition.js';
import { declaredService, withTrueName, type DeclaredService } from './declared.js';
import { judgeEndpoint } from './judge-endpoint.js';
import { judgeScaling } from './judge-scaling.js';
import type { AlarmStatus, DeploymentStatus, StackStatus, Status } from './report.js';
import { servingOf } from './serving.js';
import { regionOf } from './stack-region.js';
import { findStack } from './stack-status.js';
import { choose, describeAlarms, findIds } from './deployed-stacks.js';

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
    const found = new Map<string, StackStatus>();
    const ids = await findIds(chosen.stacks, accounts, options, async (clients, stack, name) => {
      const { status, ids } = await findStack(clients, stack, name);
      found.set(stack.path, status);
      return ids;
    });
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
  const { EndpointStatus, LastModifiedTime, EndpointName: trueName = known.endpointName } = serving.endpoint;
  return {
    ...known,
    endpointName: trueName,
    state: EndpointStatus ?? null,
    since: LastModifiedTime?.toISOString() ?? null,
    serving: { ...serving.serving, variants: shown(serving.serving.variants) },
    alarms: states,
    findings: [
      ...judgeEndpoint({ ...declared, configName: known.declared.configName }, serving),
      ...(await judgeScaling(autoScaling, withTrueName(declared, trueName).scaling)),
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
    const all = watchingAlarms(this.declared, [endpointName]);
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
