import type { Command } from 'commander';
import { isWrong, status, synthesize, SYSTEM_CLOCK } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import { renderStatus } from '../render/status.js';
import { withAssemblyOptions, type AssemblyOptions } from './assembly-options.js';

export interface StatusVerbOptions extends AssemblyOptions {
  readonly region?: string;
}

/** `slipway status [path…]`: what is declared beside what serves. */
export function statusVerb(command: Command): void {
  withAssemblyOptions(command)
    .option('--region <name>', 'region to ask (default: that of the stack, else of the environment)')
    .addHelpText(
      'after',
      [
        '\n[path] is a deployment, or a stack or stage around several, by construct path, or the name of an endpoint.',
        'The account is only read: cloudformation:DescribeStacks, ListStackResources, DescribeStackEvents, GetTemplate; sagemaker:DescribeEndpoint,',
        'DescribeEndpointConfig, DescribeModel; cloudwatch:DescribeAlarms; application-autoscaling:DescribeScalableTargets, DescribeScalingPolicies.',
        'Exit code 3: what serves is not what is declared, or an alarm is in ALARM.',
      ].join('\n'),
    )
    .action(statusOfAccount);
}

async function statusOfAccount(paths: readonly string[], options: StatusVerbOptions): Promise<void> {
  const signal = interruption();
  const host = new TerminalHost(process.stderr, options.quiet);
  const { app, context, region } = options;
  host.say({ level: 'progress', stage: 'synthesize', text: app ?? 'the app of cdk.json' });
  const directory = await synthesize({ directory: process.cwd(), app, context, signal });
  const found = await status(directory, { paths, region, host, signal, clock: SYSTEM_CLOCK });
  host.clear();
  process.stdout.write(options.json === true ? `${JSON.stringify(found, null, 2)}\n` : renderStatus(found, surfaceOf(process.stdout)));
  process.exitCode = isWrong(found) ? EXIT.verdict : EXIT.good;
}
