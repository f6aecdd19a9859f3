import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Rows } from './contestants.js';

/** Rows a second of the model alone, in a loop: one call after the other, numbers that lie ready, no server. */
export async function rawRowsPerSecond(model: string, rows: Rows, rowsPerCall: number, millis: number): Promise<number> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const [input = ''] = session.inputNames;
  const width = rows[0]?.length ?? 0;
  const feeds = Array.from({ length: Math.floor(rows.length / rowsPerCall) }, (_, call) => ({
    [input]: new Tensor('float32', Float32Array.from(rows.slice(call * rowsPerCall, (call + 1) * rowsPerCall).flat()), [
      rowsPerCall,
      width,
    ]),
  }));
  let calls = 0;
  const started = performance.now();
  for (; performance.now() - started < millis; calls += 1) await session.run(feeds[calls % feeds.length]);
  const rate = (calls * rowsPerCall * 1000) / (performance.now() - started);
  await session.release();
  return rate;
}
