import type { Command } from 'commander';
import { diff, isRisky, synthesize } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { renderDiff } from '../render/diff.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import { withAssemblyOptions, type AssemblyOptions } from './assembly-options.js';

export interface DiffVerbOptions extends AssemblyOptions {
  readonly against?: string;
  readonly region?: string;
}

/** `slipway diff [path…]`: what deploying the app means for its models. */
export function diffVerb(command: Command): void {
  withAssemblyOptions(command)
    .option('--against <folder>', 'another cdk.out folder to compare with (default: what is deployed in the account that is logged in)')
    .option('--region <name>', 'region to ask (default: that of the stack, else of the environment)')
    .addHelpText(
      'after',
      [
        '\n[path] is a deployment, or a stack or stage around several, by construct path, or the name of an endpoint.',
        'The account is only read: cloudformation:DescribeStacks, GetTemplate, ListStackResources. With --against none is asked.',
        'Exit code 3: callers would be interrupted, or SageMaker or CloudFormation would refuse it.',
      ].join('\n'),
    )
    .action(diffOfApp);
}

async function diffOfApp(paths: readonly string[], options: DiffVerbOptions): Promise<void> {
  const signal = interruption();
  const host = new TerminalHost(process.stderr, options.quiet);
  const { app, context, region, against } = options;
  host.say({ level: 'progress', stage: 'synthesize', text: app ?? 'the app of cdk.json' });
  const directory = await synthesize({ directory: process.cwd(), app, context, signal });
  const found = await diff(directory, { paths, against, region, host, signal });
  host.clear();
  process.stdout.write(options.json === true ? `${JSON.stringify(found, null, 2)}\n` : renderDiff(found, surfaceOf(process.stdout)));
  process.exitCode = isRisky(found) ? EXIT.verdict : EXIT.good;
}
