import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import createWabt from 'wabt';
import { ROOT } from '../architecture/sources';

const SOURCES = ['core', 'workloads'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.wat'))
    .map((name) => join(folder, name)),
);

test.each(SOURCES)('the bytes beside %s are what it compiles to; if not, run: npm run wasm', async (name) => {
  const path = join(ROOT, name);
  const wabt = await createWabt();
  const { buffer } = wabt.parseWat(basename(path), readFileSync(path, 'utf8')).toBinary({});
  const { WASM } = (await import(path.replace(/\.wat$/, '.wasm.ts'))) as { WASM: string };
  expect(WASM).toBe(Buffer.from(buffer).toString('base64'));
});
