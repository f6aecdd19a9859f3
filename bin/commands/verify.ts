import { InvalidArgumentError, type Command } from 'commander';
import { isFailed, synthesize, verify, VERIFY_DEFAULTS, WALL_CLOCK } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import { renderVerification } from '../render/verification.js';
import { withAssemblyOptions, type AssemblyOptions } from './assembly-options.js';

export interface VerifyVerbOptions extends AssemblyOptions {
  readonly actions?: boolean;
  readonly within: number;
  readonly region?: string;
}

const MINUTE_MILLIS = 60_000;

/** `slipway verify [path…]`: what is deployed, tried. */
export function verifyVerb(command: Command): void {
  withAssemblyOptions(command)
    .option('--actions', 'set an alarm of each severity off for a moment, and see that somebody is told: they will be')
    .option('--within <minutes>', 'how long a notification may take', parseMinutes, VERIFY_DEFAULTS.withinMillis / MINUTE_MILLIS)
    .option('--region <name>', 'region to ask (default: that of the stack, else of the environment)')
    .addHelpText(
      'after',
      [
        '\n[path] is a deployment, or a stack or stage around several, by construct path, or the name of an endpoint.',
        'It calls endpoints and reads stacks: sagemaker:InvokeEndpoint, cloudformation:DescribeStacks, ListStackResources. With --actions also',
        'cloudwatch:DescribeAlarms, DescribeAlarmHistory, SetAlarmState, sagemaker:DescribeEndpoint and sns:ListSubscriptionsByTopic; the alarm',
        'is put back in the end.',
        'Exit code 3: golden rows come back otherwise than recorded, or somebody is not told.',
      ].join('\n'),
    )
    .action(verifyDeployed);
}

async function verifyDeployed(paths: readonly string[], options: VerifyVerbOptions): Promise<void> {
  const signal = interruption();
  const host = new TerminalHost(process.stderr, options.quiet);
  const { app, context, region, actions, within } = options;
  host.say({ level: 'progress', stage: 'synthesize', text: app ?? 'the app of cdk.json' });
  const directory = await synthesize({ directory: process.cwd(), app, context, signal });
  const found = await verify(directory, { paths, actions, withinMillis: within * MINUTE_MILLIS, region, host, signal, clock: WALL_CLOCK });
  host.clear();
  process.stdout.write(
    options.json === true ? `${JSON.stringify(found, null, 2)}\n` : renderVerification(found, surfaceOf(process.stdout)),
  );
  process.exitCode = isFailed(found) ? EXIT.verdict : EXIT.good;
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (text.trim() === '' || !(minutes > 0)) throw new InvalidArgumentError('give a number of minutes above 0');
  return minutes;
}
