import type { ModelSchema } from '../../core/schema/schema.js';

/** A request as a container sees it. */
export interface ContainerRequest {
  readonly body: Buffer;
  /** Content-Type, Accept and those of SageMaker's own headers that are passed on. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the wait: the platform's deadline, or the caller has gone. */
  readonly signal: AbortSignal;
}

export interface ContainerResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body, as it arrives. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** Something that follows SageMaker's container contract: a process, or a stand-in. */
export interface Container {
  /** Name in error messages: the hostname, `container-2`, or `primary`. */
  readonly name: string;
  /** The process that answers, where there is one. */
  readonly pid?: number;
  /** What it takes, where it says so. */
  readonly schema?: ModelSchema;
  invoke(request: ContainerRequest): Promise<ContainerResponse>;
  /** What it answers to `GET /execution-parameters`; undefined where it has no such page. */
  executionParameters?(signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Resolves when nothing of it is left. */
  close(): Promise<void>;
}

/** The whole body of an answer. */
export async function readAll(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
