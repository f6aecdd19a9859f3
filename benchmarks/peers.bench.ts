/** Prepares the environments of what users would pick instead of our server, and holds each peer's scores to onnxruntime-node's */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { PEERS, startPeer, type PeerName } from './peers.js';

const MODELS = join(__dirname, 'models');
const ROWS = 100;
const TOLERANCE = 1e-6;

async function main(): Promise<void> {
  const rows = readFileSync(join(MODELS, 'rows.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(0, ROWS)
    .map((line) => line.split(',').map(Number));
  const [row = []] = rows;
  let agree = 0;
  let asked = 0;
  for (const name of Object.keys(PEERS) as PeerName[]) {
    for (const model of ['trees', 'network'].map((each) => join(MODELS, `${each}.onnx`))) {
      const peer = await startPeer(name, { model, row });
      if ('skipped' in peer) {
        process.stdout.write(`${name.padEnd(12)} skipped: ${peer.skipped}\n`);
        continue;
      }
      try {
        const { residentBytes } = peer.usage();
        const response = await fetch(peer.url, { method: 'POST', headers: peer.headers, body: peer.body(rows) });
        const scores = peer.scores(Buffer.from(await response.arrayBuffer()));
        const expected = await reference(model, rows);
        const worst = Math.max(...expected.map((value, index) => Math.abs(value - (scores[index] ?? Number.NaN))));
        asked += 1;
        if (worst <= TOLERANCE) agree += 1;
        process.stdout.write(
          `${name.padEnd(12)} first answer after ${(peer.startMillis / 1000).toFixed(1)} s, ${(residentBytes / 2 ** 20).toFixed(0)} MiB, largest difference ${worst.toExponential(1)}; ${peer.versions.join(', ')}\n`,
        );
      } finally {
        await peer.stop();
      }
    }
  }
  process.stdout.write(`figure peers-that-agree ${asked === 0 ? 'NaN' : (agree / asked).toFixed(2)} goal >=1\n`);
}

/** The last column of the last output, as benchmarks/peers/onnx_model.py has it. */
async function reference(model: string, rows: readonly (readonly number[])[]): Promise<number[]> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const [input = ''] = session.inputNames;
  const output = session.outputNames.at(-1) ?? '';
  const width = rows[0]?.length ?? 0;
  const answer = await session.run({ [input]: new Tensor('float32', Float32Array.from(rows.flat()), [rows.length, width]) }, [output]);
  const data = answer[output]?.data as Float32Array;
  const columns = data.length / rows.length;
  return rows.map((_, index) => data[index * columns + columns - 1] ?? Number.NaN);
}

void main();
