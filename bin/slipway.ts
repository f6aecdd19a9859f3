#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import type * as Commands from './commands/index.js';
import { EXIT } from './exit.js';
import { VERBS, type VerbName } from './verbs.js';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

// Whoever reads has seen enough, as `| head` has: what was still to be said is said to nobody, and the verdict stays.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

async function main(args: readonly string[]): Promise<number> {
  const program = new Command('slipway')
    .description('typed deployment of machine-learning models on the AWS CDK, rehearsed before it is real')
    .version(version)
    .exitOverride();
  try {
    for (const name of Object.keys(VERBS) as VerbName[]) {
      const { takes, about } = VERBS[name];
      const command = program.command(`${name} ${takes}`).description(about).exitOverride();
      // Only what was asked for is loaded: help is there at once.
      if (args.includes(name)) (await (await commands()).COMMANDS[name]())(command);
    }
    await program.parseAsync();
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.good;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? EXIT.good : EXIT.yours;
    return (await commands()).reportFailure(failure);
  }
}

const commands = (): Promise<typeof Commands> => import('./commands/index.js');

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
