import type { IncomingMessage } from 'node:http';

/**
 * The whole body of a request; undefined where it is larger than the limit, and that is known as soon as it says so or has sent too much. What
 * it still sends is dropped, so that a client in the midst of sending sees the refusal. Rejects where the client hangs up.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((done, failed) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(request.headers['content-length']) > limit) {
      request.resume();
      done(undefined);
      return;
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else done(undefined);
    });
    request.on('end', () => done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', failed);
  });
}
