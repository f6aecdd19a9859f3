// `npm run wasm`: compiles every .wat of core/ and workloads/ into a module beside it that holds the bytes, so that nothing looks up a file at run time.
// What it writes is committed; a test compiles again and compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import createWabt from 'wabt';

const root = fileURLToPath(new URL('..', import.meta.url));
const BYTES_A_LINE = 90;

const wabt = await createWabt();
for (const name of ['core', 'workloads'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name)),
)) {
  if (!name.endsWith('.wat')) continue;
  const path = join(root, name);
  const module = wabt.parseWat(basename(name), readFileSync(path, 'utf8'));
  module.validate();
  const { buffer } = module.toBinary({});
  const lines = [];
  for (let start = 0; start < buffer.length; start += BYTES_A_LINE) {
    lines.push(`  '${Buffer.from(buffer.subarray(start, start + BYTES_A_LINE)).toString('base64')}'`);
  }
  writeFileSync(
    path.replace(/\.wat$/, '.wasm.ts'),
    `/** ${buffer.length} bytes, compiled from ${basename(name)} by \`npm run wasm\`. */\nexport const WASM =\n${lines.join(' +\n')};\n`,
  );
}
