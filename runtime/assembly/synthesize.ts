import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { SlipwayError } from '../../core/errors/index.js';

/** The part of cdk.json that decides what is run and where it writes. */
const CDK_JSON = z.looseObject({
  app: z.string().optional(),
  output: z.string().default('cdk.out'),
  context: z.record(z.string(), z.unknown()).default({}),
});
const TAIL_CHARACTERS = 4000;
/** By which an app wants errors where a template breaks CloudFormation's rules; without it CDK warns, and what an app prints is not shown here. */
const VALIDATES = '@aws-cdk/core:validateAgainstDefaultRules';

export interface SynthesisOptions {
  /** Folder that holds cdk.json; commands run there. */
  readonly directory: string;
  /** A command, or a folder that holds a cloud assembly; from cdk.json when absent. */
  readonly app?: string;
  /** `-c key=value`, over cdk.json's context. */
  readonly context?: Readonly<Record<string, string>>;
  /** Where the assembly goes; cdk.json's `output`, or cdk.out. */
  readonly output?: string;
  readonly signal?: AbortSignal;
}

/** Runs the app as the CDK CLI does and returns the folder of its cloud assembly; a folder given as app is returned as it is. */
export async function synthesize(options: SynthesisOptions): Promise<string> {
  const { directory, app: given } = options;
  if (given !== undefined && isFolder(resolve(directory, given))) return resolve(directory, given);
  const config = readCdkJson(directory);
  const app = given ?? config.app;
  if (app === undefined) {
    throw new SlipwayError(
      'synthesis-failed',
      `no app is given: ${existsSync(join(directory, 'cdk.json')) ? `${join(directory, 'cdk.json')} has no 'app'` : `there is no cdk.json in ${directory}`}; run in the folder of a CDK app, or give --app with a command or a cdk.out folder`,
    );
  }
  const output = resolve(directory, options.output ?? config.output);
  await runApp(app, output, { ...config.context, ...options.context }, options);
  return output;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function readCdkJson(directory: string): z.infer<typeof CDK_JSON> {
  const path = isAbsolute(directory) ? join(directory, 'cdk.json') : resolve(directory, 'cdk.json');
  if (!existsSync(path)) return CDK_JSON.parse({});
  try {
    return CDK_JSON.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new SlipwayError(
      'synthesis-failed',
      `cdk.json cannot be read: ${cause instanceof Error ? cause.message : String(cause)}; correct it`,
      { source: path },
      { cause },
    );
  }
}

/** The contract between the CDK CLI and an app: CDK_OUTDIR and CDK_CONTEXT_JSON in its environment. */
async function runApp(
  app: string,
  output: string,
  context: Readonly<Record<string, unknown>>,
  { directory, signal }: SynthesisOptions,
): Promise<void> {
  const wantsErrors = context[VALIDATES] === true || context[VALIDATES] === 'true';
  const child = spawn(app, {
    cwd: directory,
    shell: true,
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      // Most of the time of a small app's synthesis, for warnings that nobody would see; `cdk synth` gives them as before.
      ...(wantsErrors ? {} : { CDK_VALIDATION: 'false' }),
      ...process.env,
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true, ...context }),
    },
  });
  let tail = '';
  const keep = (chunk: Buffer): void => {
    tail = (tail + chunk.toString('utf8')).slice(-TAIL_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  if (code !== 0)
    throw new SlipwayError('synthesis-failed', `'${app}' ended with exit code ${code ?? 'none'}; mend what it says:\n${tail.trim()}`);
}
