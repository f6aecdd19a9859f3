#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { serveCommand } from './commands/serve.js';
import { version } from '../package.json';
import { EXIT, reportFailure } from './render/failure.js';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

async function main(): Promise<number> {
  const program = new Command('slipway')
    .description('typed deployment of machine-learning models on the AWS CDK, rehearsed before it is real')
    .version(version)
    .exitOverride()
    .addCommand(serveCommand());
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync();
    return EXIT.good;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? EXIT.good : EXIT.yours;
    return reportFailure(failure);
  }
}

void main().then((code) => {
  process.exitCode = code;
});
