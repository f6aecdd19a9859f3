/**
 * What runs a Node function: asks the Runtime API for the next event, calls the handler, posts what came of it. Runs in a process of its own,
 * bundled into assets/lambda/.
 */
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: object, callback: (error?: unknown, result?: unknown) => void) => unknown;
interface ApiAnswer {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const {
  AWS_LAMBDA_RUNTIME_API: api = '',
  _HANDLER: declared = '',
  LAMBDA_TASK_ROOT: root = '',
  AWS_LAMBDA_FUNCTION_NAME: functionName = '',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryLimitInMB = '',
} = process.env;
/** How the runtime ends after an error that nobody caught. */
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT = 129;
let current: string | undefined;

async function main(): Promise<void> {
  let handler: Handler;
  try {
    handler = await load();
  } catch (error) {
    await call('POST', 'init/error', JSON.stringify(errorOf(error)));
    process.exit(1);
  }
  for (const [name, code, type] of [
    ['unhandledRejection', EXIT_UNHANDLED_REJECTION, 'Runtime.UnhandledPromiseRejection'],
    ['uncaughtException', EXIT_UNCAUGHT, 'Runtime.UncaughtException'],
  ] as const)
    process.on(name, (error: unknown) => {
      const failed = type === 'Runtime.UnhandledPromiseRejection' ? { ...errorOf(error), errorType: type } : errorOf(error);
      void call('POST', `invocation/${current}/error`, JSON.stringify(failed)).finally(() => process.exit(code));
    });
  for (;;) await serve(handler);
}

async function serve(handler: Handler): Promise<void> {
  const { headers, body } = await call('GET', 'invocation/next');
  const header = (name: string): string => String(headers[`lambda-runtime-${name}`] ?? '');
  const id = header('aws-request-id');
  current = id;
  process.env['_X_AMZN_TRACE_ID'] = header('trace-id');
  const context = {
    awsRequestId: id,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: header('invoked-function-arn'),
    memoryLimitInMB,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Number(header('deadline-ms')) - performance.timeOrigin - performance.now()),
  };
  try {
    const result = await outcome(handler, JSON.parse(body), context);
    ended(id);
    await call('POST', `invocation/${id}/response`, JSON.stringify(result ?? null));
  } catch (error) {
    ended(id);
    await call('POST', `invocation/${id}/error`, JSON.stringify(errorOf(error)));
  }
}

/** The line with which Lambda ends an invocation's log: what comes before it belongs to the invocation. */
function ended(id: string): void {
  process.stdout.write(`END RequestId: ${id}\n`);
}

/** A handler answers by a promise, or calls back. */
async function outcome(handler: Handler, event: unknown, context: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const answered = handler(event, context, (error, result) => (error === undefined || error === null ? resolve(result) : reject(error)));
    if (typeof (answered as Promise<unknown> | undefined)?.then === 'function') (answered as Promise<unknown>).then(resolve, reject);
    else if (handler.length < 3) resolve(answered);
  });
}

async function load(): Promise<Handler> {
  const dot = declared.indexOf('.', declared.lastIndexOf('/') + 1);
  const [file, path] = [join(root, declared.slice(0, dot)), declared.slice(dot + 1)];
  const exported = await moduleAt(file);
  const handler = path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], exported);
  if (typeof handler === 'function') return handler as Handler;
  throw new RuntimeError('Runtime.HandlerNotFound', `${declared} is undefined or not exported`);
}

async function moduleAt(file: string): Promise<unknown> {
  const found = ['.js', '.cjs', '.mjs'].map((end) => file + end).find((path) => existsSync(path));
  if (found === undefined)
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${declared.slice(0, declared.indexOf('.'))}'`);
  try {
    if (found.endsWith('.mjs')) return await import(pathToFileURL(found).href);
    try {
      return createRequire(found)(found);
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_REQUIRE_ESM') return await import(pathToFileURL(found).href);
      throw error;
    }
  } catch (error) {
    if (['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(String((error as { code?: string }).code)))
      throw new RuntimeError('Runtime.ImportModuleError', String(error));
    throw error;
  }
}

class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The form in which Node functions report errors. */
function errorOf(error: unknown): { readonly errorType: string; readonly errorMessage: string; readonly trace: readonly string[] } {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

async function call(method: string, path: string, body = ''): Promise<ApiAnswer> {
  const [host, port] = api.split(':');
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path: `/2018-06-01/runtime/${path}` }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString('utf8') }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

// Whoever started this process has closed the Runtime API: nothing is left to do.
main().catch(() => process.exit(1));
