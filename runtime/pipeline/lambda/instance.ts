import { spawn, type ChildProcess } from 'node:child_process';
import { SlipwayError } from '../../../core/errors/index.js';
import { bundled } from '../../bundled.js';
import { SYSTEM_CLOCK } from '../../clock.js';
import { endWithUs } from '../../platform/end-with-us.js';
import { stopProcess } from '../../platform/stop-process.js';
import { FUNCTION_DEFAULTS, INIT_SECONDS, type FunctionSpec } from './function-spec.js';
import { residentMb } from './resident.js';
import { RuntimeApi, type Answered } from './runtime-api.js';

/** How an invocation ended. */
export interface FunctionOutcome {
  /** The result, or the error's JSON: the payload of Invoke. */
  readonly payload: string;
  /** `Unhandled` where the payload is an error. */
  readonly functionError?: 'Unhandled';
  readonly coldStart: boolean;
  readonly durationMs: number;
  /** The most that the process held while we looked; nothing where this machine does not say (no /proc). */
  readonly memoryMb?: number;
  /** What the function printed during the invocation. */
  readonly log: string;
  /** Whether the process can take another event. */
  readonly reusable: boolean;
}

const LOOK_AT_MEMORY_EVERY_MS = 50;
const LONGEST_LOG = 64 * 1024;
const LONGEST_LOG_WAIT_MS = 5000;
const SHORT_LOG_WAIT_MS = 20;

/** One function process: started once, invoked one event after the other, gone at its first crash or timeout. */
export class FunctionInstance {
  private log = '';
  private used = false;
  private highest = 0;
  private tooLarge = false;
  private initError: string | undefined;
  private grew = (): void => undefined;
  private readonly ended: Promise<string>;
  private readonly release: () => void;

  private constructor(
    private readonly spec: FunctionSpec,
    private readonly api: RuntimeApi,
    private readonly child: ChildProcess,
  ) {
    this.release = endWithUs(child);
    const keep = (chunk: Buffer): void => {
      this.log = (this.log + chunk.toString('utf8')).slice(-LONGEST_LOG);
      this.grew();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.ended = new Promise((ended) => {
      child.once('error', (error) => ended(`could not be started: ${error.message}`));
      child.once('close', (code, signal) => ended(exitText(code, signal)));
    });
  }

  static async start(spec: FunctionSpec): Promise<FunctionInstance> {
    const [program, ...args] = commandOf(spec);
    let instance: FunctionInstance | undefined;
    const api = await RuntimeApi.open((error) => {
      if (instance !== undefined) instance.initError = error;
    });
    const child = spawn(program ?? '', args, {
      cwd: spec.code,
      env: environmentOf(spec, api.address),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: what the function starts goes with it.
      detached: true,
    });
    instance = new FunctionInstance(spec, api, child);
    return instance;
  }

  async invoke(requestId: string, event: string): Promise<FunctionOutcome> {
    const { timeoutSeconds = FUNCTION_DEFAULTS.timeoutSeconds, memoryMb } = this.spec;
    const coldStart = !this.used;
    this.used = true;
    this.log = '';
    const started = performance.now();
    const limit = (timeoutSeconds + (coldStart ? INIT_SECONDS : 0)) * 1000;
    let timer: NodeJS.Timeout | undefined;
    const watch = setInterval(() => this.watchMemory(memoryMb ?? FUNCTION_DEFAULTS.memoryMb), LOOK_AT_MEMORY_EVERY_MS);
    const end = await Promise.race([
      this.api.invoke({ requestId, functionArn: this.spec.arn, deadline: SYSTEM_CLOCK.now() + timeoutSeconds * 1000, event }),
      this.ended,
      new Promise<'timeout'>((late) => {
        timer = setTimeout(() => late('timeout'), limit);
      }),
    ]);
    clearTimeout(timer);
    clearInterval(watch);
    this.watchMemory(Number.POSITIVE_INFINITY);
    if (typeof end !== 'string') await this.logOf(requestId);
    const reusable = typeof end !== 'string';
    if (!reusable) await this.close();
    requireClient(this.spec, end, this.log);
    const answer = this.answerOf(end, requestId, timeoutSeconds);
    return {
      payload: 'response' in answer ? answer.response : answer.error,
      ...('error' in answer ? { functionError: 'Unhandled' } : {}),
      coldStart,
      durationMs: performance.now() - started,
      ...(this.highest === 0 ? {} : { memoryMb: this.highest }),
      log: this.log,
      reusable,
    };
  }

  async close(): Promise<void> {
    await stopProcess(this.child, { group: true });
    this.release();
    await this.api.close();
  }

  /** The answer and the log come by two ways: waits for the line that ends the log. AWS's client for Python writes none, so not for long. */
  private async logOf(requestId: string): Promise<void> {
    const line = `END RequestId: ${requestId}\n`;
    const patience = this.spec.runtime.startsWith('nodejs') ? LONGEST_LOG_WAIT_MS : SHORT_LOG_WAIT_MS;
    if (!this.log.includes(line))
      await new Promise<void>((there) => {
        const timer = setTimeout(there, patience);
        this.grew = () => {
          if (!this.log.includes(line)) return;
          clearTimeout(timer);
          there();
        };
      });
    this.grew = () => undefined;
    this.log = this.log.replace(line, '');
  }

  private answerOf(end: Answered | string, requestId: string, timeoutSeconds: number): Answered {
    if (typeof end !== 'string') return end;
    if (end === 'timeout') return failure('Sandbox.Timedout', requestId, `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
    if (this.initError !== undefined) return { error: this.initError };
    return failure('Runtime.ExitError', requestId, this.tooLarge ? exitText(null, 'SIGKILL') : end);
  }

  /** Lambda kills what holds more than its memory; the heap's own bound would see only a part of it. */
  private watchMemory(mostMb: number): void {
    const resident = residentMb(this.child.pid);
    this.highest = Math.max(this.highest, resident);
    if (resident <= mostMb) return;
    this.tooLarge = true;
    this.child.kill('SIGKILL');
  }
}

function failure(errorType: string, requestId: string, text: string): Answered {
  return { error: JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${text}` }) };
}

function exitText(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code ?? 0}`;
}

/** Our own bootstrap for Node, under this machine's Node; `awslambdaric` for Python, which the user's Python has to have. */
function commandOf({ runtime, handler, name }: FunctionSpec): readonly string[] {
  if (runtime.startsWith('nodejs')) return [process.execPath, bundled('lambda', 'index.js')];
  if (runtime.startsWith('python')) return [python(), '-m', 'awslambdaric', handler];
  throw new SlipwayError(
    'function-runtime',
    `the function '${name}' wants ${runtime}; nodejs and python run here: give it one of them, or play its task otherwise`,
  );
}

const python = (): string => process.env['SLIPWAY_PYTHON'] ?? 'python3';

/** A Python that lacks the client would end anew with every retry, and say so in the log alone. */
function requireClient({ name, runtime }: FunctionSpec, end: Answered | string, log: string): void {
  if (typeof end !== 'string' || !runtime.startsWith('python')) return;
  const lacks = log.includes('No module named awslambdaric');
  if (!lacks && !end.startsWith('could not be started')) return;
  throw new SlipwayError(
    'function-runtime',
    `the function '${name}' wants ${runtime}, and '${python()}' ${lacks ? "has no AWS client for it; 'pip install awslambdaric'" : `${end}; install it`}, or name another Python in SLIPWAY_PYTHON`,
  );
}

/** What Lambda sets, and what the function declares; nothing else of this process's environment but where programs are found. */
function environmentOf(spec: FunctionSpec, api: string): NodeJS.ProcessEnv {
  const region = /^arn:[\w-]+:lambda:([\w-]+):/.exec(spec.arn)?.[1] ?? 'us-east-1';
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...spec.environment,
    AWS_LAMBDA_RUNTIME_API: api,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb ?? FUNCTION_DEFAULTS.memoryMb),
    LAMBDA_TASK_ROOT: spec.code,
    _HANDLER: spec.handler,
  };
}
