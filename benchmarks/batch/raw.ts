import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Rows a call: where onnxruntime is quickest. */
const ROWS_PER_CALL = 1024;

/**
 * `raw.ts MODEL ROWS.f32 FEATURES`: the model alone in a loop over rows that lie ready in memory, one thread, nothing read and nothing written.
 * Prints seconds, seconds of processors, rows.
 */
async function main([model = '', file = '', width = '']: readonly string[]): Promise<void> {
  const features = Number(width);
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' });
  const [input = ''] = session.inputNames;
  const bytes = readFileSync(file);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const rows = values.length / features;
  const started = performance.now();
  const used = process.cpuUsage();
  for (let row = 0; row < rows; row += ROWS_PER_CALL) {
    const count = Math.min(ROWS_PER_CALL, rows - row);
    await session.run({ [input]: new Tensor('float32', values.subarray(row * features, (row + count) * features), [count, features]) });
  }
  const { user, system } = process.cpuUsage(used);
  process.stdout.write(`${(performance.now() - started) / 1000} ${(user + system) / 1e6} ${rows}\n`);
  await session.release();
}

void main(process.argv.slice(2));
