import type { Host } from '../../host.js';
import { declaredEndpoints } from '../../assembly/services.js';
import { readStacks } from '../../assembly/stacks.js';
import { record, records, text } from '../../assembly/values.js';
import type { PipelineClock } from '../../pipeline/clock.js';
import { Accounts } from '../accounts.js';
import type { DescribedAlarm } from '../cloudwatch.js';
import type { SageMaker } from '../sagemaker.js';
import { SageMakerRuntime } from '../sagemaker-runtime.js';
import { alarmLabel } from '../status/alarm-label.js';
import { childrenOf, declaredAlarms, watchingAlarms, type DeclaredAlarm } from '../status/alarm-status.js';
import { declaredService, type DeclaredService } from '../status/declared.js';
import { choose, describeAlarms, findIds, idsOf } from '../status/deployed-stacks.js';
import { regionOf } from '../status/stack-region.js';
import { chooseTrials, type Trial, type Untried } from './choose-trials.js';
import { checkGolden } from './golden-check.js';
import type { ActionCheck, GoldenCheck, Verification, VerifiedDeployment } from './report.js';
import { tryAlarm } from './try-alarm.js';

export interface VerifyOptions {
  /** Deployments, or stacks or stages around them, by construct path or endpoint name. Default: all. */
  readonly paths?: readonly string[];
  /** Whether an alarm of each severity is set off for a moment: somebody is told. Default: false. */
  readonly actions?: boolean;
  /** How long a notification may take, milliseconds. Default: three minutes. */
  readonly withinMillis?: number;
  /** Default: the one that a stack names, else that of the environment. */
  readonly region?: string;
  readonly clock: PipelineClock;
  readonly host: Host;
  readonly signal?: AbortSignal;
  /** How often a call is made that fails for the moment. */
  readonly attempts?: number;
}

export const VERIFY_DEFAULTS = Object.freeze({ withinMillis: 180_000 });

/**
 * Tries what is deployed: golden rows through the endpoints, and with `actions` who is told when an alarm goes off.
 *
 * @param directory folder that `cdk synth` wrote, the one that was deployed
 */
export async function verify(directory: string, options: VerifyOptions): Promise<Verification> {
  const { attempts, clock, host, signal } = options;
  // Without the signal: what is set has to be put back.
  const accounts = new Accounts(attempts === undefined ? {} : { attempts });
  clock.hold();
  try {
    const chosen = choose(readStacks(directory), options.paths ?? []);
    const ids = await findIds(chosen.stacks, accounts, options, async ({ cloudformation }, _stack, name) => {
      signal?.throwIfAborted();
      const found = name === undefined ? undefined : await cloudformation.stack(name);
      return found?.StackId === undefined ? undefined : await idsOf(cloudformation, found.StackId);
    });
    const stacks = readStacks(directory, (path) => ids.get(path));
    const alarms = declaredAlarms(stacks.filter(({ path }) => ids.has(path)));
    const described = options.actions === true ? await describeAlarms(stacks, ids, accounts, options) : new Map<string, DescribedAlarm>();
    const deployments: VerifiedDeployment[] = [];
    for (const endpoint of declaredEndpoints(stacks).filter(({ path }) => chosen.endpoints.has(path))) {
      const declared = declaredService(endpoint, stacks);
      host.say({ level: 'progress', stage: 'golden rows', text: declared.path });
      const golden = await goldenChecks(declared, directory, options);
      const actions = options.actions === true ? await actionChecks(declared, alarms, described, accounts, options) : null;
      deployments.push({ path: declared.path, endpointName: declared.endpointName ?? '', golden, actions });
    }
    return { version: 1, at: new Date(clock.now()).toISOString(), deployments };
  } finally {
    clock.release();
    accounts.close();
  }
}

async function goldenChecks(
  declared: DeclaredService,
  directory: string,
  { region, signal, attempts }: VerifyOptions,
): Promise<GoldenCheck[]> {
  const at = regionOf(declared.stack, region);
  const runtime = await SageMakerRuntime.open({
    ...(at === undefined ? {} : { region: at }),
    ...(signal === undefined ? {} : { signal }),
    ...(attempts === undefined ? {} : { attempts }),
  });
  const checks: GoldenCheck[] = [];
  try {
    for (const { name, shadow } of declared.variants) if (!shadow) checks.push(await checkGolden(runtime, declared, name, directory));
  } finally {
    runtime.close();
  }
  return checks;
}

async function actionChecks(
  declared: DeclaredService,
  alarms: readonly DeclaredAlarm[],
  described: ReadonlyMap<string, DescribedAlarm>,
  accounts: Accounts,
  { region, clock, host, signal, withinMillis = VERIFY_DEFAULTS.withinMillis }: VerifyOptions,
): Promise<ActionCheck[]> {
  const { cloudwatch, sagemaker } = await accounts.in(regionOf(declared.stack, region));
  const watching = declared.endpointName === null ? [] : watchingAlarms(alarms, [declared.endpointName]);
  const trials = chooseTrials(watching, described, await rollbackAlarms(sagemaker, declared, watching));
  const checks: ActionCheck[] = [];
  for (const trial of trials) {
    if ('because' in trial) {
      checks.push({ ...of(trial, declared), through: null, outcome: 'not-tried', seconds: null, reason: trial.because, restored: true });
      continue;
    }
    host.say({ level: 'progress', stage: 'alarms', text: trial.acting.path });
    const tried = await tryAlarm(cloudwatch, trial, { clock, withinMillis, ...(signal === undefined ? {} : { signal }) });
    checks.push({ ...of(trial, declared), through: throughOf(trial, watching, declared), ...tried });
  }
  return checks;
}

function of({ severity, acting, topics }: Trial | Untried, { path }: DeclaredService): Pick<ActionCheck, 'severity' | 'alarm' | 'topics'> {
  return { severity, alarm: alarmLabel(acting.path, path), topics };
}

function throughOf({ acting, through }: Trial, watching: readonly DeclaredAlarm[], { path }: DeclaredService): string | null {
  if (acting.name === through.name) return null;
  return alarmLabel(watching.find(({ name }) => name === through.name)?.path ?? through.name, path);
}

/** Alarms that would roll back an update, as declared and as the account holds it, and those that a composite among them asks. */
async function rollbackAlarms(
  sagemaker: SageMaker,
  { endpoint: properties, endpointName }: DeclaredService,
  watching: readonly DeclaredAlarm[],
): Promise<Set<string>> {
  const endpoint = endpointName === null ? undefined : await sagemaker.endpoint(endpointName);
  const held = endpoint?.LastDeploymentConfig?.AutoRollbackConfiguration?.Alarms?.flatMap(({ AlarmName }) => AlarmName ?? []) ?? [];
  const rollback = record(record(properties['DeploymentConfig'])?.['AutoRollbackConfiguration']);
  const declared = records(rollback?.['Alarms']).flatMap(({ AlarmName }) => text(AlarmName) ?? []);
  const listed = [...held, ...declared];
  return new Set([...listed, ...watching.filter(({ name }) => listed.includes(name)).flatMap(childrenOf)]);
}
