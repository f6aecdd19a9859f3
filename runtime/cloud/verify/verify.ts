import type { Host } from '../../host.js';
import { declaredEndpoints } from '../../assembly/services.js';
import { readStacks } from '../../assembly/stacks.js';
import { text } from '../../assembly/values.js';
import type { PipelineClock } from '../../pipeline/clock.js';
import { Accounts } from '../accounts.js';
import type { DescribedAlarm } from '../cloudwatch.js';
import { SageMakerRuntime } from '../sagemaker-runtime.js';
import { declaredAlarms } from '../status/alarm-status.js';
import { declaredService, withTrueName, type DeclaredService } from '../status/declared.js';
import { choose, describeAlarms, findIds, idsOf } from '../status/deployed-stacks.js';
import { regionOf } from '../status/stack-region.js';
import { checkActions } from './check-actions.js';
import { checkGolden } from './golden-check.js';
import type { GoldenCheck, Verification, VerifiedDeployment } from './report.js';

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
  const { attempts, clock, host, signal, withinMillis = VERIFY_DEFAULTS.withinMillis } = options;
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
      const called = await trueNamed(declared, accounts, options);
      const golden = await goldenChecks(called, directory, options);
      const actions =
        options.actions === true ? await checkActions(declared, alarms, described, accounts, { ...options, withinMillis }) : null;
      deployments.push({ path: declared.path, endpointName: called.endpointName ?? '', golden, actions });
    }
    return { version: 1, at: new Date(clock.now()).toISOString(), deployments };
  } finally {
    clock.release();
    accounts.close();
  }
}

/** A call has to match the name in every letter: of one that CloudFormation made SageMaker is asked. */
async function trueNamed(declared: DeclaredService, accounts: Accounts, { region }: VerifyOptions): Promise<DeclaredService> {
  const { stack, logicalId, endpointName } = declared;
  const isFixed = text(stack.scope.template.Resources?.[logicalId]?.Properties?.['EndpointName']) !== undefined;
  if (isFixed || endpointName === null) return declared;
  const { sagemaker } = await accounts.in(regionOf(stack, region));
  return withTrueName(declared, (await sagemaker.endpoint(endpointName))?.EndpointName ?? endpointName);
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
