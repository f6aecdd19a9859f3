import type { Container } from './container.js';
import { HttpContainer } from './http-container.js';
import { startServerProcess } from './server-process.js';

/** What a container of our own image is started with. */
export interface OwnServerOptions {
  readonly name: string;
  readonly modelFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** This package's own model server as a container: the same file as in the image, on a port of its own. */
export async function startOwnServer({ name, modelFolder, environment, signal }: OwnServerOptions): Promise<Container> {
  const { port, stop, pid, ready } = await startServerProcess({ model: modelFolder, port: 0, environment, signal });
  return new HttpContainer(name, port, stop, pid, ready.schema);
}
