import { basename } from 'node:path';
import type { Random } from '../../random.js';
import { isObject, type Json } from '../json.js';
import type { FunctionSpec } from '../lambda/function-spec.js';
import { lambdaTasks } from '../lambda/lambda-tasks.js';
import { FunctionRunner } from '../lambda/runner.js';
import { S3Server } from '../s3/s3-server.js';
import type { TaskRegistry } from '../tasks.js';
import type { KeptWork } from './kept-work.js';
import type { RunBuckets } from './run-buckets.js';

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
    const { 'lambda:invoke': invoke } = lambdaTasks(this.runner, reaching);
    return {
      'lambda:invoke': async (call) => {
        const given = isObject(call.arguments) ? call.arguments : {};
        const payload = isObject(given['Payload'] ?? null) ? (given['Payload'] as { readonly [key: string]: Json }) : {};
        const { output } = payload;
        const code = functions.find(({ arn }) => arn === given['FunctionName'])?.code ?? '';
        const called = async (): Promise<Json> => (await invoke?.(call)) ?? null;
        if (typeof output !== 'string') {
          await buckets.bring(payload);
          return called();
        }
        return work.keep({ call, output, asked: [basename(code), payload] }, async (folder) => {
          buckets.clear(output);
          if (payload['inputs'] !== undefined) await buckets.bring(payload['inputs']);
          if (payload['objects'] !== undefined) await buckets.bringObjects(payload['objects']);
          const answer = await called();
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
