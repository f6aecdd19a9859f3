import { STATUS_CODES, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Invocations } from './invocations.js';
import { InvocationHeads, type PlainInvocation } from './invocation-head.js';
import { HUNG_UP, type ServerMetrics } from './metrics.js';
import { failed, type Reply } from './reply.js';

/** What invocations are answered from. */
export interface Lane {
  readonly invocations?: Invocations;
  readonly stopping?: boolean;
  /** Largest request body, bytes. */
  readonly bodyLimit: number;
  readonly metrics: ServerMetrics;
}

/**
 * Takes invocations past node's HTTP machinery, which costs more than their predictions do. Strict: only a whole, plain request that arrives
 * in one piece is answered here. At anything unusual the connection goes to node's own server, for good, with all that has arrived, and node
 * decides what it is.
 *
 * @returns closes the connections that wait for their next request
 */
export function driveFastLane(server: Server, lane: Lane): () => void {
  const [viaNode] = server.listeners('connection') as ((socket: Socket) => void)[];
  const heads = new InvocationHeads();
  const idle = new Set<Socket>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    drive(socket, lane, heads, idle, server.keepAliveTimeout, () => viaNode.call(server, socket));
  });
  return () => {
    for (const socket of idle) socket.end();
  };
}

function drive(
  socket: Socket,
  lane: Lane,
  heads: InvocationHeads,
  idle: Set<Socket>,
  keepAliveMillis: number,
  giveToNode: () => void,
): void {
  /** What arrived while an answer was made: the next requests, which are not for here. */
  let early: Buffer | undefined;
  let busy = false;
  const listeners = {
    data: (chunk: Buffer): void => {
      if (busy) {
        early = early === undefined ? chunk : Buffer.concat([early, chunk]);
        socket.pause();
        return;
      }
      const { invocations, stopping = false } = lane;
      const request = invocations === undefined || stopping ? undefined : heads.read(chunk);
      if (request === undefined || invocations === undefined || request.body.length > lane.bodyLimit) return leave(chunk);
      busy = true;
      idle.delete(socket);
      void answer(socket, lane, invocations, request).then(next);
    },
    end: (): void => void socket.end(),
    error: (): void => void socket.destroy(),
    timeout: (): void => void (busy || socket.end()),
    close: (): void => void idle.delete(socket),
  };
  const leave = (chunk: Buffer): void => {
    idle.delete(socket);
    for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
    socket.setTimeout(0);
    giveToNode();
    socket.emit('data', chunk);
    socket.resume();
  };
  const next = (): void => {
    // Whoever does not read the answers gets no more of them.
    if (socket.writableNeedDrain) return void socket.once('drain', next);
    busy = false;
    if (lane.stopping === true) socket.end();
    else if (early !== undefined) leave(early);
    else if (!socket.destroyed) idle.add(socket);
  };
  for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
  socket.setTimeout(keepAliveMillis);
  idle.add(socket);
}

async function answer(socket: Socket, lane: Lane, invocations: Invocations, request: PlainInvocation): Promise<void> {
  const { metrics } = lane;
  const started = metrics.begin();
  const reply = await invocations.answer(request.head, request.body, () => socket.writable).catch(failed);
  const hungUp = !socket.writable;
  if (!hungUp) write(socket, reply, lane.stopping === true);
  metrics.end('/invocations', hungUp ? HUNG_UP : reply.status, started);
}

/** As node writes it, in one piece. */
function write(socket: Socket, { status, contentType, body }: Reply, last: boolean): void {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length}\r\nConnection: ${last ? 'close' : 'keep-alive'}\r\n\r\n`;
  if (typeof body === 'string') socket.write(head + body, 'latin1');
  else socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
}
