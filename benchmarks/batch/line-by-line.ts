import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** `line-by-line.ts MODEL INPUT.csv OUTPUT.csv ROWS`: what one writes first, a line and a call of the model at a time. Prints seconds, seconds of processors, rows. */
async function main([model = '', input = '', output = '', most = '']: readonly string[]): Promise<void> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const [name = ''] = session.inputNames;
  const last = session.outputNames.at(-1) ?? '';
  const started = performance.now();
  const used = process.cpuUsage();
  const out = createWriteStream(output);
  let rows = -1;
  for await (const line of createInterface({ input: createReadStream(input) })) {
    rows += 1;
    if (rows === 0) continue;
    const cells = line.split(',').map(Number);
    const given = await session.run({ [name]: new Tensor('float32', Float32Array.from(cells), [1, cells.length]) });
    out.write(`${Array.from(given[last]?.data as Float32Array).join(',')}\n`);
    if (rows === Number(most)) break;
  }
  out.end();
  await once(out, 'finish');
  const { user, system } = process.cpuUsage(used);
  process.stdout.write(`${(performance.now() - started) / 1000} ${(user + system) / 1e6} ${rows}\n`);
  await session.release();
}

void main(process.argv.slice(2));
