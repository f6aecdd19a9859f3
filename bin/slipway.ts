#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import { EXIT, reportFailure } from './render/failure.js';
import { VERBS } from './verbs.js';

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
    for (const { usage, about, load } of VERBS) {
      const command = program.command(usage).description(about).exitOverride();
      // Only what was asked for is loaded: help is there at once.
      if (args.includes(command.name())) (await load())(command);
    }
    await program.parseAsync();
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.good;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? EXIT.good : EXIT.yours;
    return reportFailure(failure);
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
