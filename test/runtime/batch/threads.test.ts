import { DuckDBInstance } from '@duckdb/node-api';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Thread } from '../../../runtime/batch/scorers';
import { score, workFolder } from './tables';

const folder = workFolder();
const MODELS = join(__dirname, '..', '..', '..', 'benchmarks', 'models');
const COPIES = 12;

/** Rows enough for many parts, none of them as long as the others. */
async function tables(): Promise<readonly string[]> {
  const rows = readFileSync(join(MODELS, 'rows.csv'), 'utf8').trim().split('\n');
  const names = (rows[0] ?? '').split(',').map((_, index) => `f${index}`);
  const csv = join(folder, 'rows.csv');
  writeFileSync(csv, `${names.join()}\n${Array.from({ length: COPIES }, () => rows.join('\n')).join('\n')}\n`);
  const parquet = join(folder, 'rows.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (FROM '${csv}') TO '${parquet}' (FORMAT parquet, ROW_GROUP_SIZE 4096)`);
  connection.closeSync();
  instance.closeSync();
  return [csv, parquet];
}

test.each(['network', 'trees'])('several threads write what one writes: %s', async (name) => {
  const model = join(MODELS, `${name}.onnx`);
  for (const input of await tables()) {
    const written: string[] = [];
    for (const threads of [1, 2, 4]) {
      const output = join(folder, `${name} on ${threads}.csv`);
      await score({ model, input, output, threads, partBytes: 1 << 15, partRows: 300 });
      written.push(readFileSync(output, 'utf8'));
    }
    const [alone = '', ...others] = written;
    expect(alone.split('\n').length).toBeGreaterThan(COPIES * 900);
    for (const other of others) expect(other === alone).toBe(true);
  }
});

test.each(['trees', undefined] as const)('a thread that is closed while it opens the model ends by itself: %s', async (engine) => {
  for (const name of ['network', 'trees']) {
    const thread = new Thread({ model: join(MODELS, `${name}.onnx`), written: { format: 'csv', keep: [], prefix: '' } });
    if (engine !== undefined) thread.choose(engine);
    await thread.close();
    expect(await thread.ended).toBe(0);
  }
});
