import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Random } from '../../random.js';
import { isObject, type Json } from '../json.js';
import type { FunctionSpec } from '../lambda/function-spec.js';
import { lambdaTasks } from '../lambda/lambda-tasks.js';
import { FunctionRunner } from '../lambda/runner.js';
import { S3Server } from '../s3/s3-server.js';
import { StateFailure } from '../state-failure.js';
import type { TaskCall, TaskRegistry } from '../tasks.js';
import type { KeptWork } from './kept-work.js';
import type { RunBuckets } from './run-buckets.js';
import { logFile } from './run-places.js';

export interface LambdaHereSettings {
  readonly functions: readonly FunctionSpec[];
  readonly buckets: RunBuckets;
  readonly work: KeptWork;
  readonly random: Random;
}

/** The functions of a pipeline, each in a process of its own, with S3 for their clients. It must be closed. */
export class LambdaHere {
  private constructor(
    private readonly settings: LambdaHereSettings,
    private readonly s3: S3Server,
    private readonly runner: FunctionRunner,
  ) {}

  static async open(settings: LambdaHereSettings): Promise<LambdaHere> {
    return new LambdaHere(settings, await S3Server.open(settings.buckets.root), new FunctionRunner(settings.random));
  }

  tasks(): TaskRegistry {
    const { functions, buckets, work } = this.settings;
    const reaching = functions.map((spec) => ({ ...spec, environment: { ...spec.environment, AWS_ENDPOINT_URL_S3: this.s3.url } }));
    return {
      'lambda:invoke': async (call) => {
        const given = isObject(call.arguments) ? call.arguments : {};
        const payload = isObject(given['Payload'] ?? null) ? (given['Payload'] as { readonly [key: string]: Json }) : {};
        const { output } = payload;
        const code = functions.find(({ arn }) => arn === given['FunctionName'])?.code ?? '';
        if (typeof output !== 'string') {
          await buckets.bring(payload);
          return invoked(call, this.runner, reaching);
        }
        return work.keep({ call, output, asked: [basename(code), payload] }, async (folder) => {
          buckets.clear(output);
          if (payload['inputs'] !== undefined) await buckets.bring(payload['inputs']);
          if (payload['objects'] !== undefined) await buckets.bringObjects(payload['objects']);
          const answer = await invoked(call, this.runner, reaching, logFile(folder));
          buckets.take(output, folder);
          return answer;
        });
      },
    };
  }

  async close(): Promise<void> {
    await this.runner.close();
    await this.s3.close();
  }
}

/** @param log file that keeps what the function prints, and of an error the way that it took */
async function invoked(call: TaskCall, runner: FunctionRunner, functions: readonly FunctionSpec[], log?: string): Promise<Json> {
  let printed = '';
  const { 'lambda:invoke': invoke } = lambdaTasks(runner, functions, (text) => (printed = text));
  try {
    const answer = (await invoke?.(call)) ?? null;
    if (log !== undefined && printed !== '') write(log, printed);
    return answer;
  } catch (error) {
    // A function that is not there has not thrown anything.
    if (log === undefined || !(error instanceof StateFailure) || error.reason?.startsWith('{') !== true) throw error;
    throw told(error, printed, log);
  }
}

/** On a laptop the log is not elsewhere: where it lies is said with what the function threw. */
function told(failure: StateFailure, printed: string, log: string): StateFailure {
  const thrown = JSON.parse(failure.reason ?? '{}') as {
    readonly errorMessage?: string;
    readonly trace?: string[];
    readonly stackTrace?: string[];
  };
  write(log, `${printed}${[...(thrown.trace ?? []), ...(thrown.stackTrace ?? [])].join('\n')}\n`);
  return new StateFailure(
    failure.error,
    JSON.stringify({ ...thrown, errorMessage: `${thrown.errorMessage ?? ''} (what it printed: ${log})` }),
    failure.terminal,
  );
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
