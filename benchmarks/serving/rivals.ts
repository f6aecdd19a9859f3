/** What our server is held to in Node: a server that does nothing, and the one that a tutorial has. Started as `rivals.ts noop|naive MODEL`. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** As long as our answer to one row. */
const FIXED_REPLY = '{"predictions":[{"label":1,"probabilities":[0.12345678901234567,0.8765432109876543]}]}';

async function main([kind, model = '']: readonly string[]): Promise<void> {
  const server = kind === 'noop' ? noop() : await naive(model);
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.once('disconnect', () => process.exit());
}

/** Looks at nothing; the body is read away, or the next request could not be. */
function noop() {
  return createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': FIXED_REPLY.length });
      response.end(FIXED_REPLY);
    });
  });
}

/** JSON.parse, one call of the model per request, JSON.stringify. */
async function naive(model: string) {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const [input = ''] = session.inputNames;
  const output = session.outputNames.at(-1) ?? '';
  return createServer((request, response) => {
    void textOf(request).then(async (text) => {
      const { instances } = JSON.parse(text) as { instances: number[][] };
      const width = instances[0]?.length ?? 0;
      const answer = await session.run({ [input]: new Tensor('float32', Float32Array.from(instances.flat()), [instances.length, width]) });
      const values = Array.from(answer[output].data as Float32Array);
      const columns = values.length / instances.length;
      const reply = JSON.stringify({ predictions: instances.map((_, row) => values.slice(row * columns, (row + 1) * columns)) });
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(reply) });
      response.end(reply);
    });
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

void main(process.argv.slice(2));
