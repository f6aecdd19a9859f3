import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { LoadedModel } from '../../../workloads/scoring/open-model';
import { Invocations } from '../../../workloads/server/invocations';
import { ServerMetrics } from '../../../workloads/server/metrics';
import type { Serving } from '../../../workloads/server/http';

export function servingOf(model: LoadedModel, bodyLimit = 1024 * 1024): Serving {
  const metrics = new ServerMetrics(() => performance.now());
  metrics.load(model, 0.1);
  return { bodyLimit, metrics, invocations: new Invocations(model, metrics) };
}

export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Sends bytes, piece by piece, and reads what is answered until the server closes.
 *
 * @param patient waits for something to be answered after each piece
 */
export async function exchange(port: number, pieces: readonly Buffer[], patient = false): Promise<RawAnswer[]> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // A server that has refused may close while more is sent.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  for (const piece of pieces) {
    if (socket.writable) socket.write(piece);
    await (patient ? Promise.race([once(socket, 'data'), closed]) : new Promise((next) => setImmediate(next)));
  }
  await closed;
  return answersIn(Buffer.concat(chunks));
}

function answersIn(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) break;
    const head = bytes.toString('latin1', at, end);
    const start = end + 4;
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    answers.push({ status: Number(head.slice(9, 12)), body: bytes.toString('utf8', start, start + length) });
    at = start + length;
  }
  return answers;
}
