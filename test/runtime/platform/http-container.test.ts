import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { readAll } from '../../../runtime/platform/container';
import { HttpContainer } from '../../../runtime/platform/http-container';

const open = new Set<Socket>();
afterEach(() => {
  for (const socket of open) socket.destroy();
  open.clear();
});

/** Answers the first request of each connection; what comes after it on the first connection meets a closed door. */
async function closingServer(): Promise<{ readonly server: Server; readonly asked: string[] }> {
  const asked: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    const connection = connections;
    let requests = 0;
    socket.on('data', (data) => {
      requests += 1;
      if (requests > 1 && connection === 1) return socket.resetAndDestroy();
      asked.push(`${connection}: ${data.toString('latin1').split('\r\n\r\n')[1] ?? ''}`);
      return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, asked };
}

test('a kept connection that the container has closed meanwhile is no answer of the model: the request goes out again, once', async () => {
  const { server, asked } = await closingServer();
  const container = new HttpContainer('spam', (server.address() as AddressInfo).port, async () => undefined);
  const ask = async (body: string): Promise<string> => {
    const { chunks } = await container.invoke({ body: Buffer.from(body), headers: {}, signal: new AbortController().signal });
    const text = (await readAll(chunks)).toString('utf8');
    // The agent takes the connection back in the next turn.
    await new Promise(setImmediate);
    return text;
  };
  expect([await ask('a'), await ask('b'), await ask('c')]).toEqual(['ok', 'ok', 'ok']);
  expect(asked).toEqual(['1: a', '2: b', '2: c']);
  await container.close();
  server.close();
});

test('a connection that is refused is told as it is', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const container = new HttpContainer('spam', port, async () => undefined);
  await expect(container.invoke({ body: Buffer.from('a'), headers: {}, signal: new AbortController().signal })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});
