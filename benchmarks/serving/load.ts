/** A process that sends requests over kept connections, one at a time on each, and reads no more of the answers than it must. */
import { connect, type Socket } from 'node:net';

/** What to send. */
export interface LoadOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent in turn; each connection begins at another one. */
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly millis: number;
  /** Asked `GET /ping` on a connection of its own, every so many ms, meanwhile. */
  readonly pingEvery?: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Of the requests, ms. */
  readonly p50: number;
  readonly p99: number;
  /** Of the pings, ms; NaN where there were none. */
  readonly pingP99: number;
  /** Share of one core that this process took itself: near 1 it measures itself. */
  readonly busy: number;
  readonly failures: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');

process.on('message', (order: LoadOrder) => {
  void run(order).then((result) => process.send?.(result));
});

async function run(order: LoadOrder): Promise<LoadResult> {
  const { hostname, port, pathname } = new URL(order.url);
  const head = Object.entries(order.headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const requests = order.bodies.map((body) =>
    Buffer.from(`POST ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\n${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
  );
  const ping = Buffer.from(`GET /ping HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  const times: number[] = [];
  const pings: number[] = [];
  let failures = 0;
  const count = (status: number): void => {
    if (status !== 200) failures += 1;
  };
  const sockets = await Promise.all(
    Array.from({ length: order.connections + (order.pingEvery === undefined ? 0 : 1) }, () => open(hostname, Number(port))),
  );
  const cpu = process.cpuUsage();
  const started = performance.now();
  const end = started + order.millis;
  const senders = sockets.slice(0, order.connections).map((socket, index) => {
    let next = Math.floor((index * requests.length) / order.connections);
    return drive(socket, end, () => requests[next++ % requests.length], times, count);
  });
  if (order.pingEvery !== undefined) senders.push(drive(sockets[order.connections], end, () => ping, pings, count, order.pingEvery));
  await Promise.all(senders);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  for (const socket of sockets) socket.destroy();
  return {
    requestsPerSecond: times.length / seconds,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    pingP99: quantile(pings, 0.99),
    busy: (user + system) / 1e6 / seconds,
    failures,
  };
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect({ host, port, noDelay: true }, () => done(socket)).once('error', failed);
  });
}

/** Sends a request, waits for its answer, sends the next, until the time is over. */
function drive(
  socket: Socket,
  end: number,
  next: () => Buffer,
  times: number[],
  answered: (status: number) => void,
  pause = 0,
): Promise<void> {
  return new Promise((done, failed) => {
    let sent = 0;
    let received = Buffer.alloc(0);
    const send = (): void => {
      sent = performance.now();
      if (sent >= end) return done();
      socket.write(next());
    };
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const length = lengthOf(received);
      if (length === undefined || received.length < length) return;
      times.push(performance.now() - sent);
      answered(Number(received.toString('latin1', 9, 12)));
      received = received.subarray(length);
      if (pause === 0) send();
      else setTimeout(send, pause);
    });
    socket.once('error', failed);
    socket.once('close', () => failed(new Error('the server closed the connection')));
    send();
  });
}

/** Bytes of a whole answer, once its head is there. */
function lengthOf(answer: Buffer): number | undefined {
  const head = answer.indexOf(HEAD_END);
  if (head < 0) return undefined;
  const text = answer.toString('latin1', 0, head).toLowerCase();
  const at = text.indexOf('content-length:');
  return at < 0 ? undefined : head + HEAD_END.length + Number.parseInt(text.slice(at + 15), 10);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
