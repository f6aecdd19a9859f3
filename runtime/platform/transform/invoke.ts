import { readAll, type Container } from '../container.js';
import { Deadline } from '../deadline.js';
import type { TransformJob } from './request.js';

/** What became of one payload. */
export type Invoked =
  | { readonly ok: true; readonly body: Buffer; readonly tries: number }
  | { readonly ok: false; readonly status: number; readonly message: string; readonly body: string; readonly tries: number };

/**
 * Sends a payload to the container, and again where that fails: `InvocationsMaxRetries` times more (API reference, ModelClientConfig). Each try
 * may take `InvocationsTimeoutInSeconds`.
 */
export async function invoke(container: Container, body: Buffer, job: TransformJob, signal: AbortSignal): Promise<Invoked> {
  for (let tries = 1; ; tries += 1) {
    const answer = await attempt(container, body, job, signal);
    const given: Invoked = { ...answer, tries };
    if (given.ok || signal.aborted || tries > job.maxRetries) return given;
    if (given.status >= 400 && given.status < 500 && job.assumed.take('retried') === 'server-errors') return given;
    job.assumed.take('retried');
  }
}

type Answer =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly status: number; readonly message: string; readonly body: string };

async function attempt(
  container: Container,
  body: Buffer,
  { contentType, accept, timeoutSeconds }: TransformJob,
  signal: AbortSignal,
): Promise<Answer> {
  const deadline = new Deadline(timeoutSeconds * 1000);
  const stop = (): void => deadline.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const headers = { ...(contentType === undefined ? {} : { 'content-type': contentType }), ...(accept === undefined ? {} : { accept }) };
    const answer = await container.invoke({ body, headers, signal: deadline.signal });
    const given = await readAll(answer.chunks);
    if (answer.status >= 200 && answer.status < 300) return { ok: true, body: given };
    const text = given.toString('utf8');
    return { ok: false, status: answer.status, message: messageOf(text), body: text };
  } catch (cause) {
    const why = deadline.passed ? `no answer within ${timeoutSeconds} s` : cause instanceof Error ? cause.message : String(cause);
    return { ok: false, status: 0, message: why, body: '' };
  } finally {
    deadline.met();
    signal.removeEventListener('abort', stop);
  }
}

/** What a container says is wrong: our own says it as `error`. */
function messageOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { readonly error?: unknown };
    return typeof error === 'string' ? error : body;
  } catch {
    return body;
  }
}
