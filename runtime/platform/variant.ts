import type { ModelSchema } from '../../core/schema/schema.js';
import type { ServiceRecorder } from '../observing/service-recorder.js';
import type { VariantPlan } from '../plan.js';
import type { CaptureWriter } from './capture-writer.js';
import { readAll, type Container, type ContainerRequest, type ContainerResponse } from './container.js';

/** What a series of containers came to. */
export type Reply =
  | { readonly kind: 'answer'; readonly container: string; readonly response: ContainerResponse }
  | { readonly kind: 'refused'; readonly container: string; readonly status: number; readonly body: Buffer }
  | { readonly kind: 'silent'; readonly container: string; readonly reason: string };

/** One variant that runs: its containers in series, what is recorded and what is captured of it. */
export class RunningVariant {
  constructor(
    readonly plan: VariantPlan,
    private readonly containers: readonly Container[],
    readonly recorder: ServiceRecorder,
    readonly capture: CaptureWriter | undefined,
  ) {}

  get name(): string {
    return this.plan.name;
  }

  get weight(): number {
    return this.plan.weight;
  }

  /** What a caller sends: what the first container takes, where it says so. */
  get schema(): ModelSchema | undefined {
    return this.containers[0]?.schema;
  }

  /** Asks the containers in series; the answer of the last is not read yet. */
  ask(request: ContainerRequest): Promise<Reply> {
    return askInSeries(this.containers, request);
  }

  async close(): Promise<void> {
    await Promise.all([...this.containers.map((container) => container.close()), this.capture?.flush()]);
  }
}

/** Asks the first container, the next with what it answered, and so on; the answer of the last is not read yet. */
export async function askInSeries(containers: readonly Container[], request: ContainerRequest): Promise<Reply> {
  let next = request;
  for (const [index, container] of containers.entries()) {
    const response = await attempt(container, next);
    if (response.kind !== 'answer' || index === containers.length - 1) return response;
    const { headers, chunks } = response.response;
    const type = headers['content-type'];
    const body = await readAll(chunks).catch((cause: unknown) => silent(container, cause));
    if ('kind' in body) return body;
    next = {
      ...request,
      body,
      headers: { ...request.headers, ...(type === undefined ? {} : { 'content-type': type }) },
    };
  }
  return { kind: 'silent', container: 'primary', reason: 'the variant has no container' };
}

async function attempt(container: Container, request: ContainerRequest): Promise<Reply> {
  try {
    const response = await container.invoke(request);
    if (response.status >= 200 && response.status < 300) return { kind: 'answer', container: container.name, response };
    return { kind: 'refused', container: container.name, status: response.status, body: await readAll(response.chunks) };
  } catch (cause) {
    return silent(container, cause);
  }
}

function silent({ name }: Container, cause: unknown): Extract<Reply, { kind: 'silent' }> {
  return { kind: 'silent', container: name, reason: cause instanceof Error ? cause.message : String(cause) };
}
